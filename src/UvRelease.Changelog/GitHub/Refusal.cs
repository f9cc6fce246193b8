using System.Net;
using UvRelease.Releases;
using UvRelease.Releases.GitHub;

namespace UvRelease.Changelog.GitHub;

/// <summary>Says why GitHub refused a request, and how to mend it.</summary>
internal static class Refusal
{
    /// <summary>Makes the error of an answer that is no success.</summary>
    public static async Task<ReleaseException> OfAsync(HttpResponseMessage response, string path, CancellationToken cancellationToken)
    {
        string mend = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "The token is wrong or has expired. Pass ${{ github.token }} as github-token.",
            HttpStatusCode.Forbidden => "The token may not read this. The job needs `permissions: contents: read, pull-requests: read`.",
            _ => "Run the job again; https://www.githubstatus.com tells whether GitHub is well.",
        };
        string said = (await GitHubError.ReadAsync(response, cancellationToken)).Reason is { } reason ? $" GitHub says: {reason}" : "";
        // A token is something that the caller gave.
        Fault fault = response.StatusCode == HttpStatusCode.Unauthorized ? Fault.Input : Fault.Environment;
        return new ReleaseException(fault, $"GitHub refuses {path} with status {(int)response.StatusCode}. {mend}{said}");
    }
}
