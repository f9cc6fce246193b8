using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Identity;

/// <summary>Releases as canonical JSON.</summary>
public static class ReleaseJson
{
    /// <summary>Writes a release.</summary>
    public static byte[] Write(Release release) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", release.Schema);
        json.WriteString("app", release.App);
        json.WriteString("version", release.Version);
        json.WriteString("commit", release.Commit);
        json.WriteString("notes", release.Notes);
        json.WriteString("artifactsUrl", release.ArtifactsUrl);
        json.WriteStartObject("minimumSystemVersion");
        json.WriteString("linux", release.MinimumSystemVersion.Linux);
        json.WriteString("win", release.MinimumSystemVersion.Win);
        json.WriteString("mac", release.MinimumSystemVersion.Mac);
        json.WriteEndObject();
        json.WriteList("legs", release.Legs, leg =>
        {
            json.WriteString("platform", leg.Platform.Word());
            json.WriteString("arch", leg.Arch.Word());
            json.WriteString("electron", leg.Electron);
            json.WriteString("electronBuilder", leg.ElectronBuilder);
        });
        json.WriteList("files", release.Files, file =>
        {
            json.WriteString("kind", file.Kind.Word());
            json.WriteString("platform", file.Platform.Word());
            json.WriteString("arch", file.Arch.Word());
            json.WriteString("name", file.Name);
            ArtifactJson.WriteBytes(json, file.Size, file.Sha256, file.Sha512, file.Blockmap);
            ArtifactJson.WriteAdminRights(json, file.AdminRights);
        });
    });

    /// <summary>Reads a release, strictly: what is unknown, missing, doubled or malformed is refused.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static Release Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        string schema = root.Text("schema", text => text == Release.Format ? null : $"is '{text}', and this version reads {Release.Format}.");
        var release = new Release(
            schema,
            root.Text("app", DocumentForms.Name),
            root.Text("version", DocumentForms.Version),
            root.Text("commit", DocumentForms.Commit),
            root.TextOrNull("notes"),
            root.TextOrNull("artifactsUrl", ArtifactNames.UrlProblem),
            ReadSystems(root.Mapping("minimumSystemVersion")),
            [.. root.Mappings("legs").Select(ReadLeg)],
            [.. root.Mappings("files").Select(ReadFile)]);
        root.End();
        return release;
    }

    private static MinimumSystems ReadSystems(JsonMapping at)
    {
        var systems = new MinimumSystems(at.TextOrNull("linux", DocumentForms.Version), at.TextOrNull("win", DocumentForms.Version),
            at.TextOrNull("mac", DocumentForms.Version));
        at.End();
        return systems;
    }

    private static ReleaseLeg ReadLeg(JsonMapping at)
    {
        var leg = new ReleaseLeg(ReleaseWords.Platform(at, "platform"), ReleaseWords.Arch(at, "arch"),
            at.TextOrNull("electron"), at.TextOrNull("electronBuilder"));
        at.End();
        return leg;
    }

    private static ReleaseFile ReadFile(JsonMapping at)
    {
        ArtifactKind kind = ReleaseWords.Kind(at, "kind");
        (ReleasePlatform platform, ReleaseArch arch) = (ReleaseWords.Platform(at, "platform"), ReleaseWords.Arch(at, "arch"));
        string name = at.Text("name", ArtifactNames.Problem);
        (long size, string sha256, string sha512) = ArtifactJson.ReadHash(at);
        var file = new ReleaseFile(kind, platform, arch, name, size, sha256, sha512, ArtifactJson.ReadBlockmap(at, ArtifactNames.Problem))
        {
            AdminRights = at.FlagOrFalse("adminRights"),
        };
        at.End();
        return file;
    }
}
