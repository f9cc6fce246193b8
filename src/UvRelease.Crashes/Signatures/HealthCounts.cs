using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Signatures;

/// <summary>
/// Counts of a channel's releases for promote's health gate (<c>schema/health.schema.json</c>, docs/gates.md). Ids of devices hold for a day, so a device is
/// counted once a day. What the gate asks of all days together nobody knows, and is written to the release's disadvantage: as many devices as on its best
/// day, and as many of them crashed as did on all days.
/// </summary>
public static class HealthCounts
{
    /// <summary>The format of the document.</summary>
    public const string Format = "uv-release/health/1";

    // Sessions of open apps are not settled before.
    private static readonly TimeSpan Settling = TimeSpan.FromHours(2);

    /// <summary>Counts, and writes the document.</summary>
    /// <param name="app">Id of the app.</param>
    /// <param name="channel">The channel; what was seen of others is passed over.</param>
    /// <param name="source">Who counted, for people.</param>
    /// <param name="sightings">What was seen, in any order. Versions with a suffix are no releases of the gate, and are passed over. A crash without a
    /// version or channel is counted apart.</param>
    /// <param name="now">The time. Days that began in the newest two hours are left out; of a day before, all is counted.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: <paramref name="app"/> or <paramref name="channel"/> is no name.</exception>
    public static byte[] Write(string app, string channel, string source, IEnumerable<Sighting> sightings, DateTimeOffset now)
    {
        foreach ((string what, string? problem) in new[] { (app, DocumentForms.Name(app)), (channel, DocumentForms.Name(channel)) })
        {
            if (problem is not null)
                throw new ReleaseException(Fault.Input, $"'{what}' {problem}");
        }

        DateTimeOffset settled = now.ToUniversalTime() - Settling;
        var until = new DateTimeOffset(settled.Year, settled.Month, settled.Day, settled.Hour, 0, 0, TimeSpan.Zero);
        var releases = new SortedDictionary<string, SortedDictionary<DateTimeOffset, Day>>(StringComparer.Ordinal);
        var all = new Dictionary<DateTimeOffset, Day>();
        long uncounted = 0;
        foreach (Sighting sighting in sightings)
        {
            // Pings say no hour. So a day that has begun counts whole, with all its crashes: never devices without theirs.
            var date = new DateTimeOffset(sighting.Time.UtcDateTime.Date, TimeSpan.Zero);
            if ((sighting.Channel ?? channel) != channel || date >= until)
                continue;
            if (sighting is { Version: null } or { Channel: null })
                uncounted++;
            if (sighting is not { Version: not null, Channel: not null } || DocumentForms.Version(sighting.Version) is not null)
                continue;
            if (!releases.TryGetValue(sighting.Version, out SortedDictionary<DateTimeOffset, Day>? days))
                releases.Add(sighting.Version, days = []);
            DayOf(days, date).Add(sighting);
            DayOf(all, date).Add(sighting);
        }

        return CanonicalJson.Write(json =>
        {
            json.WriteString("schema", Format);
            json.WriteString("app", app);
            json.WriteString("channel", channel);
            json.WriteString("source", source);
            json.WriteString("producedAt", Times.Text(now));
            json.WriteString("until", Times.Text(until));
            json.WriteNumber("devices", all.Values.Select(day => day.Devices).DefaultIfEmpty().Max());
            json.WriteNumber("uncountedCrashes", uncounted);
            json.WriteList("releases", releases, release =>
            {
                long devices = release.Value.Values.Max(day => day.Devices);
                json.WriteString("version", release.Key);
                json.WriteNumber("devices", devices);
                json.WriteNumber("crashedDevices", Math.Min(devices, release.Value.Values.Sum(day => day.Crashed)));
                json.WriteNumber("startupCrashedDevices", Math.Min(devices, release.Value.Values.Sum(day => day.StartupCrashed)));
                json.WriteNull("deviceHours");
                json.WriteNull("updateAttempts");
                json.WriteNull("updateFailures");
                json.WriteList("intervals", release.Value, day =>
                {
                    DateTimeOffset end = day.Key.AddDays(1);
                    json.WriteString("from", Times.Text(day.Key));
                    json.WriteString("until", Times.Text(end < until ? end : until));
                    json.WriteNumber("devices", day.Value.Devices);
                    json.WriteNumber("crashedDevices", day.Value.Crashed);
                });
            });
        });
    }

    private static Day DayOf(IDictionary<DateTimeOffset, Day> days, DateTimeOffset date)
    {
        if (!days.TryGetValue(date, out Day? day))
            days.Add(date, day = new Day());
        return day;
    }

    // A device that crashed was there, also where its ping was lost. A crash without an id is of a device of its own.
    private sealed class Day
    {
        private readonly HashSet<string> devices = new(StringComparer.Ordinal);
        private readonly HashSet<string> crashed = new(StringComparer.Ordinal);
        private readonly HashSet<string> startupCrashed = new(StringComparer.Ordinal);
        private long nameless;
        private long namelessAtStartup;

        public long Devices => devices.Count + nameless;

        public long Crashed => crashed.Count + nameless;

        public long StartupCrashed => startupCrashed.Count + namelessAtStartup;

        public void Add(Sighting sighting)
        {
            bool isCrash = sighting.Kind != SightingKind.Session, isStartup = sighting.Kind == SightingKind.StartupCrash;
            if (sighting.Device is not { } device)
            {
                nameless += isCrash ? 1 : 0;
                namelessAtStartup += isStartup ? 1 : 0;
                return;
            }

            devices.Add(device);
            if (isCrash)
                crashed.Add(device);
            if (isStartup)
                startupCrashed.Add(device);
        }
    }
}
