using UvRelease.Releases.Json;

namespace UvRelease.Releases.Artifacts;

/// <summary>
/// Release fragments as canonical JSON: properties in the order of schema/fragment.schema.json, artifacts in the ordinal order of their paths. The same
/// fragment has one text.
/// </summary>
public static class ReleaseFragmentJson
{
    /// <summary>Writes a fragment.</summary>
    public static byte[] Write(ReleaseFragment fragment) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", fragment.Schema);
        json.WriteString("version", fragment.Version);
        json.WriteString("commit", fragment.Commit);
        json.WriteString("platform", fragment.Platform.Word());
        json.WriteString("arch", fragment.Arch.Word());
        json.WriteList("artifacts", fragment.Artifacts.OrderBy(artifact => artifact.Path, StringComparer.Ordinal), artifact =>
        {
            json.WriteString("kind", artifact.Kind.Word());
            json.WriteString("path", artifact.Path);
            json.WriteString("platform", artifact.Platform.Word());
            json.WriteString("arch", artifact.Arch.Word());
            ArtifactJson.WriteBytes(json, artifact.Size, artifact.Sha256, artifact.Sha512, artifact.Blockmap);
            ArtifactJson.WriteAdminRights(json, artifact.AdminRights);
        });
        json.WriteStartObject("toolVersions");
        json.WriteString("electron", fragment.ToolVersions.Electron);
        json.WriteString("electronBuilder", fragment.ToolVersions.ElectronBuilder);
        json.WriteEndObject();
        if (fragment.Updates is not { } updates)
            return;
        json.WriteStartObject("updates");
        json.WriteString("provider", updates.Provider);
        json.WriteString("url", updates.Url);
        json.WriteString("channel", updates.Channel);
        json.WriteEndObject();
    });

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
            root.Text("version", DocumentForms.SemanticVersion),
            root.Text("commit", DocumentForms.Commit),
            ReleaseWords.Platform(root, "platform"),
            ReleaseWords.Arch(root, "arch"),
            [.. root.Mappings("artifacts").Select(ReadArtifact)],
            ReadTools(root.Mapping("toolVersions")))
        {
            Updates = root.MappingIfThere("updates") is { } updates ? ReadUpdates(updates) : null,
        };
        root.End();
        if (fragment.Artifacts.GroupBy(artifact => artifact.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw root.Wrong("artifacts", $"has '{twice.Key}' twice; names that differ in case are one file on Windows and macOS.");
        return fragment with { Artifacts = [.. fragment.Artifacts.OrderBy(artifact => artifact.Path, StringComparer.Ordinal)] };
    }

    private static Artifact ReadArtifact(JsonMapping at)
    {
        ArtifactKind kind = ReleaseWords.Kind(at, "kind");
        string path = at.Text("path", ArtifactPath.Problem);
        (ReleasePlatform platform, ReleaseArch arch) = (ReleaseWords.Platform(at, "platform"), ReleaseWords.Arch(at, "arch"));
        (long size, string sha256, string sha512) = ArtifactJson.ReadHash(at);
        var artifact = new Artifact(kind, path, platform, arch, size, sha256, sha512, ArtifactJson.ReadBlockmap(at, ArtifactPath.Problem))
        {
            AdminRights = at.FlagOrFalse("adminRights"),
        };
        at.End();
        return artifact;
    }

    private static AppUpdates ReadUpdates(JsonMapping at)
    {
        var updates = new AppUpdates(at.Text("provider", OneLine), at.TextOrNull("url", OneLine), at.TextOrNull("channel", OneLine));
        at.End();
        return updates;

        static string? OneLine(string text) => text.Length is > 0 and <= 2000 && !text.Any(char.IsControl) ? null : "must be one line of 1 to 2000 characters.";
    }

    private static ReleaseFragmentTools ReadTools(JsonMapping at)
    {
        var tools = new ReleaseFragmentTools(at.TextOrNull("electron", DocumentForms.SemanticVersion),
            at.TextOrNull("electronBuilder", DocumentForms.SemanticVersion));
        at.End();
        return tools;
    }
}
