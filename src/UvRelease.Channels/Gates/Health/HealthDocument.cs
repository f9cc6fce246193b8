using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Health;

/// <summary>Counts as a JSON document (schema/health.schema.json).</summary>
public static class HealthDocument
{
    /// <summary>Reads a document, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is not as its schema says, or contradicts itself.</exception>
    public static ChannelHealth Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        return Read(root, root.Text("schema", text => text == ChannelHealth.Format ? null : Unread(text)), name);
    }

    /// <summary>Reads the counts of a channel out of a document of one channel, which may be another, or of several.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <param name="app">Id of the app.</param>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: it is not as its schema says, contradicts itself, or is of several channels and not of this one.
    /// </exception>
    public static ChannelHealth Read(ReadOnlyMemory<byte> bytes, string name, string app, string channel)
    {
        var root = JsonMapping.Parse(bytes, name);
        string schema = root.Text("schema", text => text is ChannelHealth.Format or HealthOfChannels.Format ? null : Unread(text));
        if (schema == ChannelHealth.Format)
            return Read(root, schema, name);
        ChannelHealth[] all =
        [
            .. root.Mappings("channels").Select(at => Read(at, at.Text("schema", text => text == ChannelHealth.Format ? null : Unread(text)), name)),
        ];
        root.End();
        if (all.GroupBy(one => (one.App, one.Channel)).FirstOrDefault(same => same.Skip(1).Any()) is { Key: var twice })
            throw new ReleaseException(Fault.Input, $"{name} contradicts itself: {twice.App} on {twice.Channel} is counted twice.") { File = name };
        return Array.Find(all, one => one.App == app && one.Channel == channel) ?? throw new ReleaseException(
            Fault.Input,
            $"{name} has no counts of {app} on {channel}. It has those of: {string.Join(", ", all.Select(one => $"{one.App} on {one.Channel}"))}.")
        {
            File = name,
        };
    }

    private static string Unread(string schema) => $"is '{schema}', and this version reads {ChannelHealth.Format}, or several in {HealthOfChannels.Format}.";

    private static ChannelHealth Read(JsonMapping root, string schema, string name)
    {
        var health = new ChannelHealth(
            schema,
            root.Text("app", DocumentForms.Name),
            root.Text("channel", DocumentForms.Name),
            root.Text("source", DocumentForms.Line),
            root.Text("producedAt", DocumentForms.Time),
            root.Text("until", DocumentForms.Time),
            root.SizeOrNull("devices"),
            [.. root.Mappings("releases").Select(ReadRelease)])
        {
            UncountedCrashes = root.SizeIfThere("uncountedCrashes"),
        };
        root.End();
        return Problem(health) is { } problem ? throw new ReleaseException(Fault.Input, $"{name} contradicts itself: {problem}") { File = name } : health;
    }

    /// <summary>What in counts can't be, as a sentence; null where nothing is.</summary>
    public static string? Problem(ChannelHealth health)
    {
        if (string.CompareOrdinal(health.Until, health.ProducedAt) > 0)
            return $"they end at {health.Until}, after they were made at {health.ProducedAt}.";
        if (health.Releases.GroupBy(release => release.Version, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            return $"{twice.Key} is counted twice.";
        return health.Releases.Select(release => Problem(release, health.Until)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Problem(ReleaseHealth release, string until)
    {
        (string What, long? Part, long? Whole)[] parts =
        [
            ("devices", 0, release.Devices), ("crashed devices", release.CrashedDevices, release.Devices),
            ("devices that crashed at start-up", release.StartupCrashedDevices, release.CrashedDevices),
            ("failed updates", release.UpdateFailures, release.UpdateAttempts), ("hours of use", 0, release.DeviceHours),
        ];
        foreach ((string what, long? part, long? whole) in parts)
        {
            if (part < 0 || part > whole || (part > 0 && whole is null))
                return $"{release.Version} has {part} {what} of {whole?.ToString() ?? "nobody knows how many"}.";
        }

        string end = "";
        foreach (HealthInterval interval in release.Intervals)
        {
            if (string.CompareOrdinal(interval.From, interval.Until) >= 0 || string.CompareOrdinal(interval.From, end) < 0)
                return $"the interval from {interval.From} to {interval.Until} of {release.Version} is empty, doubled or out of order.";
            if (string.CompareOrdinal(interval.Until, until) > 0)
                return $"the interval to {interval.Until} of {release.Version} reaches beyond {until}.";
            if (interval.CrashedDevices < 0 || interval.CrashedDevices > interval.Devices)
                return $"{interval.CrashedDevices} of {interval.Devices} devices crashed with {release.Version} from {interval.From}.";
            end = interval.Until;
        }

        return null;
    }

    private static ReleaseHealth ReadRelease(JsonMapping at)
    {
        var release = new ReleaseHealth(
            at.Text("version", DocumentForms.Version),
            at.Size("devices"),
            at.Size("crashedDevices"),
            at.SizeOrNull("startupCrashedDevices"),
            at.SizeOrNull("deviceHours"),
            at.SizeOrNull("updateAttempts"),
            at.SizeOrNull("updateFailures"),
            [.. at.Mappings("intervals").Select(ReadInterval)]);
        at.End();
        return release;
    }

    private static HealthInterval ReadInterval(JsonMapping at)
    {
        var interval = new HealthInterval(
            at.Text("from", DocumentForms.Time), at.Text("until", DocumentForms.Time), at.Size("devices"), at.Size("crashedDevices"));
        at.End();
        return interval;
    }
}
