using System.Globalization;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Readying;

/// <summary>
/// What makes releases ready, as people write it (docs/readiness.md; schema/readiness-plan.schema.json says the same to editors). Of it and of what was found,
/// <see cref="ReadinessMaker"/> makes the document that is bound to one release.
/// </summary>
/// <param name="RolloutControls">How releases can be held back or switched off.</param>
/// <param name="MigrationTracks">What changes on devices, and how it is undone.</param>
/// <param name="KnownLimitations">What is known to be wrong or missing.</param>
/// <param name="Evidence">What must speak for a release.</param>
public sealed record ReadinessPlan(
    IReadOnlyList<RolloutControl> RolloutControls,
    IReadOnlyList<MigrationTrack> MigrationTracks,
    IReadOnlyList<KnownLimitation> KnownLimitations,
    IReadOnlyList<PlannedEvidence> Evidence)
{
    /// <summary>Where the file is in a repository.</summary>
    public const string Name = ".github/uv-readiness.yml";

    /// <summary>Reads the file, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with the line.</exception>
    public static ReadinessPlan Read(ReadOnlyMemory<byte> bytes, string name)
    {
        YamlMapping root = YamlText.Parse(bytes.Span, name);
        var plan = new ReadinessPlan(
            Entries(root, "rollout-controls", 1, Control, control => control.Id),
            Entries(root, "migration-tracks", 0, Track, track => track.Id),
            Entries(root, "known-limitations", 0, Limitation, limitation => limitation.Id),
            Entries(root, "evidence", 1, PlannedEvidence.Read, evidence => evidence.Id));
        root.End();
        return plan;
    }

    /// <summary>Reads entries with ids of their own.</summary>
    internal static IReadOnlyList<T> Entries<T>(YamlMapping root, string key, int least, Func<YamlMapping, T> read, Func<T, string> id)
    {
        T[] entries = [.. (root.Mappings(key) ?? []).Select(read)];
        if (entries.Length < least)
            throw root.Wrong($"has no '{key}', and must have at least one.");
        string? twice = entries.Select(id).GroupBy(one => one, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1)?.Key;
        return twice is null ? entries : throw root.Find(key)!.Wrong($"has the id '{twice}' twice. Give each its own.");
    }

    /// <summary>The beginning of a day (UTC), such as <c>2027-03-01</c>.</summary>
    internal static string Day(YamlMapping at, string key)
    {
        string day = at.RequiredText(key, text => Parse(text) is null ? "must be a day such as 2027-03-01 (UTC)." : null);
        return Times.Text(Parse(day)!.Value);
    }

    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day) ? day : null;

    private static RolloutControl Control(YamlMapping at)
    {
        var control = new RolloutControl(
            at.RequiredText("id", SettingForms.Id), at.RequiredText("kind", SettingForms.Id), at.RequiredText("summary", DocumentForms.Line),
            at.OneOf("fails", ["closed", "open"]) switch
            {
                null => throw at.Wrong("lacks the key 'fails': what happens where it can't be asked. Add it: closed or open; open is not ready."),
                var fails => fails == "closed",
            });
        at.End();
        return control;
    }

    private static MigrationTrack Track(YamlMapping at)
    {
        var track = new MigrationTrack(
            at.RequiredText("id", SettingForms.Id), at.RequiredText("apply", DocumentForms.Line), at.RequiredText("rollback", DocumentForms.Line),
            at.Flag("reversible") ?? throw at.Wrong("lacks the key 'reversible': whether it can be undone without loss. Add it: true or false."));
        at.End();
        return track;
    }

    private static KnownLimitation Limitation(YamlMapping at)
    {
        var limitation = new KnownLimitation(
            at.RequiredText("id", SettingForms.Id), at.RequiredText("state", SettingForms.Id), at.RequiredText("summary", DocumentForms.Line),
            at.RequiredText("accepted-by", DocumentForms.Line), Day(at, "expires"));
        at.End();
        return limitation;
    }
}
