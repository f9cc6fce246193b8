using System.Globalization;
using System.Net;

namespace UvRelease.GitHub;

/// <summary>
/// How GitHub's API tells a client to slow down (docs.github.com, "Rate limits for the REST API"). GitHub grants less to those that don't wait as long
/// as it says.
/// </summary>
internal static class GitHubLimits
{
    // Year 10000, where DateTimeOffset ends.
    private const long LastSecond = 253_402_300_800;

    /// <summary>True for an answer that says no only because too much was asked: nothing was done, and it may be asked again later.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="reads">True for a request that changes nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<bool> IsOneAsync(HttpResponseMessage response, bool reads, CancellationToken cancellationToken) => response.StatusCode switch
    {
        // GraphQL reports a secondary limit with status 200 too.
        HttpStatusCode.OK => reads && response.Headers.RetryAfter is not null,
        HttpStatusCode.TooManyRequests => true,
        // A limit, as against a missing permission, says so in a header or in words.
        HttpStatusCode.Forbidden => response.Headers.RetryAfter is not null || Header(response, "x-ratelimit-remaining") == "0"
            || (await response.Content.ReadAsStringAsync(cancellationToken)).Contains("rate limit", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>How long the answer asks to wait, at least a second; null where it does not say.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan? Pause(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.Headers.RetryAfter is { } after)
            return after.Delta ?? Positive(after.Date - now);
        bool exhausted = Header(response, "x-ratelimit-remaining") == "0";
        return exhausted && long.TryParse(Header(response, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out long reset)
            && reset < LastSecond
            ? Positive(DateTimeOffset.FromUnixTimeSeconds(reset) - now)
            : null;
    }

    private static TimeSpan? Positive(TimeSpan? pause) => pause > TimeSpan.Zero ? pause : TimeSpan.FromSeconds(1);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
