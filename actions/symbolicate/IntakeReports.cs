using System.Runtime.CompilerServices;
using UvRelease.Crashes.Intake;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Signatures;
using UvRelease.Releases;
using UvRelease.Releases.Json;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.Symbolicate;

/// <summary>Brings what crash-intake stored into the workspace: the reports, and the counts of each channel.</summary>
/// <param name="store">The intake's store.</param>
/// <param name="inputs">Which days, and of which app.</param>
/// <param name="context">The step.</param>
internal sealed class IntakeReports(IStore store, IntakeInputs inputs, StepContext context)
{
    private const int MostDays = 90;

    // More than an intake takes, whatever its settings are.
    private const int LongestDump = 1 << 30;

    private DateOnly Today => DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime);

    private IEnumerable<DateOnly> Days => inputs.Days is >= 1 and <= MostDays
        ? Enumerable.Range(0, inputs.Days).Select(back => Today.AddDays(-back)).Reverse()
        : throw new ReleaseException(Fault.Input, $"Input 'days' is {inputs.Days} and must be from 1 to {MostDays}.");

    /// <summary>Writes the reports into a folder, each under its id.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="ReleaseException">A record is not as its schema says, or the store can't be read.</exception>
    public async Task<int> FetchAsync(string folder, CancellationToken cancellationToken)
    {
        int fetched = 0;
        await foreach (StoredReport report in ReportsAsync(cancellationToken))
        {
            StoreKey key = ReportStore.ContentKey(report);
            int longest = report.Kind == CrashKind.Native ? LongestDump : JavaScriptErrorJson.MostBytes;
            if (inputs.App is { } app && report.App is { } other && other != app)
                continue;
            SmallObject content = await store.ReadSmallAsync(key, longest, cancellationToken)
                ?? throw new ReleaseException(
                    Fault.Refused, $"'{key}' in {store.Address} is gone, and its record is there. Somebody changed the store by hand.");
            OutputPath path = context.Workspace.Output($"{folder}/{key.Text.Split('/')[^1]}");
            context.Workspace.Write(path, file => file.Write(content.Content.Span), cancellationToken);
            fetched++;
        }

        return fetched;
    }

    // Those of the days, or those that events name.
    private async IAsyncEnumerable<StoredReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reports = new ReportStore(store);
        foreach (string id in inputs.Event.Count > 0 ? ReportedCrashes.Ids(inputs.Event, context.Workspace) : [])
        {
            yield return await reports.FindAsync(id, cancellationToken) ?? throw new ReleaseException(
                Fault.Input, $"There is no report {id} in {store.Address}. Give the store of the intake that sent the event; reports of old days may be gone.");
        }

        foreach (DateOnly day in inputs.Event.Count == 0 ? Days : [])
        {
            await foreach (StoredReport report in reports.ListAsync(day, cancellationToken))
                yield return report;
        }
    }

    /// <summary>Writes the counts of every channel that was seen.</summary>
    /// <returns>The channels, by name.</returns>
    public async Task<IReadOnlyList<string>> CountAsync(string app, CancellationToken cancellationToken)
    {
        var sightings = new List<Sighting>();
        var stored = new StoredSightings(store);
        foreach (DateOnly day in Days)
            sightings.AddRange(await stored.ListAsync(app, day, cancellationToken).ToListAsync(cancellationToken));
        int uncounted = sightings.Count(one => one is { Version: null } or { Channel: null });
        if (uncounted > 0)
        {
            context.Log.Warning($"{Quantity.Of(uncounted, "report of a crash counts", "reports of crashes count")} for no release, for not all of app, release "
                + "and channel is said. Send those fields with each report, as the client template does (docs/crash-reporting.md).");
        }

        string[] channels = [.. sightings.Select(one => one.Channel).OfType<string>().Where(name => DocumentForms.Name(name) is null).Distinct()
            .Order(StringComparer.Ordinal)];
        foreach (string channel in channels)
        {
            byte[] counts = HealthCounts.Write(app, channel, "crash-intake", sightings, context.Time.GetUtcNow());
            context.Workspace.Write(context.Workspace.Output($"{inputs.HealthFolder.Relative}/health.{channel}.json"), counts, cancellationToken);
        }

        return channels;
    }
}
