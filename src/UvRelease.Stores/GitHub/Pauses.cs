using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>The pauses between requests: as long as GitHub asks, drawn by lot where it doesn't ("full jitter"), and a least distance between requests that make content.</summary>
internal sealed class Pauses(GitHubReleaseSettings settings)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // docs.github.com: without a header to go by, "wait for at least one minute".
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(1);
    private long? lastContent;

    /// <summary>Least time between the starts of two requests that make content.</summary>
    public TimeSpan Spacing { get; set; } = settings.Spacing;

    /// <summary>Waits after a failure that may pass by itself.</summary>
    public Task AfterFailureAsync(int attempt, string what, CancellationToken cancellationToken)
    {
        TimeSpan most = First * Math.Pow(2, attempt);
        return WaitAsync((most < Longest ? most : Longest) * settings.Jitter(), what, cancellationToken);
    }

    /// <summary>Waits after a limit: never less than asked, and a little more by lot, so that not all come back at the same time.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: longer than anybody wants to wait.</exception>
    public Task AfterLimitAsync(TimeSpan? asked, int attempt, string what, CancellationToken cancellationToken)
    {
        TimeSpan least = asked ?? Unsaid * Math.Pow(2, attempt - 1);
        if (least > settings.LongestPause)
            throw new ReleaseException(Fault.Environment, $"GitHub asks to wait {least.TotalSeconds:0} seconds before {what}: its limit of requests is used up. Run again later; what is done is kept.");
        TimeSpan spread = least / 4 < Longest ? least / 4 : Longest;
        return WaitAsync(least + (spread * settings.Jitter()), $"GitHub limits requests; {what}", cancellationToken);
    }

    /// <summary>Waits before a file that looks unfinished is looked at again, because somebody may just be sending it.</summary>
    public Task BeforeSecondLookAsync(string name, CancellationToken cancellationToken) => WaitAsync(Longest / 3, $"{name} is unfinished", cancellationToken);

    /// <summary>Waits until content may be made again.</summary>
    public async Task BeforeContentAsync(CancellationToken cancellationToken)
    {
        if (lastContent is { } last && Spacing - settings.Time.GetElapsedTime(last) is { Ticks: > 0 } rest)
            await Task.Delay(rest, settings.Time, cancellationToken);
        lastContent = settings.Time.GetTimestamp();
    }

    private async Task WaitAsync(TimeSpan pause, string what, CancellationToken cancellationToken)
    {
        settings.Progress.Report($"{what}: looking again in {pause.TotalSeconds:0.0} s.");
        await Task.Delay(pause, settings.Time, cancellationToken);
    }
}
