using System.Text.Json;
using System.Text.Json.Serialization;
using UvRelease.Releases;

namespace UvRelease.Changelog.Upgrading;

/// <summary>The breaking changes of all releases: the document upgrade.json, which an app can show as what to do (schema/upgrade.schema.json).</summary>
/// <param name="Schema">Name and version of the format: <see cref="SchemaName"/>.</param>
/// <param name="Sections">Sections, newest first.</param>
public sealed record UpgradeGuide(string Schema, IReadOnlyList<UpgradeSection> Sections)
{
    /// <summary>Value of <see cref="Schema"/>.</summary>
    public const string SchemaName = "uv-release/upgrade/1";

    private const int LongestJson = 32 * 1024 * 1024;

    /// <summary>A guide without sections.</summary>
    public static UpgradeGuide Empty { get; } = new(SchemaName, []);

    /// <summary>The versions that a release breaks: its major version, below 1.0.0 its minor one (SemVer §4), such as <c>5</c> or <c>0.4</c>.</summary>
    public static string LineOf(SemanticVersion version) => version.Major == 0 ? $"0.{version.Minor}" : $"{version.Major}";

    /// <summary>
    /// Returns the guide with the notes of a release. A release lists all that is new since the stable one before it, so what its own pre-releases
    /// listed and it does not is gone: it was reverted. A pre-release adds to what the ones before it listed.
    /// </summary>
    public UpgradeGuide With(SemanticVersion version, IReadOnlyList<MigrationNote> notes)
    {
        string line = LineOf(version);
        HashSet<string> ids = [.. notes.Select(note => note.Id)];
        UpgradeSection? old = Sections.FirstOrDefault(section => section.Line == line);
        IEnumerable<UpgradeNote> kept = (old?.Notes ?? []).Where(note => !Supersedes(version, note.Version) && !ids.Contains(note.Note.Id));
        UpgradeNote[] all = [.. kept, .. notes.Select(note => new UpgradeNote(version.ToString(), note))];
        IEnumerable<UpgradeSection> others = Sections.Where(section => section.Line != line);
        IEnumerable<UpgradeSection> sections = all.Length == 0 ? others : others.Append(new UpgradeSection(line, all));
        return this with { Sections = [.. sections.OrderByDescending(section => section.Order())] };
    }

    /// <summary>
    /// The sections of whoever moves from one version to another, in the order he meets them, with the notes after <paramref name="from"/> up to
    /// <paramref name="to"/>:
    /// of the line that he is in, what was listed since.
    /// </summary>
    public IReadOnlyList<UpgradeSection> Between(SemanticVersion from, SemanticVersion to)
    {
        (ulong, ulong) first = UpgradeSection.OrderOf(LineOf(from)), last = UpgradeSection.OrderOf(LineOf(to));
        return
        [
            .. Sections
                .Where(section => section.Order().CompareTo(first) >= 0 && section.Order().CompareTo(last) <= 0)
                .Select(section =>
                    section with { Notes = [
                    .. section.Notes.Where(note => SemanticVersion.TryParse(note.Version) is { } told
                    && told.CompareTo(from) > 0 && told.CompareTo(to) <= 0)] })
                .Where(section => section.Notes.Count > 0)
                .OrderBy(section => section.Order()),
        ];
    }

    /// <summary>Reads upgrade.json.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no such document.</exception>
    public static UpgradeGuide Read(string json, string name)
    {
        try
        {
            if (json.Length <= LongestJson && JsonSerializer.Deserialize(json, UpgradeJson.Default.UpgradeGuide) is { Schema: SchemaName } guide
                && guide.Sections.All(section => section is not null && UpgradeSection.OrderOf(section.Line) != default
                    && section.Notes.All(note => note is not null && SemanticVersion.TryParse(note.Version) is not null)))
                return guide;
        }
        catch (JsonException e)
        {
            throw new ReleaseException(Fault.Input, $"{name} can't be read as {SchemaName}: {e.Message} Restore it, or remove it to begin a new one.",
                e)
            { File = name, Line = (int?)(e.LineNumber + 1) };
        }

        throw new ReleaseException(Fault.Input, $"{name} is no document of the format {SchemaName}. Restore it, or remove it to begin a new one.")
        { File = name };
    }

    /// <summary>Writes upgrade.json: indented, with a line end at the end.</summary>
    public string Write() => JsonSerializer.Serialize(this, UpgradeJson.Default.UpgradeGuide) + "\n";

    /// <summary>True when a release lists all that another one listed: the same again, or a stable one its own pre-release.</summary>
    internal static bool Supersedes(SemanticVersion version, string told) => SemanticVersion.TryParse(told) is { } other
        && (other.CompareTo(version) == 0
            || (!version.IsPreRelease && other.IsPreRelease && (other.Major, other.Minor, other.Patch) == (version.Major, version.Minor, version.Patch)));
}

/// <summary>The breaking changes of one line of versions.</summary>
/// <param name="Line">Such as <c>5</c> or <c>0.4</c>.</param>
/// <param name="Notes">Its notes.</param>
public sealed record UpgradeSection(string Line, IReadOnlyList<UpgradeNote> Notes)
{
    /// <summary>Its place: major version first.</summary>
    internal (ulong Major, ulong Minor) Order() => OrderOf(Line);

    internal static (ulong Major, ulong Minor) OrderOf(string line) =>
        SemanticVersion.TryParse(line.StartsWith("0.", StringComparison.Ordinal) ? line + ".0" : line + ".0.0") is { } version
            ? (version.Major, version.Minor) : default;
}

/// <summary>A note, and the release that listed it.</summary>
/// <param name="Version">Version of the release.</param>
/// <param name="Note">The note.</param>
public sealed record UpgradeNote(string Version, MigrationNote Note);

/// <summary>The upgrade guide as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NewLine = "\n", UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UpgradeGuide))]
public sealed partial class UpgradeJson : JsonSerializerContext;
