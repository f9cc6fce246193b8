using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>A part of a monorepo is listed as the whole range would list it, without the commits of other parts.</summary>
public sealed class PathSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private async Task<(string[] All, string[] Desktop, CommitCounts Counts)> ReadAsync()
    {
        var query = new LogQuery(null, git.Git("rev-parse", "HEAD"));
        IReadOnlyList<Commit> commits = CommitLog.Read(git.Repository, query, TestContext.Current.CancellationToken);
        IReadOnlySet<string> chosen =
            (PathCommits.Find(git.Repository, query with { Paths = new PathFilter(["desktop"], []) }, TestContext.Current.CancellationToken))!;
        ChangeSet set = ChangeList.From(commits, new ChangeRules(), chosen);
        return (Told(ChangeList.From(commits, new ChangeRules())), Told(set), set.Counts);
    }

    private static string[] Told(ChangeSet set) =>
        [.. set.Changes.Select(change => $"{change.Type}: {change.Description}{(change.PullRequest is { } number ? $" #{number}" : "")}")
        .Order(StringComparer.Ordinal)];

    private void PullRequest(int number, string title, params (string Message, string File)[] commits)
    {
        git.Git("checkout", "-q", "-b", $"topic-{number}", "main");
        foreach ((string message, string file) in commits)
            git.Commit(message, file);
        git.Git("checkout", "-q", "main");
        git.Commit($"chore: meanwhile {number}", "web/meanwhile");
        git.Git("merge", "-q", "--no-ff", "-m", $"Merge pull request #{number} from mei/topic\n\n{title}", $"topic-{number}");
    }

    [Fact]
    public async Task The_title_of_a_merge_is_told_where_it_brought_something_of_the_paths_and_no_commit_is_conventional()
    {
        git.Commit("chore: begin", "web/a");
        PullRequest(1, "feat: sync", ("wip", "desktop/sync"), ("more", "desktop/sync"));
        PullRequest(2, "feat: pages", ("wip page", "web/page"));
        PullRequest(3, "feat: both", ("wip both", "desktop/both"), ("feat: web half", "web/both"));
        PullRequest(4, "feat: tabs", ("feat(ui): tabs", "desktop/tabs"));
        (string[] all, string[] desktop, CommitCounts counts) = await ReadAsync();
        Assert.Equal([": more", ": wip", ": wip both", "feat: sync #1", "feat: tabs"], desktop);
        Assert.Equal(desktop,
            all.Except([": wip page", "chore: begin", "feat: pages #2", "feat: web half",
            .. all.Where(line => line.StartsWith("chore: meanwhile", StringComparison.Ordinal))]));
        // Four commits of desktop, and the three merges that brought them.
        Assert.Equal(new CommitCounts(7, 1, 0, 6, 0, 0), counts);
    }

    [Fact]
    public async Task A_merge_that_another_part_moved_under_is_not_told()
    {
        git.Commit("chore: begin", "desktop/a");
        git.Git("checkout", "-q", "-b", "topic");
        git.Commit("wip", "web/page");
        git.Git("checkout", "-q", "main");
        // Now the merge differs from its second parent in desktop, and git would list it.
        git.Commit("fix: desktop moves on", "desktop/a");
        git.Git("merge", "-q", "--no-ff", "-m", "Merge pull request #2 from mei/topic\n\nfeat: pages", "topic");
        Assert.Equal(["chore: begin", "fix: desktop moves on"], (await ReadAsync()).Desktop);
    }

    [Fact]
    public async Task Reverts_hold_across_paths_and_merges()
    {
        git.Commit("chore: begin", "desktop/a");
        string feature = git.Commit("feat: everywhere", "desktop/b");
        git.Git("revert", "--no-edit", feature);
        PullRequest(5, "feat: gone again", ("feat: gone", "desktop/c"));
        git.Git("revert", "--no-edit", "-m", "1", "HEAD");
        string kept = git.Commit("feat: kept", "desktop/d");
        git.Git("revert", "--no-edit", kept);
        git.Git("revert", "--no-edit", "HEAD");
        // By hand, in another part: it says that it takes the commit back, and the whole range believes it.
        string told = git.Commit("feat: told and taken back", "desktop/e");
        git.Commit($"Revert \"feat: told and taken back\"\n\nThis reverts commit {told}.", "web/e");
        (string[] all, string[] desktop, CommitCounts counts) = await ReadAsync();
        Assert.Equal(["chore: begin", "feat: kept"], desktop);
        Assert.Equal(desktop, all.Except(["chore: meanwhile 5"]));
        Assert.Equal(8, counts.Reverted);
    }

    [Fact]
    public async Task A_copy_stands_where_its_original_is_in_another_part()
    {
        git.Commit("chore: begin", "desktop/a");
        git.Git("checkout", "-q", "-b", "side");
        string original = git.Commit("fix: crash", "web/a");
        git.Git("checkout", "-q", "main");
        git.Commit($"fix: crash\n\n(cherry picked from commit {original})", "desktop/b");
        git.Merge("side");
        Assert.Equal(["chore: begin", "fix: crash"], (await ReadAsync()).Desktop);
    }

    [Fact]
    public async Task Without_paths_git_is_not_asked() =>
        Assert.Null(PathCommits.Find(new GitRepository("/nonexistent", git.Variables), new LogQuery(null, "HEAD"), TestContext.Current.CancellationToken));
}
