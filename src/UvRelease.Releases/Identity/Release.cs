using System.Text.Json.Serialization;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Releases.Identity;

/// <summary>
/// One version of one app from one commit, sealed: the SHA-256 of its canonical JSON is its identity (the release digest). Published as
/// schema/release.schema.json; never changes once it is in a store.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">A plain semantic version: the same bits go through all channels, so no channel is in it.</param>
/// <param name="Commit">Full id of the commit that was built.</param>
/// <param name="Notes">Text that electron-updater shows; null for none.</param>
/// <param name="ArtifactsUrl">Where the files are hosted if not at their place in the store: an address that may hold {version}, {platform} and
/// {arch}; null for the store.</param>
/// <param name="MinimumSystemVersion">Oldest systems that are offered the release.</param>
/// <param name="Legs">Legs of the build, in the order of their names.</param>
/// <param name="Files">Files that users get, in the order of leg and name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Release(
    string Schema,
    string App,
    string Version,
    string Commit,
    string? Notes,
    string? ArtifactsUrl,
    MinimumSystems MinimumSystemVersion,
    IReadOnlyList<ReleaseLeg> Legs,
    IReadOnlyList<ReleaseFile> Files)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/release/1";

    /// <summary>Address of a file that is hosted outside the store; null for one in the store.</summary>
    public string? HostedUrl(ReleaseFile file) => ArtifactsUrl is null ? null : ArtifactsUrl
        .Replace("{version}", Version, StringComparison.Ordinal)
        .Replace("{platform}", file.Platform.Word(), StringComparison.Ordinal)
        .Replace("{arch}", file.Arch.Word(), StringComparison.Ordinal)
        .TrimEnd('/') + "/" + Uri.EscapeDataString(file.Name);
}

/// <summary>
/// Oldest systems that are offered a release, as electron-updater compares them: with os.release(), which is the version of the kernel (macOS 14 is 23.0.0).
/// </summary>
/// <param name="Linux">Kernel of Linux; null for any.</param>
/// <param name="Win">Build of Windows, such as 10.0.17763; null for any.</param>
/// <param name="Mac">Darwin's version; null for any.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MinimumSystems(string? Linux, string? Win, string? Mac)
{
    /// <summary>The version for a platform.</summary>
    public string? Of(ReleasePlatform platform) => platform switch
    {
        ReleasePlatform.Linux => Linux,
        ReleasePlatform.Win => Win,
        _ => Mac,
    };
}

/// <summary>A leg of the build that a release came from.</summary>
/// <param name="Platform">Its system.</param>
/// <param name="Arch">Its processor.</param>
/// <param name="Electron">Version of Electron; null where no app is in it.</param>
/// <param name="ElectronBuilder">Version of electron-builder; null where it was not used.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReleaseLeg(ReleasePlatform Platform, ReleaseArch Arch, string? Electron, string? ElectronBuilder);

/// <summary>
/// A file of a release that users get: an artifact without the path that it had in the release folder. Two records, because each is the shape of a
/// published format, and their schemas are made from them.
/// </summary>
/// <param name="Kind">What it is to the release.</param>
/// <param name="Platform">System it is for.</param>
/// <param name="Arch">Processor it is for.</param>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Sha256">SHA-256: 64 lower-case hexadecimal digits.</param>
/// <param name="Sha512">SHA-512 in base64, as update feeds have it.</param>
/// <param name="Blockmap">Its block map, by name; null where it has none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReleaseFile(
    ArtifactKind Kind,
    ReleasePlatform Platform,
    ReleaseArch Arch,
    string Name,
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

    /// <summary>What the name ends in, without the dot.</summary>
    [JsonIgnore]
    public string Extension => Path.GetExtension(Name).TrimStart('.');

    /// <summary>Its media type.</summary>
    [JsonIgnore]
    public string ContentType => Path.GetExtension(Name).ToLowerInvariant() switch
    {
        ".zip" => "application/zip",
        ".gz" or ".blockmap" => "application/gzip",
        ".exe" => "application/vnd.microsoft.portable-executable",
        ".deb" => "application/vnd.debian.binary-package",
        _ => "application/octet-stream",
    };
}
