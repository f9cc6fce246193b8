using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Crashes.Intake;
using UvRelease.Crashes.Signatures;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.Promote;

/// <summary>Counts of an own intake, by its reports and pings: as the document that symbolicate writes says them.</summary>
/// <param name="address">The intake's store.</param>
/// <param name="login">What opens it: as the store of the releases.</param>
/// <param name="context">The step.</param>
internal sealed class IntakeHealth(StoreAddress address, StoreLogin login, StepContext context) : IHealthSource
{
    // Longer than any release bakes; each day is a listing.
    private const int MostDays = 90;

    /// <inheritdoc/>
    public async Task<ChannelHealth> ReadAsync(HealthQuery query, CancellationToken cancellationToken)
    {
        using IStore store = await login.OpenAsync(address, publicUrl: null, context, isTried: false, uploadRetries: null, cancellationToken);
        var stored = new StoredSightings(store);
        DateOnly last = Day(query.Now), first = Day(query.Since);
        if (last.DayNumber - first.DayNumber >= MostDays)
            first = last.AddDays(1 - MostDays);
        var sightings = new List<Sighting>();
        for (DateOnly day = first; day <= last; day = day.AddDays(1))
            sightings.AddRange(await stored.ListAsync(query.App, day, cancellationToken).ToListAsync(cancellationToken));
        return HealthDocument.Read(HealthCounts.Write(query.App, query.Channel, "crash-intake", sightings, query.Now), "the counts of the intake");
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
