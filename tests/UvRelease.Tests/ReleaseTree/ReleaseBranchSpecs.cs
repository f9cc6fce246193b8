using UvRelease.ReleaseTree.Git;
using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.ReleaseTree;

public sealed class ReleaseBranchSpecs : IDisposable
{
    private readonly ReleaseRepository repository = new();

    public void Dispose() => repository.Dispose();

    [Fact]
    public async Task The_first_release_is_an_orphan_with_a_trailer_and_the_times_and_names_of_its_source()
    {
        string source = repository.Git("rev-parse", "main");
        Run run = await repository.ReleaseAsync("1.4.0");
        Assert.Equal(0, run.Code);
        string[] lines = repository.Git("cat-file", "commit", "releases/v1").Split('\n');
        Assert.Equal(
            [$"tree {run["tree"]}", "author Ann Author <ann@example.com> 1700000000 +0100",
                "committer Ann Author <ann@example.com> 1700000000 +0100", "", "release: v1.4.0", "", $"Source-commit: {source}"],
            lines);
        Assert.Equal(run["commit"], repository.Git("rev-parse", "releases/v1"));
        Assert.Equal(("", "v1.4.0 v1.4 v1", "done"), (run["previous-commit"], run["tags"], run["result"]));
        Assert.Equal(source, repository.Git("log", "-1", "--format=%(trailers:key=Source-commit,valueonly,separator=)", "releases/v1"));
    }

    [Fact]
    public async Task The_committed_tree_is_the_generated_one_and_nothing_else_is_touched()
    {
        Run run = await repository.ReleaseAsync("1.4.0", "--output", repository.At("tree"));
        string[] files = repository.Git("ls-tree", "-r", "--name-only", run["commit"]).Split('\n');
        Assert.Equal(Directory.EnumerateFiles(repository.At("tree"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(repository.At("tree"), file)).Order(StringComparer.Ordinal), files);
        Assert.All(files, file => Assert.Equal(File.ReadAllText(repository.At("tree", file)).TrimEnd('\n'), repository.Git("show", $"{run["commit"]}:{file}")));
        Assert.Equal(("refs/heads/main", ""), (repository.Git("symbolic-ref", "HEAD"), repository.Git("status", "--porcelain")));
        repository.Git("fsck", "--strict");
    }

    [Fact]
    public async Task Each_release_is_the_child_of_the_release_before_it()
    {
        string first = (await repository.ReleaseAsync("1.4.0"))["commit"];
        repository.Commit("fix: second", 1_700_000_100);
        Run second = await repository.ReleaseAsync("1.4.1");
        Assert.Equal(first, second["previous-commit"]);
        Assert.Equal($"{second["commit"]}\n{first}", repository.Git("rev-list", "--parents", "releases/v1").Split('\n')[0].Replace(' ', '\n'));
        Assert.Equal("2", repository.Git("rev-list", "--count", "releases/v1"));
    }

    [Fact]
    public async Task Two_repositories_with_the_same_source_get_the_same_ids_on_any_day()
    {
        using ReleaseRepository other = new();
        other.Git("config", "user.name", "Somebody Else");
        other.Git("config", "i18n.commitEncoding", "ISO-8859-1");
        other.Git("config", "core.autocrlf", "true");
        Assert.Equal((await repository.ReleaseAsync("1.4.0"))["commit"], (await other.ReleaseAsync("1.4.0"))["commit"]);
    }

    [Fact]
    public async Task The_same_release_again_is_already_done_even_after_later_ones()
    {
        Run first = await repository.ReleaseAsync("1.4.0");
        Run again = await repository.ReleaseAsync("1.4.0");
        Assert.Equal((0, first.Outputs), (again.Code, again.Outputs));
        Assert.Contains("Already done", again.Said, StringComparison.Ordinal);
        string later = (await repository.ReleaseAsync("1.5.0"))["commit"];
        Assert.Equal(first.Outputs, (await repository.ReleaseAsync("1.4.0")).Outputs);
        Assert.Equal(later, repository.Git("rev-parse", "releases/v1"));
    }

    [Theory]
    [InlineData("1.4.0", "other files or another image", "--public-name", "release-notes=notes")]
    [InlineData("1.3.9", "not greater")]
    [InlineData("1.4.0-beta.1", "not greater")]
    public async Task A_version_that_is_taken_or_not_the_greatest_is_refused(string version, string words, params string[] more)
    {
        string before = (await repository.ReleaseAsync("1.4.0"))["commit"];
        AssertRefused(await repository.ReleaseAsync(version, more), 1, words);
        Assert.Equal(before, repository.Git("rev-parse", "releases/v1"));
    }

    [Fact]
    public async Task A_version_released_from_another_commit_is_refused()
    {
        await repository.ReleaseAsync("1.4.0");
        repository.Commit("fix: second", 1_700_000_100);
        AssertRefused(await repository.ReleaseAsync("1.4.0"), 1, "another source commit");
    }

    [Fact]
    public async Task A_version_of_another_major_is_refused() =>
        AssertRefused(await repository.RunAsync("--version", "2.0.0", "--branch", "releases/v1", "--image", Fixture.Image), 2, "releases/v2");

    [Fact]
    public async Task A_source_with_changes_is_refused()
    {
        File.WriteAllText(Path.Combine(repository.Folder, "new.txt"), "x");
        AssertRefused(await repository.ReleaseAsync("1.4.0"), 2, "new.txt");
        File.Delete(Path.Combine(repository.Folder, "new.txt"));
        File.AppendAllText(Path.Combine(repository.Folder, "LICENSE"), "x");
        AssertRefused(await repository.ReleaseAsync("1.4.0"), 2, "LICENSE");
    }

    [Fact]
    public async Task A_branch_with_a_commit_that_is_no_release_is_refused()
    {
        repository.Git("branch", "releases/v1", "main");
        AssertRefused(await repository.ReleaseAsync("1.4.0"), 1, repository.Git("rev-parse", "main"));
    }

    [Fact]
    public async Task A_branch_that_is_checked_out_is_refused()
    {
        await repository.ReleaseAsync("1.4.0");
        repository.Git("worktree", "add", "-q", repository.At("other"), "releases/v1");
        AssertRefused(await repository.ReleaseAsync("1.5.0"), 2, "checked out");
    }

    [Fact]
    public async Task A_branch_that_only_a_remote_has_is_refused()
    {
        await repository.ReleaseAsync("1.4.0");
        repository.Git("update-ref", "refs/remotes/origin/releases/v1", "releases/v1");
        repository.Git("branch", "-q", "-D", "releases/v1");
        AssertRefused(await repository.ReleaseAsync("1.5.0"), 1, "git branch releases/v1 origin/releases/v1");
    }

    [Fact]
    public async Task A_branch_that_moved_since_it_was_read_is_left_where_it_is()
    {
        await repository.ReleaseAsync("1.4.0");
        ReleaseBranch read = await repository.BranchAsync("1.6.0");
        string winner = (await repository.ReleaseAsync("1.5.0"))["commit"];
        SourceCommit source = await SourceCommit.ReadAsync(repository.Command, CancellationToken.None);
        ReleaseException e = await Assert.ThrowsAsync<ReleaseException>(() =>
            read.CommitAsync(repository.Command, [new TreeFile("README.md", "x\n")], SemanticVersion.TryParse("1.6.0")!, source, null, CancellationToken.None));
        Assert.Equal(Fault.Refused, e.Fault);
        Assert.Equal(winner, repository.Git("rev-parse", "releases/v1"));
    }

    [Fact]
    public async Task A_branch_that_appeared_since_it_was_missing_is_left_where_it_is()
    {
        ReleaseBranch read = await repository.BranchAsync("1.5.0");
        string winner = (await repository.ReleaseAsync("1.4.0"))["commit"];
        SourceCommit source = await SourceCommit.ReadAsync(repository.Command, CancellationToken.None);
        await Assert.ThrowsAsync<ReleaseException>(() =>
            read.CommitAsync(repository.Command, [new TreeFile("README.md", "x\n")], SemanticVersion.TryParse("1.5.0")!, source, null, CancellationToken.None));
        Assert.Equal(winner, repository.Git("rev-parse", "releases/v1"));
    }

    [Fact]
    public async Task Another_repository_can_hold_the_branch_and_another_identity_commit()
    {
        repository.Git("init", "-q", "--bare", repository.At("bare"));
        Run run = await repository.ReleaseAsync("1.4.0", "--git-dir", repository.At("bare"), "--identity", "Release Bot <bot@example.com>");
        Assert.Equal($"{run["commit"]} Release Bot bot@example.com Release Bot",
            repository.Git("--git-dir", repository.At("bare"), "log", "-1", "--format=%H %an %ae %cn", "releases/v1"));
        Assert.Equal("", repository.Git("branch", "--list", "releases/v1"));
    }

    internal static void AssertRefused(Run run, int code, string words)
    {
        Assert.Contains(words, run.Said, StringComparison.Ordinal);
        Assert.Equal((code, "failed"), (run.Code, run["result"]));
    }
}
