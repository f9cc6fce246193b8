using UvRelease.Electron.AppImage;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// The AppImage runtimes of the tools' folder, in the layout of electron-builder's appimage-tools, and their sums in the form of sha256sum(1).
/// </summary>
internal static class AppImageRuntimes
{
    /// <summary>The runtime of a processor with the sum that it must have.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is no sum for it.</exception>
    public static AppImageRuntime Find(string toolsFolder, ReleaseArch arch)
    {
        string name = $"runtimes/runtime-{(arch == ReleaseArch.Armv7l ? "arm32" : arch.Word())}", folder = Path.Combine(toolsFolder, "appimage");
        string? line = File.ReadLines(Path.Combine(folder, "SHA256SUMS")).FirstOrDefault(line => line.EndsWith($"  {name}", StringComparison.Ordinal));
        return line is [..] && line.Length == 64 + 2 + name.Length
            ? new AppImageRuntime(Path.Combine(folder, name), line[..64])
            : throw new ReleaseException(Fault.Environment,
                $"{Path.Combine(folder, "SHA256SUMS")} has no sum for {name}, so there is no runtime for {arch.Word()} to trust. Use the image of the "
                + "actions, or add file and sum.");
    }
}
