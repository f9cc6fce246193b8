using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Tests.Electron.Building;

/// <summary>
/// A tools' folder made of what Debian has: its makensis, and a compiled stand-in for the AppImage runtime that mounts nothing and unpacks with unsquashfs.
/// The NSIS plugins are stand-ins that only name the functions that electron-builder's script calls, so installers compile and don't run; elevate.exe is empty.
/// </summary>
internal static class ToolsFolder
{
    private static readonly (string Plugin, string[] Functions)[] Plugins =
    [
        ("INetC", ["get"]),
        ("nsis7z", ["Extract"]),
        ("nsisunz", ["Unzip"]),
        ("nsProcess", ["_CloseProcess", "_FindProcess", "_KillProcess", "_Unload", "CloseProcess", "FindProcess", "KillProcess", "Unload"]),
        ("SpiderBanner", ["Destroy", "Show"]),
        ("StdUtils", ["ExecShellAsUser", "ExecShellWaitEx", "GetAllParameters", "GetParameter",
            "GetParentPath", "NormalizePath", "SHFileCopy", "SHFileMove", "TestParameter", "WaitForProcEx"]),
        ("UAC", ["_"]),
        ("WinShell", ["SetLnkAUMI", "UninstAppUserModelId", "UninstShortcut"]),
    ];

    public static string Make(string folder)
    {
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "electron-packaging"), SourceTree.At("artifacts", "app"));
        Directory.CreateDirectory(Path.Combine(folder, "nsis"));
        File.CreateSymbolicLink(Path.Combine(folder, "nsis", "makensis"), "/usr/bin/makensis");
        File.WriteAllText(Path.Combine(folder, "nsis", "elevate.exe"), "");
        string plugins = Directory.CreateDirectory(Path.Combine(folder, "nsis-resources", "plugins", "x86-unicode")).FullName;
        foreach ((string plugin, string[] functions) in Plugins)
            File.WriteAllBytes(Path.Combine(plugins, plugin + ".dll"), Library(plugin + ".dll", functions));
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

    // A PE32 library of one section, whose export directory names functions ("Microsoft PE Format": The .edata Section).
    private static byte[] Library(string name, string[] functions)
    {
        const int Address = 0x1000, Raw = 0x200, Header = 0x40;
        byte[] file = new byte[0x1000];
        Span<byte> all = file, section = all[Raw..];
        Put16(all, 0, 0x5a4d);
        Put32(all, 0x3c, Header);
        Put32(all, Header, 0x4550);
        Put16(all, Header + 4, 0x14c);
        Put16(all, Header + 6, 1);
        Put16(all, Header + 20, 0xe0);
        Put16(all, Header + 22, 0x2102);
        Span<byte> optional = all[(Header + 24)..];
        Put16(optional, 0, 0x10b);
        Put32(optional, 28, 0x10000000);
        Put32(optional, 32, 0x1000);
        Put32(optional, 36, 0x200);
        Put32(optional, 56, 0x2000);
        Put32(optional, 60, Raw);
        Put16(optional, 68, 2);
        Put32(optional, 92, 16);
        Put32(optional, 96, Address);
        Put32(optional, 100, 0xe00);
        Span<byte> entry = optional[0xe0..];
        ".edata"u8.CopyTo(entry);
        Put32(entry, 8, 0xe00);
        Put32(entry, 12, Address);
        Put32(entry, 16, 0xe00);
        Put32(entry, 20, Raw);
        Put32(entry, 36, 0x40000040);
        int names = 40 + 4 * functions.Length, ordinals = names + 4 * functions.Length, text = ordinals + 2 * functions.Length;
        Put32(section, 12, Address + (uint)text);
        text = Write(section, text, name);
        Put32(section, 16, 1);
        Put32(section, 20, (uint)functions.Length);
        Put32(section, 24, (uint)functions.Length);
        Put32(section, 28, Address + 40);
        Put32(section, 32, Address + (uint)names);
        Put32(section, 36, Address + (uint)ordinals);
        for (int i = 0; i < functions.Length; i++)
        {
            Put32(section, 40 + 4 * i, Address + 0xd00);
            Put32(section, names + 4 * i, Address + (uint)text);
            Put16(section, ordinals + 2 * i, (ushort)i);
            text = Write(section, text, functions[i]);
        }

        return file;

        static void Put16(Span<byte> at, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(at[offset..], value);
        static void Put32(Span<byte> at, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(at[offset..], value);
        static int Write(Span<byte> at, int offset, string text) => offset + Encoding.ASCII.GetBytes(text, at[offset..]) + 1;
    }
}
