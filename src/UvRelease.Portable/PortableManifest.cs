using System.Text.Json.Serialization;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable;

/// <summary>What a portable archive says of itself; published as schema/portable.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Name">Name of the archive without its extension.</param>
/// <param name="Kind">Who runs it.</param>
/// <param name="Version">Version of the app.</param>
/// <param name="Platform">System it runs on.</param>
/// <param name="Arch">Processor it runs on.</param>
/// <param name="Commit">Full id of the commit it was built from.</param>
/// <param name="Files">Every file of it but the manifest itself and checksums.txt, in the ordinal order of their paths.</param>
/// <param name="Boundaries">Patterns of what was kept out.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PortableManifest(
    string Schema,
    string Name,
    PortableKind Kind,
    string Version,
    ReleasePlatform Platform,
    ReleaseArch Arch,
    string Commit,
    IReadOnlyList<PortableFile> Files,
    IReadOnlyList<PortableBoundary> Boundaries)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/portable/1";

    /// <summary>Name of the manifest in the archive.</summary>
    public const string FileName = "release-manifest.json";

    /// <summary>Name of the checksums in the archive.</summary>
    public const string ChecksumsName = "checksums.txt";

    /// <summary>Texts that every archive has.</summary>
    public static readonly IReadOnlyList<string> Texts = ["MIGRATION_NOTES.txt", "README.txt", "RELEASE_NOTES.txt", "ROLLBACK.txt"];

    /// <summary>Name of an archive without its extension.</summary>
    public static string NameOf(string app, PortableKind kind, string version, ReleasePlatform platform, ReleaseArch arch) =>
        $"{app}-{(kind == PortableKind.Desktop ? "desktop" : "headless")}-{version}-{platform.Word()}-{arch.Word()}";
}

/// <summary>A file of a portable archive.</summary>
/// <param name="Path">Where it is in the archive.</param>
/// <param name="Role">What it is there for.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Mode">Unix permission bits in octal: <c>0755</c> or <c>0644</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PortableFile(string Path, PortableRole Role, long Size, string Sha256, string Mode);

/// <summary>A boundary of a portable archive.</summary>
/// <param name="Forbidden">Pattern of a file's name, or a folder's name with a slash behind it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PortableBoundary(string Forbidden);
