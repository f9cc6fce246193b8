using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

/// <summary>Which tags are the releases, where nobody said how they are named; nothing that looks like one is passed over without a word.</summary>
public sealed class TagNamingSpecs : IDisposable
{
    private static readonly RangeRequest Assumed = new() { TagsAreAssumed = true };
    private readonly GitSandbox git = new();
    private readonly List<string> said = [];

    public void Dispose() => git.Dispose();

    private ReleaseRange Read(RangeRequest request)
    {
        said.Clear();
        return ReleaseRange.Read(git.Repository, request, new Said(said), CancellationToken.None).Range;
    }

    private string Refusal(RangeRequest request)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Read(request));
        Assert.Equal(Fault.Input, error.Fault);
        return error.Message;
    }

    [Theory]
    [InlineData("1.0.0", "1.1.0", "{version}")]
    [InlineData("pkg@1.0.0", "pkg@1.1.0", "pkg@{version}")]
    [InlineData("release-1.0.0", "release-1.1.0-beta.1", "release-{version}")]
    [InlineData("app/v1.0.0", "app/v1.1.0", "app/v{version}")]
    public void The_pattern_that_all_tags_share_is_taken_and_told(string first, string second, string pattern)
    {
        git.Release(first);
        git.Release(second);
        git.Commit("fix: x");
        ReleaseRange range = Read(Assumed with { Channel = "beta" });
        Assert.Equal((second, pattern), (range.PreviousTag?.Name, range.Pattern.ToString()));
        Assert.Contains(said, line => line.Contains($"tag-pattern: '{pattern}'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v1.0.0-alpha.2", "4.15.0", "4.15.0")]
    [InlineData("pkg@1.0.0", "lib@2.0.0", "lib@2.0.0, pkg@1.0.0")]
    [InlineData("v1.0", "v1.1", "v1.1, v1.0")]
    [InlineData("2024.01", "2024.02", "2024.02, 2024.01")]
    [InlineData("v1.9.0", "v1.10", "v1.10")]
    public void Tags_that_disagree_are_refused_and_listed(string first, string second, string listed)
    {
        git.Release(first);
        git.Release(second);
        git.Commit("fix: x");
        Assert.Contains(listed, Refusal(Assumed), StringComparison.Ordinal);
        Assert.NotNull(Read(Assumed with { FirstRelease = true }));
        Assert.NotNull(Read(Assumed with { From = first, Version = SemanticVersion.TryParse("5.0.0") }));
        Assert.Contains(listed.Split(',')[0], said[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app@9.0.0", true)]
    [InlineData("1.0.0", true)]
    [InlineData("v1.2", false)]
    [InlineData("v1", false)]
    [InlineData("nightly", false)]
    [InlineData("build-77", false)]
    public void Beside_newer_tags_that_fit_others_are_told_and_aliases_are_not(string other, bool told)
    {
        git.Release("v1.2.0");
        git.Git("tag", other);
        git.Commit("fix: x");
        Assert.Equal("v1.2.0", Read(Assumed).PreviousTag?.Name);
        Assert.Equal(told, said.Exists(line => line.Contains(other, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_configured_pattern_that_no_tag_follows_is_told()
    {
        git.Release("v1.2.0");
        git.Commit("fix: x");
        Assert.Null(Read(new RangeRequest { Tags = TagPattern.Parse("app-v*") }).Previous);
        Assert.Contains("No tag follows the pattern 'app-v{version}'", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal("v1.2.0", Read(new RangeRequest()).PreviousTag?.Name);
        Assert.Empty(said);
    }

    [Fact]
    public void A_remote_with_tags_of_another_name_is_no_first_release()
    {
        git.Release("1.2.0");
        git.Commit("fix: x");
        using GitSandbox clone = git.Clone("--no-tags");
        ReleaseException error = Assert.Throws<ReleaseException>(() => ReleaseRange.Read(clone.Repository, Assumed, null, CancellationToken.None));
        Assert.Equal(Fault.IncompleteHistory, error.Fault);
        Assert.Contains("1.2.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_without_a_point_are_ordered_as_people_mean_them()
    {
        git.Release("v1.0.0-rc9");
        git.Release("v1.0.0-rc10");
        git.Commit("fix: x");
        Assert.Equal("v1.0.0-rc10", Read(new RangeRequest { Channel = "beta" }).PreviousTag?.Name);
    }

    private sealed class Said(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
