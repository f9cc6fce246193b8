using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Versions;

public class NextVersionSpecs
{
    private static SemanticVersion? Version(string? text) => text is null ? null : SemanticVersion.TryParse(text) ?? throw new FormatException(text);

    private static string? Next(string? stable, string? pending, VersionBump bump, string? label = null,
        string? releaseAs = null, string[]? taken = null, VersionRules? rules = null)
    {
        SemanticVersion[] versions = [.. new[] { stable, pending }.Concat(taken ?? []).OfType<string>().Select(text => Version(text)!)];
        return NextVersion.After(new VersionState(Version(stable), Version(pending), versions),
            new VersionFacts(bump, releaseAs), label, rules ?? new VersionRules())?.ToString();
    }

    [Theory]
    [InlineData("1.2.3", VersionBump.Patch, "1.2.4")]
    [InlineData("1.2.3", VersionBump.Minor, "1.3.0")]
    [InlineData("1.2.3", VersionBump.Major, "2.0.0")]
    [InlineData("1.2.3", VersionBump.None, null)]
    [InlineData(null, VersionBump.None, null)]
    [InlineData(null, VersionBump.Patch, "0.1.0")]
    [InlineData("0.3.2", VersionBump.Patch, "0.3.3")]
    [InlineData("0.3.2", VersionBump.Minor, "0.3.3")]
    [InlineData("0.3.2", VersionBump.Major, "0.4.0")]
    public void A_stable_version_is_raised_by_the_highest_fact(string? stable, VersionBump bump, string? expected) =>
        Assert.Equal(expected, Next(stable, null, bump));

    [Fact]
    public void A_project_may_leave_zero_by_a_breaking_change_and_choose_its_first_version()
    {
        Assert.Equal("1.0.0", Next("0.3.2", null, VersionBump.Major, rules: new VersionRules { BreakingBelowOne = VersionBump.Major }));
        Assert.Equal("0.4.0", Next("0.3.2", null, VersionBump.Minor, rules: new VersionRules { BreakingBelowOne = VersionBump.Major }));
        Assert.Equal("1.0.0", Next(null, null, VersionBump.Patch, rules: new VersionRules { First = new SemanticVersion(1, 0, 0) }));
    }

    [Theory]
    [InlineData("1.4.0", null, VersionBump.Major, "beta", "2.0.0-beta.1")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.Patch, "beta", "2.0.0-beta.4")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.Major, "beta", "2.0.0-beta.4")]
    [InlineData("1.4.0", "1.4.1-beta.2", VersionBump.Minor, "beta", "1.5.0-beta.1")]
    [InlineData("1.4.0", "1.5.0-beta.2", VersionBump.Major, "beta", "2.0.0-beta.1")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.None, "beta", null)]
    [InlineData("1.4.0", "2.0.0-beta.9", VersionBump.Patch, "beta", "2.0.0-beta.10")]
    [InlineData("1.4.0", "2.0.0-beta", VersionBump.Patch, "beta", "2.0.0-beta.1")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.Patch, "rc", "2.0.0-rc.1")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.Patch, "canary", "2.0.0-canary.1")]
    [InlineData("1.4.0", "2.0.0-canary.12", VersionBump.Patch, "canary", "2.0.0-canary.13")]
    [InlineData("2.0.0", "2.0.0-beta.3", VersionBump.Patch, "beta", "2.0.1-beta.1")]
    [InlineData(null, null, VersionBump.Minor, "beta", "0.1.0-beta.1")]
    [InlineData(null, "0.1.0-beta.1", VersionBump.Minor, "beta", "0.1.0-beta.2")]
    public void A_prerelease_counts_on_as_long_as_its_base_stays(string? stable, string? pending, VersionBump bump, string label, string? expected) =>
        Assert.Equal(expected, Next(stable, pending, bump, label));

    [Theory]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.Major, "2.0.0")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.Patch, "2.0.0")]
    [InlineData("1.4.0", "2.0.0-beta.3", VersionBump.None, "2.0.0")]
    [InlineData("1.4.0", "1.4.1-beta.3", VersionBump.Minor, "1.5.0")]
    [InlineData("2.0.0", "2.0.0-beta.3", VersionBump.None, null)]
    public void A_stable_release_drops_the_label(string? stable, string? pending, VersionBump bump, string? expected) =>
        Assert.Equal(expected, Next(stable, pending, bump));

    [Fact]
    public void A_number_that_another_branch_used_is_not_used_again() =>
        Assert.Equal("2.0.0-beta.8",
            Next("1.4.0", "2.0.0-beta.3", VersionBump.Patch, "beta", taken: ["2.0.0-beta.7", "2.1.0-beta.9", "2.0.0-canary.30", "2.0.0-beta.x"]));

    [Fact]
    public void A_stable_version_that_another_branch_used_is_an_error()
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Next("1.4.0", null, VersionBump.Patch, taken: ["1.4.1"]));
        Assert.Contains("1.4.1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.0.0", null, "3.0.0")]
    [InlineData("v3.0.0", null, "3.0.0")]
    [InlineData("3.0.0", "beta", "3.0.0-beta.1")]
    [InlineData("3.0.0-rc.1", null, "3.0.0-rc.1")]
    [InlineData("1.4.0", null, "1.4.1")]
    public void Release_As_decides_until_it_was_done(string releaseAs, string? label, string expected) =>
        Assert.Equal(expected, Next("1.4.0", null, VersionBump.Patch, label, releaseAs));

    [Fact]
    public void Release_As_asks_for_a_release_where_no_commit_does() => Assert.Equal("1.5.0", Next("1.4.0", null, VersionBump.None, releaseAs: "1.5.0"));

    [Theory]
    [InlineData("next")]
    [InlineData("1.3.9")]
    [InlineData("1.5.0-beta.1")]
    public void Release_As_with_nonsense_is_an_input_error(string releaseAs)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Next("1.4.0", "1.5.0-beta.3", VersionBump.Patch, null, releaseAs));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("Release-As: " + releaseAs, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("a.b")]
    [InlineData("bêta")]
    public void A_label_is_letters(string label) =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => Next("1.0.0", null, VersionBump.Patch, label)).Fault);

    [Fact]
    public void A_number_at_its_end_is_an_error_and_no_overflow() =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => Next("1.0.18446744073709551615", null, VersionBump.Patch)).Fault);

    [Theory]
    [InlineData("2.0.0", "stable")]
    [InlineData("2.0.0-beta.1", "beta")]
    [InlineData("2.0.0-Beta3", "beta")]
    [InlineData("2.0.0-rc.1", "beta")]
    [InlineData("2.0.0-alpha.1", "canary")]
    [InlineData("2.0.0-nightly.20250101", "canary")]
    [InlineData("2.0.0-1", "canary")]
    public void A_label_tells_the_channel(string version, string channel) => Assert.Equal(channel, ChannelOrder.Default.NameOf(Version(version)!));

    [Fact]
    public void Channels_and_labels_are_configured()
    {
        var order = new ChannelOrder("alpha", "beta", "rc", "stable") { Labels = new Dictionary<string, string> { ["preview"] = "beta" } };
        Assert.Equal(["rc", "alpha", "beta", "alpha"],
            new[] { "1.0.0-rc.1", "1.0.0-alpha.1", "1.0.0-preview.2", "1.0.0-dev.1" }.Select(text => order.NameOf(Version(text)!)));
        Assert.Throws<ReleaseException>(() => new ChannelOrder("a", "A"));
        Assert.Throws<ReleaseException>(() => new ChannelOrder());
    }

    [Theory]
    [InlineData("v{version}", "v1.2.3", "1.2.3")]
    [InlineData("app-v*", "app-v1.2.3", "1.2.3")]
    [InlineData("@acme/app@{version}", "@acme/app@1.2.3-beta.1", "1.2.3-beta.1")]
    [InlineData("release/*-final", "release/1.2.3-final", "1.2.3")]
    [InlineData("*", "1.2.3", "1.2.3")]
    [InlineData("v*", "1.2.3", null)]
    [InlineData("v*", "v1.2", null)]
    [InlineData("v*", "v", null)]
    [InlineData("a*a", "a", null)]
    public void A_tag_pattern_finds_the_version(string pattern, string tag, string? version) =>
        Assert.Equal(version, TagPattern.Parse(pattern).VersionIn(tag)?.ToString());

    [Theory]
    [InlineData("v")]
    [InlineData("v*-*")]
    [InlineData("v{version}*")]
    [InlineData("my app *")]
    [InlineData("-*")]
    [InlineData("a..*")]
    [InlineData("*.lock")]
    public void A_pattern_no_tag_can_follow_is_an_input_error(string pattern) =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => TagPattern.Parse(pattern)).Fault);
}
