using UvRelease.Releases;

namespace UvRelease.GitHub;

/// <summary>
/// The pauses between requests: as long as GitHub asks, drawn by lot where it doesn't ("full jitter"), and a least distance between requests that make content.
/// </summary>
public sealed class GitHubPauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly GitHubSettings settings;
    private long? lastContent;

    internal GitHubPauses(GitHubSettings settings) => (this.settings, Spacing) = (settings, settings.Spacing);

    /// <summary>Least time between the starts of two requests that make content.</summary>
    public TimeSpan Spacing { get; set; }

    /// <summary>Waits after a failure that may pass by itself.</summary>
    /// <param name="attempt">How often it was tried.</param>
    /// <param name="what">What failed, for the progress.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task AfterFailureAsync(int attempt, string what, CancellationToken cancellationToken)
    {
        TimeSpan most = First * Math.Pow(2, Math.Min(attempt, 5));
        return WaitAsync((most < Longest ? most : Longest) * (settings.Jitter?.Invoke() ?? 0.5), what, cancellationToken);
    }

    /// <summary>Waits, and says so.</summary>
    public async Task WaitAsync(TimeSpan pause, string what, CancellationToken cancellationToken)
    {
        settings.Progress.Report(MarkdownText.Visible($"{what}: looking again in {pause.TotalSeconds:0.0} s."));
        await Task.Delay(pause, settings.Time, cancellationToken);
    }

    /// <summary>Waits as long as GitHub asks, never less, and a little more by lot, so that not all come back at the same time.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: longer than anybody wants to wait.</exception>
    internal Task AsAskedAsync(TimeSpan least, string what, CancellationToken cancellationToken)
    {
        if (least > settings.LongestPause)
        {
            throw new ReleaseException(
                Fault.Environment, $"GitHub asks to wait {least.TotalSeconds:0} seconds before {what}: its limit of requests is used up. {settings.Later}");
        }

        TimeSpan spread = least / 4 < Longest ? least / 4 : Longest;
        return WaitAsync(least + (spread * (settings.Jitter?.Invoke() ?? 0)), $"GitHub limits requests; {what}", cancellationToken);
    }

    /// <summary>Waits until content may be made again.</summary>
    internal async Task BeforeContentAsync(CancellationToken cancellationToken)
    {
        if (lastContent is { } last && Spacing - settings.Time.GetElapsedTime(last) is { Ticks: > 0 } rest)
            await Task.Delay(rest, settings.Time, cancellationToken);
        lastContent = settings.Time.GetTimestamp();
    }
}
