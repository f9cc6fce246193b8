using UvRelease.GitHub;

namespace UvRelease.Stores.GitHub;

/// <summary>
/// GitHub's lists, refs and addresses show what was written only after a while. What does not fit what was written is looked at again, with pauses that grow,
/// for as long as a write may take to be visible.
/// </summary>
internal sealed class LateAnswers(GitHubReleaseSettings settings, GitHubPauses pauses)
{
    /// <summary>Looks until it fits.</summary>
    /// <param name="look">Looks.</param>
    /// <param name="fits">True for what is awaited.</param>
    /// <param name="what">What it is, for the progress.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What was seen last, whether it fits or not.</returns>
    public async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> fits, string what, CancellationToken cancellationToken)
    {
        DateTimeOffset end = settings.GitHub.Time.GetUtcNow() + settings.VisibleWithin;
        for (int attempt = 1; ; attempt++)
        {
            T seen = await look();
            if (fits(seen) || settings.GitHub.Time.GetUtcNow() >= end)
                return seen;
            await pauses.AfterFailureAsync(attempt, $"{what}: GitHub does not show it yet", cancellationToken);
        }
    }
}
