using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Electron.Archives;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Fragments;
using UvRelease.Releases.Json;

namespace UvRelease.Electron.Portable;

/// <summary>Manifests of portable archives as JSON: one text for one manifest, read strictly.</summary>
public static partial class PortableJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Kinds = ["desktop", "headless"];
    private static readonly string[] Roles = ["binary", "web", "docs", "recipe", "extra", "text"];

    /// <summary>Writes a manifest as UTF-8, with a line end at the end.</summary>
    public static byte[] Write(PortableManifest manifest)
    {
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", manifest.Schema);
            json.WriteString("name", manifest.Name);
            json.WriteString("kind", Kinds[(int)manifest.Kind]);
            json.WriteString("version", manifest.Version);
            json.WriteString("platform", manifest.Platform.Word());
            json.WriteString("arch", manifest.Arch.Word());
            json.WriteString("commit", manifest.Commit);
            json.WriteStartArray("files");
            foreach (PortableFile file in manifest.Files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteString("role", Roles[(int)file.Role]);
                json.WriteNumber("size", file.Size);
                json.WriteString("sha256", file.Sha256);
                json.WriteString("mode", file.Mode);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("boundaries");
            foreach (PortableBoundary boundary in manifest.Boundaries)
            {
                json.WriteStartObject();
                json.WriteString("forbidden", boundary.Forbidden);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Reads a manifest, strictly.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming the property.</exception>
    public static PortableManifest Read(ReadOnlyMemory<byte> bytes)
    {
        var root = JsonMapping.Parse(bytes, PortableManifest.FileName);
        var manifest = new PortableManifest(
            root.Text("schema", text => text == PortableManifest.Format ? null : $"is '{text}', and this version reads {PortableManifest.Format}."),
            root.Text("name"),
            (PortableKind)Word(root, "kind", Kinds),
            root.Text("version", text => SemanticVersion.TryParse(text) is null ? "is no semantic version." : null),
            TargetWords.Platform(root.Text("platform")) ?? throw root.Wrong("platform", "is no known platform: linux, win, mac."),
            TargetWords.Arch(root.Text("arch")) ?? throw root.Wrong("arch", "is no known processor."),
            root.Text("commit", text => CommitForm().IsMatch(text) ? null : "is no full commit id: 40 or 64 lower-case hexadecimal digits."),
            [.. root.Mappings("files").Select(ReadFile)],
            [.. root.Mappings("boundaries").Select(ReadBoundary)]);
        root.End();
        return manifest;
    }

    /// <summary>Says what is wrong with a commit's id, or null.</summary>
    public static string? CommitProblem(string text) => CommitForm().IsMatch(text) ? null : "must be a full commit id: 40 or 64 lower-case hexadecimal digits";

    private static PortableFile ReadFile(JsonMapping at)
    {
        var file = new PortableFile(
            at.Text("path", text => EntryNames.Problem(text)),
            (PortableRole)Word(at, "role", Roles),
            at.Size("size"),
            at.Text("sha256", text => Sha256Form().IsMatch(text) ? null : "is no SHA-256: 64 lower-case hexadecimal digits."),
            at.Text("mode", text => text is "0755" or "0644" ? null : "must be 0755 or 0644."));
        at.End();
        return file;
    }

    private static PortableBoundary ReadBoundary(JsonMapping at)
    {
        var boundary = new PortableBoundary(at.Text("forbidden"));
        at.End();
        return boundary;
    }

    private static int Word(JsonMapping at, string name, string[] words) =>
        Array.IndexOf(words, at.Text(name, text => words.Contains(text) ? null : $"is no word that is known here: {string.Join(", ", words)}."));

    [GeneratedRegex(@"^(?:[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommitForm();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256Form();
}
