using UvRelease.Changelog.Commits;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class VersionCommitSpecs
{
    [Theory]
    [InlineData("1.2.3")]
    [InlineData("v1.2.3")]
    [InlineData("v1.2.3-beta.1 (#12)")]
    [InlineData("pinia@2.2.4")]
    [InlineData("@acme/app@2.2.4")]
    [InlineData("Release v1.2.3")]
    [InlineData("Bump to version 1.2.3")]
    [InlineData("Bump version to 1.2.3")]
    [InlineData("bump version from 1.2.2 to 1.2.3")]
    [InlineData("Publish")]
    [InlineData("Version Packages (#34)")]
    [InlineData("Version Packages (beta)")]
    [InlineData("chore: version packages")]
    [InlineData("chore(release): 1.2.3 [skip ci]")]
    [InlineData("chore(release): prepare for v1.2.3")]
    [InlineData("chore(main): release 1.2.3 (#7)")]
    [InlineData("chore: release app 1.2.3", false)]
    [InlineData("release: v1.2.3")]
    [InlineData("build: bump version to 1.2.3")]
    [InlineData("RELEASING: Releasing 1 package(s)")]
    [InlineData("Bumped version number to 1.0.1")]
    [InlineData("Preparing 1.0.1")]
    [InlineData("[maven-release-plugin] prepare release app-1.0.1")]
    [InlineData("[maven-release-plugin] prepare for next development iteration")]
    [InlineData("Prepare for next development iteration")]
    [InlineData("🔖 1.0.1")]
    [InlineData(":bookmark: v1.0.1")]
    [InlineData("Update changelog for v1.0.1")]
    [InlineData("Prepare for next year", false)]
    [InlineData("Releasing the lock sooner", false)]
    [InlineData("Updated electron to 1.0.1", false)]
    [InlineData("fix: release 1.2.3", false)]
    [InlineData("feat: version packages", false)]
    [InlineData("chore(release)!: 1.2.3", false)]
    [InlineData("chore(release): sign with another key", false)]
    [InlineData("Bump electron from 1.2.2 to 1.2.3", false)]
    [InlineData("Publish the docs", false)]
    [InlineData("Update to electron 30.0.0", false)]
    public void A_commit_that_only_makes_a_release_is_no_change(string subject, bool release = true)
    {
        ChangeSet set = ChangeList.From(Line(subject + "\n\n### Features\n\n* feat!: of the changelog\n\nRelease-As: 9.9.9", "feat: a"), Rules);
        Assert.Equal((release ? 1 : 2, release ? 1 : 0, "9.9.9"), (Math.Min(2, set.Changes.Count), set.Counts.LeftOut, set.ReleaseAs));
    }
}
