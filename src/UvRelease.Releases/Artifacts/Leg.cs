using System.Text.Json.Serialization;

namespace UvRelease.Releases.Artifacts;

/// <summary>One leg of a build: a system and a processor, written as <c>linux-x64</c>.</summary>
/// <param name="Platform">Its system.</param>
/// <param name="Arch">Its processor.</param>
public readonly record struct Leg(ReleasePlatform Platform, ReleaseArch Arch)
{
    /// <summary>The leg of a text; null when it is none.</summary>
    public static Leg? TryParse(string text) =>
        text.Split('-') is [var platform, var arch] && ReleaseWords.Platform(platform) is { } known && ReleaseWords.Arch(arch) is { } processor
            ? new Leg(known, processor) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Platform.Word()}-{Arch.Word()}";
}

/// <summary>System that an artifact is for, named as electron-builder names it.</summary>
public enum ReleasePlatform
{
    /// <summary>Linux.</summary>
    [JsonStringEnumMemberName("linux")]
    Linux,

    /// <summary>Windows.</summary>
    [JsonStringEnumMemberName("win")]
    Win,

    /// <summary>macOS.</summary>
    [JsonStringEnumMemberName("mac")]
    Mac,
}

/// <summary>Processor that an artifact is for, named as electron-builder names it.</summary>
public enum ReleaseArch
{
    /// <summary>x86-64.</summary>
    [JsonStringEnumMemberName("x64")]
    X64,

    /// <summary>AArch64.</summary>
    [JsonStringEnumMemberName("arm64")]
    Arm64,

    /// <summary>x86-64 and AArch64 in one macOS app.</summary>
    [JsonStringEnumMemberName("universal")]
    Universal,

    /// <summary>32-bit x86.</summary>
    [JsonStringEnumMemberName("ia32")]
    Ia32,

    /// <summary>32-bit ARM with hardware floating point.</summary>
    [JsonStringEnumMemberName("armv7l")]
    Armv7l,
}

/// <summary>What an artifact is to a release.</summary>
public enum ArtifactKind
{
    /// <summary>Installs the app, and updates it where the platform's updater takes the same file (NSIS setup, AppImage, deb, dmg, pkg).</summary>
    [JsonStringEnumMemberName("installer")]
    Installer,

    /// <summary>Only updates the app (the zip of macOS).</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>An archive that runs where it is unpacked.</summary>
    [JsonStringEnumMemberName("portable")]
    Portable,

    /// <summary>A block map in a file of its own.</summary>
    [JsonStringEnumMemberName("blockmap")]
    Blockmap,

    /// <summary>Debug files; never published to users.</summary>
    [JsonStringEnumMemberName("symbols")]
    Symbols,

    /// <summary>Source maps of JavaScript; never published to users.</summary>
    [JsonStringEnumMemberName("source-map")]
    SourceMap,

    /// <summary>An unpacked app as one archive, for steps that go on with it (signing); never published.</summary>
    [JsonStringEnumMemberName("app")]
    App,

    /// <summary>A software bill of materials of another artifact.</summary>
    [JsonStringEnumMemberName("sbom")]
    Sbom,
}

/// <summary>Where a block map is.</summary>
public enum BlockmapForm
{
    /// <summary>In a file beside the artifact.</summary>
    [JsonStringEnumMemberName("external")]
    External,

    /// <summary>At the artifact's end.</summary>
    [JsonStringEnumMemberName("embedded")]
    Embedded,
}
