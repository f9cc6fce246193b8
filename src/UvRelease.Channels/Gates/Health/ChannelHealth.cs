using System.Text.Json.Serialization;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Health;

/// <summary>
/// How the releases of a channel do on the devices that have them; published as schema/health.schema.json. What is not settled yet is not in it.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Source">Who counted, for people.</param>
/// <param name="ProducedAt">When it was counted (UTC).</param>
/// <param name="Until">End of what was counted (UTC): at least two hours before <paramref name="ProducedAt"/>, for sessions of open apps are not
/// settled.</param>
/// <param name="Devices">Devices of the channel, whatever release they have; null where nobody counts them.</param>
/// <param name="Releases">Each release once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChannelHealth(
    string Schema, string App, string Channel, string Source, string ProducedAt, string Until, long? Devices, IReadOnlyList<ReleaseHealth> Releases)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/health/1";

    /// <summary>Crashes that may be of this channel and count for no release, since their reports don't say which; null where nobody knows.</summary>
    public long? UncountedCrashes { get; init; }

    /// <summary>How long sessions of open apps take to settle.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromHours(2);

    /// <summary>Why they say nothing of a release that came to the channel at a time, as a sentence; null where they may.</summary>
    public string? ProblemOf(string version, DateTimeOffset arrival) => Times.Read(Until) > arrival
        ? null
        : $"The counts end at {Until}, and {version} came to {Channel} at {Times.Text(arrival)}: they say nothing of it there.";

    /// <summary>Counts of a release; null where it is absent, which is no count of zero crashes.</summary>
    public ReleaseHealth? Of(string? version) => Releases.FirstOrDefault(release => release.Version == version);
}

/// <summary>How a release does.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Devices">Devices that ran it, each once.</param>
/// <param name="CrashedDevices">Those of them that crashed, each once.</param>
/// <param name="StartupCrashedDevices">Those that crashed before the app was up; null where nobody counts them.</param>
/// <param name="DeviceHours">Hours of use of all devices together; null where nobody counts them.</param>
/// <param name="UpdateAttempts">Devices that began to update to it; null where nobody counts them.</param>
/// <param name="UpdateFailures">Those whose update failed; null where nobody counts them.</param>
/// <param name="Intervals">The counts in time, without gaps between them being needed; earlier ones first.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReleaseHealth(
    string Version,
    long Devices,
    long CrashedDevices,
    long? StartupCrashedDevices,
    long? DeviceHours,
    long? UpdateAttempts,
    long? UpdateFailures,
    IReadOnlyList<HealthInterval> Intervals);

/// <summary>Counts of an interval: a denominator and those of it that crashed in the interval.</summary>
/// <param name="From">Its beginning (UTC).</param>
/// <param name="Until">Its end (UTC).</param>
/// <param name="Devices">Devices that ran the release in it: device-hours or device-days, by its length.</param>
/// <param name="CrashedDevices">Those that crashed in it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HealthInterval(string From, string Until, long Devices, long CrashedDevices);
