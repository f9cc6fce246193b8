using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Crashes.Symbols.Mirroring;

/// <summary>A version of Electron and the archives with its symbols, as its releases name them.</summary>
public sealed record ElectronRelease
{
    private ElectronRelease(string version) => Version = version;

    /// <summary>Its version, without a v.</summary>
    public string Version { get; }

    /// <summary>Name of the list of checksums of a release.</summary>
    internal static string Sums => "SHASUMS256.txt";

    /// <summary>Reads a version.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public static ElectronRelease Of(string version) => SemanticVersion.TryParse(version.StartsWith('v') ? version[1..] : version) is { } known
        ? new ElectronRelease(known.ToString())
        : throw new ReleaseException(Fault.Input, $"'{version}' is no version of Electron. Give one such as 38.2.1: the one that the app is built with.");

    /// <summary>Names of the archives for a target; a universal app has the frames of two.</summary>
    public IReadOnlyList<string> Archives(ReleasePlatform platform, ReleaseArch arch)
    {
        string system = platform switch { ReleasePlatform.Win => "win32", ReleasePlatform.Mac => "darwin", _ => "linux" };
        ReleaseArch[] arches = arch == ReleaseArch.Universal ? [ReleaseArch.X64, ReleaseArch.Arm64] : [arch];
        return [.. arches.Select(one => $"electron-v{Version}-{system}-{one.Word()}-symbols.zip")];
    }

    /// <summary>The checksum of an archive in the list of a release: lines of a SHA-256, a space, a star or a space, and the name.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the list doesn't name it, or has two sums of it.</exception>
    internal string Sum(string list, string archive)
    {
        string[] sums =
        [
            .. from line in list.Split('\n')
               let words = line.TrimEnd('\r').Split(' ', 2)
               where words.Length == 2 && words[1].TrimStart('*', ' ') == archive && words[0].Length == 64 && words[0].All(char.IsAsciiHexDigit)
               select words[0].ToLowerInvariant(),
        ];
        return sums.Distinct(StringComparer.Ordinal).ToArray() is [var sum] ? sum : throw new ReleaseException(Fault.Input,
            $"{Sums} of Electron {Version} has {(sums.Length == 0 ? "no sum" : "two sums")} of {archive}. Was this version built for that processor?");
    }
}
