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
}
