using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Fragments;

/// <summary>
/// Fragments as canonical JSON: properties in the order of schema/fragment.schema.json, artifacts in the ordinal order of their paths, two spaces, line
/// feeds, no byte order mark. The same fragment has one text.
/// </summary>
public static partial class FragmentJson
{
    // '+' of base64 stays readable: the document goes into no HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a fragment as UTF-8, with a line end at the end.</summary>
    public static byte[] Write(ReleaseFragment fragment)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(bytes, Options))
            Write(json, fragment);
        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Reads a fragment, strictly: what is unknown, missing, doubled, out of order of meaning or malformed is refused.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming file and property.</exception>
    public static ReleaseFragment Read(ReadOnlyMemory<byte> bytes, string file)
    {
        var root = JsonMapping.Parse(bytes, file);
        string schema = root.Text("schema", text => text == ReleaseFragment.Format ? null : $"is '{text}', and this version reads {ReleaseFragment.Format}.");
        var fragment = new ReleaseFragment(
            schema,
            root.Text("version", text => SemanticVersion.TryParse(text) is null ? "is no semantic version." : null),
            root.Text("commit", text => CommitForm().IsMatch(text) ? null : "is no full commit id: 40 or 64 lower-case hexadecimal digits."),
            TargetWords.Platform(root, "platform"),
            TargetWords.Arch(root, "arch"),
            [.. root.Mappings("artifacts").Select(ReadArtifact)],
            ReadTools(root.Mapping("toolVersions")));
        root.End();
        if (fragment.Artifacts.GroupBy(artifact => artifact.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw root.Wrong("artifacts", $"has '{twice.Key}' twice; names that differ in case are one file on Windows and macOS.");
        return fragment with { Artifacts = [.. fragment.Artifacts.OrderBy(artifact => artifact.Path, StringComparer.Ordinal)] };
    }

    private static void Write(Utf8JsonWriter json, ReleaseFragment fragment)
    {
        json.WriteStartObject();
        json.WriteString("schema", fragment.Schema);
        json.WriteString("version", fragment.Version);
        json.WriteString("commit", fragment.Commit);
        json.WriteString("platform", fragment.Platform.Word());
        json.WriteString("arch", fragment.Arch.Word());
        json.WriteStartArray("artifacts");
        foreach (Artifact artifact in fragment.Artifacts.OrderBy(artifact => artifact.Path, StringComparer.Ordinal))
            Write(json, artifact);
        json.WriteEndArray();
        json.WriteStartObject("toolVersions");
        json.WriteString("electron", fragment.ToolVersions.Electron);
        json.WriteString("electronBuilder", fragment.ToolVersions.ElectronBuilder);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Artifact artifact)
    {
        json.WriteStartObject();
        json.WriteString("kind", artifact.Kind.Word());
        json.WriteString("path", artifact.Path);
        json.WriteString("platform", artifact.Platform.Word());
        json.WriteString("arch", artifact.Arch.Word());
        json.WriteNumber("size", artifact.Size);
        json.WriteString("sha256", artifact.Sha256);
        json.WriteString("sha512", artifact.Sha512);
        if (artifact.Blockmap is { } map)
        {
            json.WriteStartObject("blockmap");
            json.WriteString("form", map.Form.Word());
            json.WriteString("path", map.Path);
            json.WriteNumber("size", map.Size);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("blockmap");
        }

        json.WriteEndObject();
    }

    private static Artifact ReadArtifact(JsonMapping at)
    {
        var artifact = new Artifact(
            TargetWords.Kind(at, "kind"),
            at.Text("path", ArtifactPath.Problem),
            TargetWords.Platform(at, "platform"),
            TargetWords.Arch(at, "arch"),
            at.Size("size"),
            at.Text("sha256", text => Sha256Form().IsMatch(text) ? null : "is no SHA-256: 64 lower-case hexadecimal digits."),
            at.Text("sha512", text => Sha512Form().IsMatch(text) ? null : "is no SHA-512 in base64: 88 characters."),
            at.MappingOrNull("blockmap") is { } map ? ReadBlockmap(map) : null);
        at.End();
        return artifact;
    }

    private static ArtifactBlockmap ReadBlockmap(JsonMapping at)
    {
        var map = new ArtifactBlockmap(TargetWords.Form(at, "form"), at.TextOrNull("path", ArtifactPath.Problem), at.Size("size"));
        at.End();
        return (map.Form == BlockmapForm.External) == (map.Path is not null)
            ? map
            : throw at.Wrong("path", map.Path is null ? "is null, and an external block map is in a file." : "is given, and an embedded block map has no file.");
    }

    private static FragmentTools ReadTools(JsonMapping at)
    {
        var tools = new FragmentTools(at.TextOrNull("electron", Version), at.TextOrNull("electronBuilder", Version));
        at.End();
        return tools;
    }

    private static string? Version(string text) => SemanticVersion.TryParse(text) is null ? "is no semantic version." : null;

    [GeneratedRegex(@"^(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommitForm();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sha256Form();

    // 64 bytes leave four bits of the last digit unused: they must be zero, or one digest would have sixteen texts.
    [GeneratedRegex(@"^[A-Za-z0-9+/]{85}[AQgw]==\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sha512Form();
}
