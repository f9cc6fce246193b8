using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Variants;

/// <summary>Words for systems and processors in the names of packages and folders, as process.platform and process.arch, Rust and gcc have them.</summary>
internal static class PlatformWords
{
    private static readonly char[] Between = ['-', '_', '/', '.', '+', '@', ' '];

    private static readonly Dictionary<ReleasePlatform, HashSet<string>> Platforms = new()
    {
        [ReleasePlatform.Linux] = ["linux", "gnu", "glibc", "linuxmusl", "musl", "alpine", "manylinux"],
        [ReleasePlatform.Win] = ["win32", "win64", "win", "windows", "msvc", "mingw"],
        [ReleasePlatform.Mac] = ["darwin", "mac", "macos", "osx", "apple"],
    };

    private static readonly Dictionary<ReleaseArch, HashSet<string>> Arches = new()
    {
        [ReleaseArch.X64] = ["x64", "amd64", "universal", "universal2"],
        [ReleaseArch.Arm64] = ["arm64", "aarch64", "armv8", "universal", "universal2"],
        [ReleaseArch.Ia32] = ["ia32", "x86", "i386", "i686", "386"],
        [ReleaseArch.Armv7l] = ["arm", "armv7", "armv7l", "armhf", "arm32", "gnueabihf"],
    };

    private static readonly HashSet<string> Strangers = ["android", "freebsd", "openbsd", "netbsd", "sunos", "aix", "ppc64", "ppc64le", "s390x", "riscv64",
        "loong64", "mips64el", "armv6", "musleabihf", "arm64ec"];

    private static readonly HashSet<string> Musl = ["musl", "linuxmusl", "alpine", "musleabihf"];

    /// <summary>True for a path that says what system or processor it is for.</summary>
    public static bool Names(string path) => Words(path).Any(IsOne);

    /// <summary>A path without these words: the same for the variants of a thing.</summary>
    public static string Without(string path) => string.Join('/', Words(path).Where(word => !IsOne(word)));

    /// <summary>True where a path says that it is for a C library that Electron isn't built with.</summary>
    public static bool IsMusl(string path) => Words(path).Any(Musl.Contains);

    /// <summary>True for the name of a variant that is for a target, by system and processor.</summary>
    public static bool Serves(string name, ReleasePlatform platform, ReleaseArch arch)
    {
        string[] words = Words(name);
        return words.Any(Platforms[platform].Contains) && words.Any(Arches[arch].Contains) && !words.Any(Musl.Contains) && !words.Any(Strangers.Contains);
    }

    /// <summary>True for a file of a package that is the variant for one processor, which an app for two has beside the other one.</summary>
    public static bool IsVariant(string path)
    {
        const string modules = "node_modules/";
        int at = path.LastIndexOf(modules, StringComparison.Ordinal);
        string[] parts = at < 0 ? [] : path[(at + modules.Length)..].Split('/');
        return parts.Length > 0 && Words(string.Join('/', parts.Take(parts[0].StartsWith('@') ? 2 : 1)))
            .Any(word => Arches.Values.Any(words => words.Contains(word)));
    }

    private static bool IsOne(string word) => Strangers.Contains(word) || Platforms.Values.Any(words => words.Contains(word))
        || Arches.Values.Any(words => words.Contains(word));

    private static string[] Words(string path) => path.ToLowerInvariant().Replace("x86_64", "x64", StringComparison.Ordinal)
        .Split(Between, StringSplitOptions.RemoveEmptyEntries);
}
