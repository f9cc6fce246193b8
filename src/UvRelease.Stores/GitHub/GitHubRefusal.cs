using System.Net;
using UvRelease.Releases;
using UvRelease.Releases.GitHub;

namespace UvRelease.Stores.GitHub;

/// <summary>Says why GitHub refused something, and how to mend it.</summary>
internal static class GitHubRefusal
{
    /// <summary>Makes the error of an answer that is no success.</summary>
    public static async Task<ReleaseException> OfAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken) =>
        Of(response.StatusCode, await GitHubError.ReadAsync(response, cancellationToken), what);

    /// <inheritdoc cref="OfAsync"/>
    public static ReleaseException Of(HttpStatusCode status, GitHubError error, string what)
    {
        string mend = status switch
        {
            HttpStatusCode.Unauthorized => "The token is wrong or has expired. Pass ${{ github.token }}.",
            HttpStatusCode.Forbidden => "The token may not do this. The job needs `permissions: contents: write`.",
            HttpStatusCode.NotFound => "There is no such repository, or the token may not see it. The job needs `permissions: contents: write`.",
            _ => "Run again; https://www.githubstatus.com tells whether GitHub is well.",
        };
        return new ReleaseException(status == HttpStatusCode.Unauthorized ? Fault.Input : Fault.Environment, $"GitHub refuses {what} with status {(int)status}. {mend}{Said(error)}");
    }

    /// <summary>The error of a repository that isn't there for the token.</summary>
    public static ReleaseException Hidden(string repository) => new(
        Fault.Environment, $"GitHub knows no releases of {repository}, or the token may not see them. Check the name of the repository; the job needs `permissions: contents: write`.");

    /// <summary>The error of a tag that an immutable release used.</summary>
    public static ReleaseException Burned(string tag, string why) => new(
        Fault.Refused, $"The tag {tag} is burned: {why}. GitHub never lets it be used again, even after the release is deleted. Publish under a higher version.");

    /// <summary>The error of a release that GitHub does not let the token make of this commit.</summary>
    public static ReleaseException Workflows(HttpStatusCode status, GitHubError error, string what, string tag, string commit) => new(
        Fault.Environment,
        $"GitHub refuses {what} with status {(int)status}. If commit {commit} changes files in .github/workflows against the default branch, the job's own token can't make a release of it: push the tag {tag} first, or pass a token of a GitHub App with the permission \"Workflows\". Otherwise the job needs `permissions: contents: write`.{Said(error)}");

    /// <summary>What GitHub said, as a sentence; "" for nothing.</summary>
    public static string Said(GitHubError error) => error.Reason is { } reason ? $" GitHub says: {reason}" : "";
}
