using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.GitHub;

/// <summary>Says why GitHub refused something, or gave nothing that can be read, and how to mend it.</summary>
internal static partial class GitHubRefusal
{
    /// <summary>The error of an answer that is no success.</summary>
    public static ReleaseException Of(HttpStatusCode status, GitHubError error, string what, string permissions)
    {
        string mend = status switch
        {
            HttpStatusCode.Unauthorized => "The token is wrong or has expired. Pass ${{ github.token }} as github-token.",
            HttpStatusCode.Forbidden => $"The token may not do this. The job needs `permissions: {permissions}`.",
            HttpStatusCode.NotFound => $"There is no such repository, or the token may not see it. The job needs `permissions: {permissions}`.",
            _ => "Run again; https://www.githubstatus.com tells whether GitHub is well.",
        };
        // A token is something that the caller gave.
        Fault fault = status == HttpStatusCode.Unauthorized ? Fault.Input : Fault.Environment;
        return new ReleaseException(fault, $"GitHub refuses {what} with status {(int)status}. {mend}{error.Said}");
    }

    /// <summary>The error of something that must be there and isn't, or not for the token.</summary>
    public static ReleaseException Missing(string what, string permissions) =>
        new(Fault.Environment, $"GitHub knows no {what}, or the token may not see it. The job needs `permissions: {permissions}`.");

    /// <summary>The error of an answer that is no whole answer of GitHub's.</summary>
    public static ReleaseException Unreadable(string what, string problem, Exception? inner = null) =>
        new(Fault.Environment, $"GitHub's answer to {what} {problem}. Run again; if it stays, check GITHUB_API_URL and any proxy in between.", inner);

    /// <summary>The field that an answer fails at, as a part of a sentence; "" where that is not known.</summary>
    public static string Field(Exception failure)
    {
        if (failure is not JsonException { Path: { } path })
            return "";
        Match lacking = LackingForm().Match(failure.Message);
        return lacking.Success ? $" ({path} lacks {lacking.Groups["names"].Value})" : $" (at {path})";
    }

    /// <summary>The error of requests that never got a conclusive answer.</summary>
    public static ReleaseException Silent(string what, string doubt, Exception? inner) => new(
        Fault.Environment,
        $"GitHub gives no answer to {what}: {doubt}. Check the network and GITHUB_API_URL, and run again; "
        + "https://www.githubstatus.com tells whether GitHub is well.",
        inner);

    // The framework says the names of missing fields in words alone.
    [GeneratedRegex("missing required properties including: (?<names>'[a-z_', ]+')", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LackingForm();
}
