using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Git;
using UvRelease.Posix;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public sealed class RangeSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["HOME"] = "/nonexistent",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "Mei",
        ["GIT_AUTHOR_EMAIL"] = "mei@example.com",
        ["GIT_COMMITTER_NAME"] = "Mei",
        ["GIT_COMMITTER_EMAIL"] = "mei@example.com",
    };

    private async Task GitAsync(params string[] arguments)
    {
        ChildResult result = await GuardedProgram.RunAsync(new ChildCommand("git", arguments) { WorkingDirectory = folder.Path, Environment = environment },
            TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private async Task CommitAsync(string message)
    {
        await GitAsync("add", "-A");
        await GitAsync("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message);
    }

    private Task<CheckedChange> ReadAsync(string from, string to = "HEAD") =>
        Task.Run(() =>
            GitChange.Read(new GitRepository(folder.Path, environment), from, to, ".changes", ChangeSource.Range, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_range_has_its_commits_files_and_fragments_as_they_are_at_its_end()
    {
        await GitAsync("init", "-q", "-b", "main");
        folder.Write(".changes/old.md", "old");
        await CommitAsync("feat: start");
        folder.Write(".changes/one.md", Change.BreakingFragment);
        folder.Write("src/ä b.ts", "x");
        await CommitAsync("feat: settings in one file");
        File.Delete(folder.At(".changes/old.md"));
        await CommitAsync("nothing special");
        folder.Write(".changes/one.md", "only in the work tree");

        CheckedChange change = await ReadAsync("HEAD~2");
        Assert.Equal(["feat: settings in one file", "nothing special"], change.Commits.Select(commit => commit.Message.Trim()));
        Assert.Equal([new ChangedFile(".changes/old.md", true), new ChangedFile(".changes/one.md"), new ChangedFile("src/ä b.ts")],
            change.Files!.OrderBy(file => file.Path, StringComparer.Ordinal));
        Assert.Equal([new ChangelogFragmentText(".changes/one.md", Change.BreakingFragment)], change.Fragments);
        Assert.Equal(["Error breaking-mark", "Error conventional"], Change.Verdict(change));
    }

    [Fact]
    public async Task A_commit_that_is_not_there_is_refused_by_the_name_of_its_input()
    {
        await GitAsync("init", "-q", "-b", "main");
        await CommitAsync("feat: start");
        foreach (string name in (string[])["v9", "--output=x", ""])
        {
            var error = await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync(name));
            Assert.Contains("'from'", error.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => folder.Dispose();
}
