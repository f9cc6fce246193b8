using System.Runtime.CompilerServices;
using UvRelease.Crashes.Signatures;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>What the intake has stored, as the health gate's counts want it (<see cref="HealthCounts"/>).</summary>
/// <param name="store">Where reports and pings are kept.</param>
public sealed class StoredSightings(IStore store)
{
    /// <summary>What was seen of an app on a day. A report that doesn't say its app may be of any, and has no version here.</summary>
    /// <exception cref="Releases.ReleaseException">A record is not as its schema says, or the store can't be read.</exception>
    public async IAsyncEnumerable<Sighting> ListAsync(string app, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredReport report in new ReportStore(store).ListAsync(day, cancellationToken))
        {
            if (report.App is null || report.App == app)
            {
                yield return new Sighting(report.App is null ? null : report.Version, report.Channel, Times.Read(report.Received), report.Device,
                    report.Startup ? SightingKind.StartupCrash : SightingKind.Crash);
            }
        }

        var beginning = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        await foreach (Ping ping in PingStore.ListAsync(store, day, cancellationToken))
        {
            if (ping.App == app)
                yield return new Sighting(ping.Version, ping.Channel, beginning, ping.Device, SightingKind.Session);
        }
    }
}
