using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Versions;

public class GivenVersionSpecs
{
    private static SemanticVersion Version(string text) => SemanticVersion.TryParse(text)!;

    private static ReleaseRange After(params string[] tags) => new(null, "end" + new string('0', 37), Version(tags[0]))
    {
        Tags = [.. tags.Select(tag => new VersionTag("v" + tag, Version(tag), new string('1', 40)))],
    };

    [Theory]
    [InlineData("1.4.3", "exists already: v1.4.3")]
    [InlineData("1.4.3+build.2", "exists already: v1.4.3")]
    [InlineData("1.4.0", "1.4.0 is not after 1.4.3")]
    [InlineData("1.4.3-rc.1", "1.4.3-rc.1 is not after 1.5.0-rc.1")]
    [InlineData("1.5.0-beta.1", "not after 1.5.0-rc.1")]
    [InlineData("1.5.0-beta10", "not after 1.5.0-rc.1")]
    [InlineData("1.5.0-rc.2", null)]
    [InlineData("1.5.0", null)]
    [InlineData("1.4.4", null)]
    public void A_given_version_comes_after_the_last(string given, string? refused)
    {
        ReleaseRange range = After("1.4.3", "1.5.0-rc.1");
        SemanticVersion Check() => GivenVersion.Check(Version(given), range, ChannelOrder.Default, [new string('1', 40)]);
        if (refused is null)
            Assert.Equal(given, Check().ToString());
        else
            Assert.Contains(refused, Assert.Throws<ReleaseException>(Check).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1.0-rc.1", "beta")]
    [InlineData("1.1.0-beta9", "beta")]
    [InlineData("1.1.0-beta10", "beta")]
    [InlineData("1.1.0-rc", "beta")]
    public void A_derived_version_that_clients_would_not_offer_is_refused(string last, string label)
    {
        var state = new VersionState(Version("1.0.0"), Version(last), [Version(last)]) { Last = Version(last) };
        ReleaseException error = Assert.Throws<ReleaseException>(() =>
            NextVersion.After(state, new VersionFacts(VersionBump.Patch), label, new VersionRules()));
        Assert.Contains($"1.1.0-{label}.1 is not after {last}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pre_releases_that_people_and_clients_order_differently_are_told()
    {
        Assert.Contains("v1.1.0-rc10 comes after v1.1.0-rc9 here", GivenVersion.Disputed(After("1.1.0-rc10", "1.1.0-rc9")), StringComparison.Ordinal);
        Assert.Null(GivenVersion.Disputed(After("1.1.0-rc.10", "1.1.0-rc.9")));
        Assert.Null(GivenVersion.Disputed(After("1.1.0-rc2", "1.1.0-rc1")));
    }
}
