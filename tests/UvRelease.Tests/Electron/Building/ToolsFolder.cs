using System.Security.Cryptography;

namespace UvRelease.Tests.Electron.Building;

/// <summary>
/// A tools' folder made of what Debian has: its makensis, and a compiled stand-in for the AppImage runtime that mounts nothing and unpacks with unsquashfs.
/// The NSIS plugins are stand-ins (nsis-plugins.mjs), so installers compile and don't run; elevate.exe is empty.
/// </summary>
internal static class ToolsFolder
{
    public static string Make(string folder)
    {
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "electron-packaging"), SourceTree.At("artifacts", "app"));
        Directory.CreateDirectory(Path.Combine(folder, "nsis"));
        File.CreateSymbolicLink(Path.Combine(folder, "nsis", "makensis"), "/usr/bin/makensis");
        File.WriteAllText(Path.Combine(folder, "nsis", "elevate.exe"), "");
        SampleProject.Run("node", SourceTree.At("tests", "container", "nsis-plugins.mjs"), Path.Combine(folder, "nsis-resources", "plugins", "x86-unicode"));
        string runtimes = Directory.CreateDirectory(Path.Combine(folder, "appimage", "runtimes")).FullName;
        SampleProject.Run("gcc", "-O1", "-static", "-s", "-o", Path.Combine(runtimes, "runtime-x64"),
            SourceTree.At("tests", "UvRelease.Tests", "Electron", "AppImage", "runtime.c"));
        // Of arm64 a program that nothing here starts.
        File.Copy(SourceTree.At("tests", "electron-dist", "node_modules", "@parcel", "watcher-linux-arm64-glibc", "watcher.node"),
            Path.Combine(runtimes, "runtime-arm64"));
        File.WriteAllText(Path.Combine(folder, "appimage", "SHA256SUMS"),
            string.Concat(((string[])["runtime-arm64", "runtime-x64"]).Select(name => Mark(runtimes, name))));
        return folder;
    }

    // An AppImage's mark ("AppImage specification", type 2); the line of its sum.
    private static string Mark(string runtimes, string name)
    {
        string file = Path.Combine(runtimes, name);
        byte[] bytes = File.ReadAllBytes(file);
        "AI\u0002"u8.CopyTo(bytes.AsSpan(8));
        File.WriteAllBytes(file, bytes);
        return $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  runtimes/{name}\n";
    }
}
