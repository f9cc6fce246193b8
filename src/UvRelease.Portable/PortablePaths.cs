using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable;

/// <summary>Placeholders in the paths of the configuration's section <c>portable</c>.</summary>
public static class PortablePaths
{
    /// <summary>Fills <c>{platform}</c>, <c>{arch}</c>, <c>{kind}</c>, <c>{version}</c> and <c>{exe}</c> (<c>.exe</c> on Windows, else nothing).</summary>
    public static string Fill(string path, ReleasePlatform platform, ReleaseArch arch, PortableKind kind, string version) => path
        .Replace("{platform}", platform.Word(), StringComparison.Ordinal).Replace("{arch}", arch.Word(), StringComparison.Ordinal)
        .Replace("{kind}", kind == PortableKind.Desktop ? "desktop" : "headless", StringComparison.Ordinal)
        .Replace("{exe}", platform == ReleasePlatform.Win ? ".exe" : "", StringComparison.Ordinal)
        .Replace("{version}", version, StringComparison.Ordinal);
}
