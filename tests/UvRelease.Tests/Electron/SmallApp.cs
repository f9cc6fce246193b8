using UvRelease.Tests.Formats.MachO;
using System.Globalization;
using UvRelease.Electron.Asar;
using UvRelease.Formats.Asar;
using UvRelease.Posix;

namespace UvRelease.Tests.Electron;

/// <summary>A small app of macOS with everything that makes joining two of them hard.</summary>
internal sealed class SmallApp
{
    private const int Executable = 0x1ed;
    private readonly uint cpu;
    private readonly string arch;
    private readonly bool hasArchive;

    private SmallApp(string path, string arch, bool hasArchive) =>
        (Path, this.arch, this.hasArchive, cpu) = (path, arch, hasArchive, arch == "x64" ? RawMachO.X64 : RawMachO.Arm64);

    /// <summary>The .app.</summary>
    public string Path { get; }

    /// <summary>Writes the app for a processor.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="arch"><c>x64</c> or <c>arm64</c>.</param>
    /// <param name="hasArchive">True for app.asar, false for a folder.</param>
    /// <param name="sameCode">True when the code is the same for both.</param>
    public static SmallApp Write(TemporaryFolder folder, string arch, bool hasArchive = true, bool sameCode = false)
    {
        var app = new SmallApp(folder.At(arch, "Sample.app"), arch, hasArchive);
        app.WriteBundle();
        app.WriteCode(sameCode);
        return app;
    }

    /// <summary>Path of something in it.</summary>
    public string At(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>Writes a text into it.</summary>
    public string Text(string path, string text, int mode = 0x1a4)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
        FileStatus.SetMode(At(path), mode);
        return At(path);
    }

    /// <summary>Writes a program into it.</summary>
    public string Program(string path, uint seed, int length = 9000)
    {
        Text(path, "", Executable);
        File.WriteAllBytes(At(path), RawMachO.Thin(cpu, length + (int)(cpu % 16), seed));
        return At(path);
    }

    /// <summary>An Info.plist as electron-builder writes it.</summary>
    public string InfoPlist(string path, string name, string more = "") => Text(path, $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
          <dict>
            <key>CFBundleName</key>
            <string>{name}</string>{more}
            <key>LSMinimumSystemVersion</key>
            <string>12.0</string>
          </dict>
        </plist>
        """);

    /// <summary>Makes an app.asar of one file.</summary>
    public void Pack(string file, string name, bool isUnpacked) =>
        AsarWriter.Write(At("Contents/Resources/app.asar"),
            [new AsarItem(new AsarEntry(name, AsarEntryKind.File) { IsUnpacked = isUnpacked }, AsarContent.Of(file))], default);

    private void WriteBundle()
    {
        const string framework = "Contents/Frameworks/Sample Framework.framework";
        string integrity = $"<key>ElectronAsarIntegrity</key><dict><key>Resources/app.asar</key><dict><key>hash</key><string>{arch}</string></dict></dict>";
        InfoPlist("Contents/Info.plist", "Sample", "\n    " + integrity);
        Text("Contents/PkgInfo", "APPL????");
        Program("Contents/MacOS/Sample", 1);
        Program($"{framework}/Versions/A/Sample Framework", 2);
        Program($"{framework}/Versions/A/Libraries/libffmpeg.dylib", 3, 20_000);
        InfoPlist($"{framework}/Versions/A/Resources/Info.plist", "Framework");
        File.CreateSymbolicLink(At($"{framework}/Versions/Current"), "A");
        File.CreateSymbolicLink(At($"{framework}/Sample Framework"), "Versions/Current/Sample Framework");
        File.CreateSymbolicLink(At($"{framework}/Resources"), "Versions/Current/Resources");
        InfoPlist("Contents/Frameworks/Sample Helper (GPU).app/Contents/Info.plist", "Sample Helper (GPU)");
        Program("Contents/Frameworks/Sample Helper (GPU).app/Contents/MacOS/Sample Helper (GPU)", 4);
        Text("Contents/Resources/icon.icns", "the same for both");
        Text("Contents/Resources/MainMenu.nib/keyedobjects.nib", arch);
        Text($"Contents/Resources/v8_context_snapshot.{arch}.bin", arch);
        Text("Contents/Resources/snapshot_blob.bin", arch);
        Text("Contents/Resources/fat.dylib", "", Executable);
        File.WriteAllBytes(At("Contents/Resources/fat.dylib"),
            [.. RawMachO.FatHeader(0xcafebabe, 2, RawMachO.X64, 3, 48, 400, 2, RawMachO.Arm64, 0, 448, 400, 2),
            .. RawMachO.Thin(RawMachO.X64, 400), .. RawMachO.Thin(RawMachO.Arm64, 400)]);
        Directory.CreateDirectory(At("Contents/Resources/en.lproj"));
    }

    private void WriteCode(bool same)
    {
        string root = hasArchive ? "../code" : "Contents/Resources/app", variant = same ? "both" : arch;
        Text($"{root}/package.json",
            """{ "name": "sample", "main": "lib/main.js", "version": "1.2.3", "text": "\u00fc \"quoted\"", "list": [1, 2.5, true, null, {}] }""");
        Text($"{root}/lib/main.js", "module.exports = 'started';\n");
        Text($"{root}/lib/run.sh", "#!/bin/sh\n", Executable);
        if (!hasArchive)
        {
            Program($"{root}/native.node", 5);
            if (!same)
                Text($"{root}/model.bin", variant);
            return;
        }

        string unpacked = Program("Contents/Resources/app.asar.unpacked/lib/unpacked.node", 6);
        string packed = same ? Text($"{root}/lib/packed.js", "same") : Program($"{root}/lib/packed.node", 7);
        var items = new List<AsarItem> { Item("package.json"), Item("lib/main.js"),
            new(new AsarEntry("lib/link.js", AsarEntryKind.Link) { Target = "lib/main.js" }),
            Item("lib/run.sh") with { Entry = new AsarEntry("lib/run.sh", AsarEntryKind.File) { IsExecutable = true } } };
        items.Add(new AsarItem(new AsarEntry(System.IO.Path.GetRelativePath(At(root), packed), AsarEntryKind.File), AsarContent.Of(packed)));
        if (!same)
        {
            items.Add(new AsarItem(new AsarEntry("lib/unpacked.node", AsarEntryKind.File) { IsUnpacked = true }, AsarContent.Of(unpacked)));
            string only = Text(string.Create(CultureInfo.InvariantCulture, $"{root}/only-{arch}.js"), arch);
            items.Add(new AsarItem(new AsarEntry($"only-{arch}.js", AsarEntryKind.File), AsarContent.Of(only)));
        }
        else
        {
            Directory.Delete(At("Contents/Resources/app.asar.unpacked"), recursive: true);
        }

        AsarWriter.Write(At("Contents/Resources/app.asar"), items, default);
        AsarItem Item(string path) => new(new AsarEntry(path, AsarEntryKind.File), AsarContent.Of(At($"{root}/{path}")));
    }
}
