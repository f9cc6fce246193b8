using System.Threading.Channels;
using UvRelease.Crashes.Intake;
using UvRelease.Crashes.Reports;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.CrashIntake;

/// <summary>
/// Tells others of each stored report: as the event <c>uv.crash.reported</c>, and Sentry where it is given. Who is too slow misses some, and nobody waits.
/// </summary>
internal sealed class ReportEvents : IProgress<StoredReport>, IAsyncDisposable
{
    private const int MostWaiting = 1000;

    private readonly Channel<StoredReport> waiting =
        Channel.CreateBounded<StoredReport>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private readonly Task sending;

    public ReportEvents(StepContext context, SentryForwarder? sentry) => sending = SendAsync(context, sentry);

    /// <summary>Says that a report counts for no release; empty where it does.</summary>
    public static string Uncounted(StoredReport report) =>
        string.Join(", ", report.NotSaid()) is { Length: > 0 } missing ? $" It counts for no release, for it doesn't say: {missing}." : "";

    public void Report(StoredReport value) => waiting.Writer.TryWrite(value);

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.Complete();
        // What a collector has not taken in this time, it misses: the process is being ended.
        await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(2)));
    }

    private async Task SendAsync(StepContext context, SentryForwarder? sentry)
    {
        await foreach (StoredReport report in waiting.Reader.ReadAllAsync())
        {
            // Of an app that never says it, one line is enough; the metrics have the number.
            if (Uncounted(report) is { Length: > 0 } uncounted && said.Add(uncounted))
                context.Log.Info($"{report.Id} is stored.{uncounted}");
            await context.Events.ReportAsync(Event(report), file: null);
            try
            {
                await (sentry?.SendAsync(report, CancellationToken.None) ?? Task.CompletedTask);
            }
            catch (Exception e) when (e is ReleaseException or TaskCanceledException)
            {
                context.Log.Info(e.Message);
            }
        }
    }

    private static StepEvent Event(StoredReport report) => new(
        "uv.crash.reported",
        $"{report.Channel}/{report.Version}",
        report.Id,
        IsError: false,
        [
            ("uv.crash.id", report.Id),
            ("uv.crash.kind", Kind(report)),
            ("uv.crash.startup", report.Startup),
            ("uv.release.app", report.App),
            ("uv.release.version", report.Version),
            ("uv.release.channel", report.Channel),
        ])
    {
        Metrics = [new("uv.packaging.and.releases.crash.reports", "{report}", 1, true, ("kind", Kind(report)), ("channel", report.Channel ?? ""))],
    };

    private static string Kind(StoredReport report) => report.Kind == CrashKind.Native ? "native" : "javascript";
}
