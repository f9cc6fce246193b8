using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Json;

namespace UvRelease.Portable;

/// <summary>Manifests of portable archives as JSON: one text for one manifest, read strictly.</summary>
public static class PortableJson
{
    private const int LongestPattern = 255;
    private static readonly string[] Kinds = ["desktop", "headless"];
    private static readonly string[] Roles = ["binary", "web", "docs", "recipe", "extra", "text", "installer"];

    /// <summary>Writes a manifest.</summary>
    public static byte[] Write(PortableManifest manifest) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", manifest.Schema);
        json.WriteString("name", manifest.Name);
        json.WriteString("kind", Kinds[(int)manifest.Kind]);
        json.WriteString("version", manifest.Version);
        json.WriteString("platform", manifest.Platform.Word());
        json.WriteString("arch", manifest.Arch.Word());
        json.WriteString("commit", manifest.Commit);
        json.WriteList("files", manifest.Files, file =>
        {
            json.WriteString("path", file.Path);
            json.WriteString("role", Roles[(int)file.Role]);
            json.WriteNumber("size", file.Size);
            json.WriteString("sha256", file.Sha256);
            json.WriteString("mode", file.Mode);
        });
        json.WriteList("boundaries", manifest.Boundaries, boundary => json.WriteString("forbidden", boundary.Forbidden));
    });

    /// <summary>Reads a manifest, strictly.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming the property.</exception>
    public static PortableManifest Read(ReadOnlyMemory<byte> bytes)
    {
        var root = JsonMapping.Parse(bytes, PortableManifest.FileName);
        var manifest = new PortableManifest(
            root.Text("schema", text => text == PortableManifest.Format ? null : $"is '{text}', and this version reads {PortableManifest.Format}."),
            root.Text("name"),
            (PortableKind)Word(root, "kind", Kinds),
            root.Text("version", DocumentForms.SemanticVersion),
            ReleaseWords.Platform(root.Text("platform")) ?? throw root.Wrong("platform", "is no known platform: linux, win, mac."),
            ReleaseWords.Arch(root.Text("arch")) ?? throw root.Wrong("arch", "is no known processor."),
            root.Text("commit", DocumentForms.Commit),
            [.. root.Mappings("files").Select(ReadFile)],
            [.. root.Mappings("boundaries").Select(ReadBoundary)]);
        root.End();
        return manifest.Boundaries.Count <= ForbiddenContent.MostPatterns ? manifest
            : throw root.Wrong("boundaries", $"has {manifest.Boundaries.Count} patterns and may have {ForbiddenContent.MostPatterns}.");
    }

    private static PortableFile ReadFile(JsonMapping at)
    {
        var file = new PortableFile(
            at.Text("path", text => EntryNames.Problem(text)),
            (PortableRole)Word(at, "role", Roles),
            at.Size("size"),
            at.Text("sha256", DocumentForms.Digest),
            at.Text("mode", text => text is "0755" or "0644" ? null : "must be 0755 or 0644."));
        at.End();
        return file;
    }

    private static PortableBoundary ReadBoundary(JsonMapping at)
    {
        var boundary = new PortableBoundary(at.Text("forbidden", text => text.Length <= LongestPattern ? null : $"has more than {LongestPattern} characters."));
        at.End();
        return boundary;
    }

    private static int Word(JsonMapping at, string name, string[] words) =>
        Array.IndexOf(words, at.Text(name, text => words.Contains(text) ? null : $"is no word that is known here: {string.Join(", ", words)}."));
}
