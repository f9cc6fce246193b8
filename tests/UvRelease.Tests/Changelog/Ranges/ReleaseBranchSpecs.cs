using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

/// <summary>Releases whose tags stand on branches of their own, and nothing is merged back.</summary>
public sealed class ReleaseBranchSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public ReleaseBranchSpecs() => git.Release("v1.0.0");

    public void Dispose() => git.Dispose();

    private void Branch(string version)
    {
        git.Commit($"feat: of {version}");
        git.Git("checkout", "-q", "-b", "release-" + version);
        git.Release("v" + version);
        git.Git("checkout", "-q", "main");
    }

    private (string?, string?, int) Read(RangeRequest request)
    {
        (ReleaseRange range, IReadOnlyList<Commit> commits) = ReleaseRange.Read(git.Repository, request, null, CancellationToken.None);
        return (range.PreviousTag?.Name, range.Stable?.ToString(), commits.Count);
    }

    private static RangeRequest Version(string version) => new() { Version = SemanticVersion.TryParse(version) };

    [Fact]
    public void A_release_begins_where_the_branch_of_the_one_before_left()
    {
        Branch("1.1.0");
        Branch("1.2.0");
        Branch("1.3.0");
        Assert.Equal(("v1.2.0", "1.2.0", 2), Read(new RangeRequest { To = "v1.3.0" }));
        Assert.Equal(("v1.1.0", "1.1.0", 2), Read(new RangeRequest { To = "v1.2.0" }));
        git.Commit("feat: next");
        Assert.Equal(("v1.3.0", "1.3.0", 1), Read(new RangeRequest()));
        Assert.Equal(("v1.3.0", "1.3.0", 1), Read(Version("1.4.0")));
        git.Git("checkout", "-q", "release-1.2.0");
        git.Commit("fix: y");
        Assert.Equal(("v1.2.0", "1.2.0", 1), Read(new RangeRequest()));
    }

    [Fact]
    public void Where_one_branch_alone_tells_nothing_the_choice_is_the_callers()
    {
        Branch("2.0.0");
        git.Commit("fix: y");
        ReleaseException error = Assert.Throws<ReleaseException>(() => Read(new RangeRequest()));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("`from: v2.0.0`, or `from: v1.0.0`", error.Message, StringComparison.Ordinal);
        Assert.Equal(("v1.0.0", "1.0.0", 2), Read(Version("1.0.1")));
        Assert.Equal(("v2.0.0", "2.0.0", 1), Read(Version("2.1.0")));
        Assert.Equal(("v2.0.0", 1), (Read(new RangeRequest { From = "v2.0.0" }).Item1, Read(new RangeRequest { From = "v2.0.0" }).Item3));
    }

    [Fact]
    public void A_later_release_of_the_same_line_is_not_before()
    {
        git.Commit("fix: y");
        git.Git("tag", "here");
        git.Release("v1.1.0");
        Assert.Equal(("v1.0.0", "1.0.0", 1), Read(new RangeRequest { To = "here" }));
    }

    [Fact]
    public void Where_no_release_is_contained_the_last_one_that_left_is_before()
    {
        git.Git("tag", "-d", "v1.0.0");
        Branch("1.1.0");
        git.Commit("feat: next");
        Assert.Equal(("v1.1.0", "1.1.0", 1), Read(new RangeRequest()));
    }

    [Fact]
    public void Many_tags_elsewhere_are_asked_for_at_once()
    {
        git.Git("checkout", "-q", "-b", "other");
        string id = git.Commit("feat: elsewhere");
        git.Git("checkout", "-q", "main");
        string names = string.Concat(Enumerable.Range(0, 3_000).Select(number => $"create refs/tags/v2.{number}.0 {id}\n"));
        git.GitWithInput(System.Text.Encoding.UTF8.GetBytes(names), "update-ref", "--stdin");
        git.Commit("fix: y");
        Assert.Equal(("v1.0.0", "1.0.0", 1), Read(new RangeRequest()));
    }
}
