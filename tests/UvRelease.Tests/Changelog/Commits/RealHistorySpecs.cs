using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>Git itself writes the messages of merges, reverts and cherry-picks.</summary>
public sealed class RealHistorySpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["HOME"] = "/nonexistent",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_EDITOR"] = "true",
    };

    [Fact]
    public async Task Reverts_merges_and_picks_of_git_are_understood()
    {
        await GitAsync("init", "-q", "-b", "main");
        await CommitAsync("root", "chore: root");
        string reverted = await CommitAsync("a", "feat: a");
        await CommitAsync("b", "fix: b");
        await GitAsync("revert", "--no-edit", reverted);
        string revert = await GitAsync("rev-parse", "HEAD");
        await GitAsync("revert", "--no-edit", revert);
        await GitAsync("checkout", "-q", "-b", "side", "HEAD~2");
        string picked = await CommitAsync("c", "fix(core): c\n\nCo-authored-by: Bob <bob@example.com>");
        await CommitAsync("d", "perf: d");
        await GitAsync("checkout", "-q", "main");
        await GitAsync("cherry-pick", "-x", picked);
        await GitAsync("merge", "-q", "--no-edit", "side");
        await GitAsync("checkout", "-q", "-b", "other");
        await CommitAsync("e", "feat: e");
        await GitAsync("checkout", "-q", "main");
        await GitAsync("merge", "-q", "--no-ff", "--no-edit", "other");
        await GitAsync("revert", "--no-edit", "-m", "1", "HEAD");

        ChangeSet set = ChangeList.From(
            CommitLog.Read(new GitRepository(folder.Path, Variables), null, "HEAD", TestContext.Current.CancellationToken), new ChangeRules());
        Assert.Equal(["chore: root", "feat: a", "fix: b", "fix: c", "perf: d"],
            set.Changes.Select(change => $"{change.Type}: {change.Description}").Order(StringComparer.Ordinal));
        Assert.Equal(["Ann", "Bob"], set.Changes.Single(change => change.Description == "c").Authors.Select(author => author.Name));
        Assert.Equal(new CommitCounts(12, 7, 0, 5, 5, 1), set.Counts);
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> CommitAsync(string name, string message)
    {
        folder.Write(name, name);
        await GitAsync("add", "-A");
        await GitAsync("commit", "-q", "-m", message);
        return await GitAsync("rev-parse", "HEAD");
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var command = new ChildCommand("git", ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", .. arguments])
        {
            Environment = Variables,
            WorkingDirectory = folder.Path
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"git {string.Join(' ', arguments)}: {result.Error}");
        return result.Output.Trim();
    }
}
