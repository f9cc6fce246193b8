using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

/// <summary>A clone with its whole history and without tags looks like one of a project that never released; only the remote repository knows.</summary>
public sealed class FirstReleaseSpecs : IDisposable
{
    private readonly GitSandbox origin = new();
    private readonly List<string> said = [];

    public FirstReleaseSpecs()
    {
        origin.Git("config", "uploadpack.allowFilter", "true");
        origin.Commit("feat: one", "one");
        origin.Commit("feat: two", "two");
    }

    public void Dispose() => origin.Dispose();

    private ReleaseRange Find(GitSandbox clone, RangeRequest request) =>
        ReleaseRange.Read(clone.Repository, request, new Recorder(said), CancellationToken.None).Range;

    private ReleaseException Incomplete(GitSandbox clone, RangeRequest request)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Find(clone, request));
        Assert.Equal(Fault.IncompleteHistory, error.Fault);
        return error;
    }

    [Fact]
    public void A_clone_without_the_tags_of_its_remote_is_no_first_release()
    {
        origin.Release("v1.0.0");
        origin.Commit("fix: three", "three");
        using GitSandbox clone = origin.Clone("--no-tags");
        Assert.Contains("has 1, the greatest v1.0.0: its tags were not fetched", Incomplete(clone, new RangeRequest()).Message, StringComparison.Ordinal);
        ReleaseException whole = Assert.Throws<ReleaseException>(() =>
            ReleaseHistory.Read(clone.Repository, new RangeRequest(), branches: false, commit => commit, CancellationToken.None));
        Assert.Equal(Fault.IncompleteHistory, whole.Fault);

        ReleaseRange range = Find(clone, new RangeRequest { Deepen = Deepen.Auto });
        Assert.Equal(("v1.0.0", "1.0.0", 1), (range.PreviousTag?.Name, range.Stable?.ToString(), range.Tags.Count));
        Assert.Equal("The clone has no tags of releases; fetching them.", Assert.Single(said));
        Assert.Equal("3", clone.Git("rev-list", "--count", range.From!));
    }

    [Fact]
    public void The_tag_of_the_release_itself_is_none_before_it()
    {
        origin.Release("v1.0.0");
        origin.Release("v1.1.0");
        using GitSandbox clone = origin.Clone("--no-tags");
        clone.Git("fetch", "-q", "--no-tags", "origin", "refs/tags/v1.1.0:refs/tags/v1.1.0");
        Incomplete(clone, new RangeRequest { To = "v1.1.0" });
        Assert.Equal("v1.0.0", Find(clone, new RangeRequest { To = "v1.1.0", Deepen = Deepen.Auto }).PreviousTag?.Name);
    }

    [Fact]
    public void A_release_whose_own_tag_was_not_fetched_is_not_released_again()
    {
        origin.Release("v1.0.0");
        using GitSandbox clone = origin.Clone("--no-tags");
        Incomplete(clone, new RangeRequest());
        Assert.Equal("v1.0.0", Find(clone, new RangeRequest { Deepen = Deepen.Auto }).Released?.Name);
        Assert.Equal("v1.0.0", Find(clone, new RangeRequest()).Released?.Name);
    }

    [Fact]
    public void A_project_whose_remote_has_no_tag_that_fits_releases_for_the_first_time()
    {
        origin.Release("other-v1.0.0");
        using GitSandbox clone = origin.Clone("--no-tags");
        Assert.Null(Find(clone, new RangeRequest()).From);
        Assert.Null(Find(clone, new RangeRequest { Deepen = Deepen.Auto }).From);
        Incomplete(clone, new RangeRequest { Tags = TagPattern.Parse("other-v*") });
    }

    [Fact]
    public void A_repository_that_was_never_cloned_has_nobody_to_ask() => Assert.Null(Find(origin, new RangeRequest()).From);

    [Fact]
    public void What_was_fetched_by_an_address_alone_is_not_taken_for_the_first_release()
    {
        using var clone = new GitSandbox();
        clone.Git("fetch", "-q", "--no-tags", "--depth=1000", "file://" + origin.Folder, "main");
        clone.Git("checkout", "-q", "-B", "main", "FETCH_HEAD");
        Assert.Contains("first-release: true", Incomplete(clone, new RangeRequest { Deepen = Deepen.Auto }).Message, StringComparison.Ordinal);
        Assert.Null(Find(clone, new RangeRequest { FirstRelease = true }).From);
    }

    [Fact]
    public void A_remote_that_can_t_be_asked_leaves_it_to_whoever_knows()
    {
        using GitSandbox clone = origin.Clone("--no-tags");
        clone.Git("remote", "set-url", "origin", "file:///nowhere/at/all");
        string message = Incomplete(clone, new RangeRequest()).Message;
        Assert.All(["first-release: true", "fetch-token", "fetch-depth: 0"], way => Assert.Contains(way, message, StringComparison.Ordinal));
        Assert.Null(Find(clone, new RangeRequest { FirstRelease = true }).From);
    }

    [Fact]
    public void Where_a_clone_has_a_tag_that_fits_nobody_is_asked()
    {
        origin.Release("v1.0.0");
        origin.Commit("fix: three", "three");
        using GitSandbox clone = origin.Clone();
        clone.Git("remote", "set-url", "origin", "file:///nowhere/at/all");
        Assert.Equal("v1.0.0", Find(clone, new RangeRequest()).PreviousTag?.Name);
    }
}
