using System.Text.Json.Serialization;

namespace UvRelease.Releases.Artifacts;

/// <summary>One file of a release.</summary>
/// <param name="Kind">What it is to the release.</param>
/// <param name="Path">Where it is, relative to the release folder, with forward slashes (see <see cref="ArtifactPath"/>).</param>
/// <param name="Platform">System it is for.</param>
/// <param name="Arch">Processor it is for.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes: 64 lower-case hexadecimal digits.</param>
/// <param name="Sha512">SHA-512 of its bytes in base64, as update feeds have it.</param>
/// <param name="Blockmap">Its block map; null where it has none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Artifact(
    ArtifactKind Kind,
    string Path,
    ReleasePlatform Platform,
    ReleaseArch Arch,
    long Size,
    string Sha256,
    string Sha512,
    ArtifactBlockmap? Blockmap)
{
    /// <summary>True for an installer of Windows that needs the rights of an administrator: electron-updater then starts it by elevate.exe.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AdminRights { get; init; }

    /// <summary>Leg that it is of.</summary>
    [JsonIgnore]
    public Leg Leg => new(Platform, Arch);

    internal (ReleasePlatform Platform, ReleaseArch Arch, ArtifactKind Kind, string Path) Identity => (Platform, Arch, Kind, Path);
}

/// <summary>The block map of an artifact.</summary>
/// <param name="Form">In a file of its own, or at the artifact's end.</param>
/// <param name="Path">The file, relative to the release folder; null when embedded.</param>
/// <param name="Size">Its compressed length in bytes: of the file, or of the embedded map without the four bytes of its length, as feeds have it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ArtifactBlockmap(BlockmapForm Form, string? Path, long Size)
{
    /// <summary>A map at the artifact's end.</summary>
    public static ArtifactBlockmap Embedded(long size) => new(BlockmapForm.Embedded, null, size);

    /// <summary>A map in a file of its own.</summary>
    public static ArtifactBlockmap External(string path, long size) => new(BlockmapForm.External, path, size);
}
