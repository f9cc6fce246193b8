using System.Text.Json;

namespace UvRelease.Tests.Channels;

/// <summary>Whether an entry of a log may follow the one before it: the invariants in other words than those of the code that moves channels.</summary>
internal static class MoveChecker
{
    private static readonly string[] Channels = ["canary", "beta", "stable"];

    /// <summary>What is wrong with an entry.</summary>
    /// <param name="root">The store.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="before">The entry before; null for none.</param>
    /// <param name="entry">The entry.</param>
    public static IEnumerable<string> Violations(string root, string channel, JsonElement? before, JsonElement entry)
    {
        string action = entry.GetProperty("action").GetString()!;
        JsonElement grounds = entry.GetProperty("grounds");
        string? mode = grounds.ValueKind == JsonValueKind.Null ? null : grounds.GetProperty("mode").GetString();
        var now = new Standing(entry);
        Standing? was = before is { } previous ? new Standing(previous) : null;
        if (now.Percent is < 0 or > 100)
            yield return $"I5: offers to {now.Percent} %";
        if ((action is "publish" or "halt") != (grounds.ValueKind == JsonValueKind.Null))
            yield return $"I7: {action} has grounds, or has none";
        if (grounds.ValueKind != JsonValueKind.Null)
        {
            foreach (string problem in Gates(entry, grounds))
                yield return problem;
        }

        if (action is "promote" || mode is "fix-forward")
        {
            foreach (string problem in Promotion(root, channel, entry, grounds, now))
                yield return problem;
        }

        if (action is "publish" or "promote" || mode is "fix-forward")
        {
            if (was is not null && now.Version <= was.Highest)
                yield return $"I4: goes from {was.Highest} to {now.Version}";
            if (now.Highest != now.Version || now.Halted || now.RolledBack)
                yield return "a new release is the highest, and offered";
            if (was is not null && now.Fallback != (was is { Halted: false, Percent: 100 } ? was.Digest : was.Fallback))
                yield return "the fallback is not the last release that reached everybody";
        }
        else if (was is null)
        {
            yield return $"{action} is the first entry";
        }
        else
        {
            string? problem = action switch
            {
                "widen" => Is("I5", !was.Halted && !now.Halted && now.Percent > was.Percent && now with { Percent = was.Percent } == was),
                "halt" => Is("I7", now == was with { Halted = true }),
                "resume" => Is("I5", was is { Halted: true, RolledBack: false } && now.Percent <= was.Percent
                    && now with { Percent = was.Percent, Halted = true } == was),
                "rollback" when mode == "fallback" => Is("I4", was is { Halted: true, Fallback: not null } && now == was with { RolledBack = true }),
                "rollback" when mode == "downgrade" => Is("I4", was.Halted && now is { Halted: false, RolledBack: false, Percent: 100, Floor: not null }
                    && now.Version < was.Version && now.Floor <= now.Version && (was.Floor is null || now.Floor >= was.Floor) && now.Highest == was.Highest),
                _ => $"{action} {mode} is no move",
            };
            if (problem is not null)
                yield return problem;
        }

        if (was is not null && (was.Buckets && !now.Buckets || was.Floor is not null && (now.Floor is null || now.Floor < was.Floor)))
            yield return "buckets or floor are lost";

        string? Is(string invariant, bool holds) => holds ? null : $"{invariant}: {action} {mode} goes from {was} to {now}";
    }

    /// <summary>Reviewed channels (I12): whoever moved them on had somebody else's word for it.</summary>
    public static IEnumerable<string> Unapproved(string root, string channel) =>
        from file in Directory.GetFiles(Path.Combine(root, "channels", channel, "log"))
        let entry = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement
        let grounds = entry.GetProperty("grounds")
        where grounds.ValueKind != JsonValueKind.Null && grounds.GetProperty("mode").GetString() != "fallback"
        let digest = entry.GetProperty("standing").GetProperty("current").GetProperty("digest").GetString()
        let others = grounds.GetProperty("approvers").EnumerateArray()
            .Select(one => one.GetString()).Except([entry.GetProperty("actor").GetString(), .. Publishers(root, digest)]).Count()
        where others == 0
        select $"I12: {Path.GetFileName(file)} was approved by nobody else";

    // Evidence that had ended let nothing through, and neither did a gate that was asked twice.
    private static IEnumerable<string> Gates(JsonElement entry, JsonElement grounds)
    {
        JsonElement[] gates = [.. grounds.GetProperty("gates").EnumerateArray()];
        foreach (JsonElement waiver in gates.Select(gate => gate.GetProperty("waiver")).Where(waiver => waiver.ValueKind == JsonValueKind.Object))
        {
            if (waiver.GetProperty("expires").GetDateTimeOffset() <= entry.GetProperty("at").GetDateTimeOffset())
                yield return $"I11: a waiver of {waiver.GetProperty("actor").GetString()} had ended";
        }

        if (gates.Select(gate => gate.GetProperty("gate").GetString()).Distinct(StringComparer.Ordinal).Count() != gates.Length)
            yield return "I11: a gate is named twice";
    }

    private static IEnumerable<string?> Publishers(string root, string? digest) =>
        from file in Directory.GetFiles(Path.Combine(root, "channels"), "*.json", SearchOption.AllDirectories)
        where Path.GetFileName(file) != "state.json"
        let entry = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement
        where entry.GetProperty("action").GetString() == "publish"
        where entry.GetProperty("standing").GetProperty("current").GetProperty("digest").GetString() == digest
        select entry.GetProperty("actor").GetString();

    private static IEnumerable<string> Promotion(string root, string channel, JsonElement entry, JsonElement grounds, Standing now)
    {
        string? from = grounds.GetProperty("from").GetString();
        int steps = Array.IndexOf(Channels, channel) - Array.IndexOf(Channels, from);
        bool isEmergency = grounds.GetProperty("emergency").GetBoolean() && entry.GetProperty("reason").GetString() is { Length: > 0 }
            && grounds.GetProperty("approvers").GetArrayLength() >= 2;
        if (from is null || steps <= 0 || (steps > 1 && !isEmergency))
            yield return $"I3: comes from {from} to {channel}";
        string log = Path.Combine(root, "channels", from ?? channel, "log");
        bool isServed = Directory.Exists(log) && Directory.GetFiles(log).Any(file =>
            new Standing(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement) is { Halted: false } source && source.Digest == now.Digest);
        if (!isServed)
            yield return $"I2: {from} never offered {now.Version}";
    }

    private sealed record Standing(
        Version Version, string Digest, int Percent, string? Fallback, bool Halted, bool RolledBack, Version? Floor, Version Highest, bool Buckets)
    {
        public Standing(JsonElement entry)
            : this(
                Version.Parse(Of(entry, "current").GetProperty("version").GetString()!),
                Of(entry, "current").GetProperty("digest").GetString()!,
                Of(entry, "current").GetProperty("percent").GetInt32(),
                Of(entry, "fallback") is { ValueKind: JsonValueKind.Object } fallback ? fallback.GetProperty("digest").GetString() : null,
                Of(entry, "halted").GetBoolean(),
                Of(entry, "rolledBack").GetBoolean(),
                Of(entry, "floor").GetString() is { } floor ? Version.Parse(floor) : null,
                Version.Parse(Of(entry, "highest").GetString()!),
                Of(entry, "buckets").GetBoolean())
        {
        }

        private static JsonElement Of(JsonElement entry, string name) => entry.GetProperty("standing").GetProperty(name);
    }
}
