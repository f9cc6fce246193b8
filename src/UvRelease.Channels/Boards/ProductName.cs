using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Boards;

/// <summary>What people call a file: "Windows installer, 64-bit".</summary>
internal static class ProductName
{
    /// <summary>The name.</summary>
    public static string Of(ReleaseFile file) => $"{Form(file)}, {Processor(file)}";

    private static string Form(ReleaseFile file) => (file.Platform, file.Extension.ToUpperInvariant()) switch
    {
        (ReleasePlatform.Win, "EXE") => file.Kind == ArtifactKind.Portable ? "Windows program, portable" : "Windows installer",
        (ReleasePlatform.Win, "MSI") => "Windows installer (MSI)",
        (ReleasePlatform.Mac, "DMG") => "macOS disk image",
        (ReleasePlatform.Mac, "PKG") => "macOS installer",
        (ReleasePlatform.Mac, "ZIP") => "macOS app",
        (ReleasePlatform.Linux, "APPIMAGE") => "Linux AppImage",
        (ReleasePlatform.Linux, "DEB") => "Debian and Ubuntu package",
        (ReleasePlatform.Linux, "RPM") => "Fedora and openSUSE package",
        (ReleasePlatform.Linux, "PACMAN") => "Arch Linux package",
        (ReleasePlatform.Win, _) => $"Windows archive ({file.Extension})",
        (ReleasePlatform.Mac, _) => $"macOS archive ({file.Extension})",
        _ => $"Linux archive ({file.Extension})",
    };

    private static string Processor(ReleaseFile file) => (file.Platform, file.Arch) switch
    {
        (_, ReleaseArch.Universal) => "Intel and Apple silicon",
        (ReleasePlatform.Mac, ReleaseArch.X64) => "Intel",
        (ReleasePlatform.Mac, _) => "Apple silicon",
        (_, ReleaseArch.X64) => "64-bit",
        (_, ReleaseArch.Ia32) => "32-bit",
        (_, ReleaseArch.Arm64) => "ARM 64-bit",
        _ => "ARM 32-bit",
    };
}
