using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

public sealed class FirstPreReleaseSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private async Task<string[]> SinceAsync(string version)
    {
        ReleaseRange range = ReleaseRange.Read(git.Repository, new RangeRequest(), null, TestContext.Current.CancellationToken).Range;
        IReadOnlyList<Commit> commits = CommitLog.Read(git.Repository, range.Query, TestContext.Current.CancellationToken);
        IReadOnlyDictionary<string, SemanticVersion> firsts = FirstPreReleases.Of(commits, range.Tags, SemanticVersion.TryParse(version)!);
        return [.. commits.Select(commit => $"{commit.Message.Trim()} < {firsts.GetValueOrDefault(commit.Id)?.ToString() ?? "new"}")];
    }

    [Fact]
    public async Task Each_commit_has_the_first_pre_release_that_reached_it()
    {
        git.Commit("root");
        git.Git("tag", "v1.0.0");
        git.Commit("a");
        git.Git("tag", "v1.1.0-beta.1");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("side");
        git.Git("checkout", "-q", "main");
        git.Commit("b");
        git.Git("tag", "v2.0.0-beta.1");
        git.Commit("c");
        git.Git("tag", "-a", "-m", "two", "v2.0.0-beta.2");
        git.Merge("side");
        git.Git("tag", "v2.0.0-beta.10");
        git.Commit("d");
        Assert.Equal(
            ["d < new", "Merge side < 2.0.0-beta.10", "side < 2.0.0-beta.10", "c < 2.0.0-beta.2", "b < 2.0.0-beta.1", "a < 2.0.0-beta.1"],
                await SinceAsync("2.0.0"));
    }

    [Fact]
    public async Task Other_versions_and_later_pre_releases_don_t_count()
    {
        git.Commit("a");
        git.Git("tag", "v1.1.0-beta.1");
        git.Git("tag", "v2.0.0-rc.1");
        git.Commit("b");
        Assert.Equal(["b < new", "a < new"], await SinceAsync("1.2.0"));
        Assert.Equal(["b < new", "a < new"], await SinceAsync("2.0.0-beta.4"));
        Assert.Equal(["b < new", "a < 2.0.0-rc.1"], await SinceAsync("2.0.0"));
    }
}
