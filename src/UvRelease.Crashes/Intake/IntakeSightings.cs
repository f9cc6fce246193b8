using System.Runtime.CompilerServices;
using UvRelease.Crashes.Signatures;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>What an intake was told of an app, by pings and reports, as <see cref="HealthCounts"/> counts it.</summary>
public static class IntakeSightings
{
    /// <summary>Reads the sightings of some days. What says neither version nor channel counts for no release, and is passed over.</summary>
    /// <param name="store">The intake's store.</param>
    /// <param name="app">Id of the app. Reports that name none are the intake's one app's.</param>
    /// <param name="from">The first day (UTC).</param>
    /// <param name="last">The last day.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Releases.ReleaseException">A document is not as its schema says, or the store can't be read.</exception>
    public static async IAsyncEnumerable<Sighting> ReadAsync(
        IStore store, string app, DateOnly from, DateOnly last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reports = new ReportStore(store);
        for (DateOnly day = from; day <= last; day = day.AddDays(1))
        {
            // A ping says no hour: it counts for its day.
            var begin = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            await foreach (Ping ping in PingStore.ListAsync(store, day, cancellationToken))
            {
                if (ping.App == app)
                    yield return new Sighting(ping.Version, ping.Channel, begin, ping.Device, SightingKind.Session);
            }

            await foreach (StoredReport report in reports.ListAsync(day, cancellationToken))
            {
                if ((report.App ?? app) == app && report is { Version: { } version, Channel: { } channel })
                {
                    SightingKind kind = report.Startup ? SightingKind.StartupCrash : SightingKind.Crash;
                    yield return new Sighting(version, channel, Times.Read(report.Received), report.Device, kind);
                }
            }
        }
    }
}
