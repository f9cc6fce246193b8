using System.Net;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>Says why GitHub refused something of a release, and how to mend it.</summary>
internal static class ReleaseRefusal
{
    /// <summary>The error of a repository that isn't there for the token.</summary>
    public static ReleaseException Hidden(string repository) => new(
        Fault.Environment,
        $"GitHub knows no releases of {repository}, or the token may not see them. Check the name of the repository; "
            + $"the job needs `permissions: {GitHubReleaseHost.Permissions}`.");

    /// <summary>The error of a release that was there.</summary>
    public static ReleaseException Gone(ReleaseFacts release, string what) => new(
        Fault.Environment,
        $"The {(release.Draft ? "draft" : "release")} {release.Id} of {release.TagName} is gone, {what}: somebody deleted it meanwhile. "
            + "Look at the repository's releases, then run again.");

    /// <summary>What GitHub says against a tag; null where it says something else. To a burned tag it says both, so that one comes first.</summary>
    public static ReleaseException? OfTag(GitHubError error, string what, GitHubReleaseSettings settings) =>
        error.Speaks("used by an immutable release") ? Burned(settings.Tag, "an immutable release used it")
        : error.Speaks("rule violation") ? Rules(error, what, settings)
        : null;

    /// <summary>The error of a tag that an immutable release used.</summary>
    public static ReleaseException Burned(string tag, string why) => new(
        Fault.Refused,
        $"The tag {tag} is burned: {why}. GitHub never lets it be used again, even after the release is deleted. Publish under a higher version.");

    /// <summary>The error of a release that GitHub does not let the token make of this commit.</summary>
    public static ReleaseException Workflows(HttpStatusCode status, GitHubError error, string what, string tag, string commit) => new(
        Fault.Environment,
        $"GitHub refuses {what} with status {(int)status}. If commit {commit} changes files in .github/workflows against the default branch, the job's own "
        + $"token can't make a release of it: push the tag {tag} first, or pass a token of a GitHub App with the permission \"Workflows\". Otherwise the job "
        + $"needs `permissions: {GitHubReleaseHost.Permissions}`.{error.Said}");

    private static ReleaseException Rules(GitHubError error, string what, GitHubReleaseSettings settings) => new(
        Fault.Environment,
        $"A ruleset of {settings.Repository} refuses {what}, because its tag {settings.Tag} may not be made. The tag is not burned, and what was sent is kept: "
        + "add the token's app to the ruleset's bypass list (Settings, Rules, Rulesets), or let somebody who may push the tag at commit "
        + $"{settings.Commit}, then run again.{error.Said}");
}
