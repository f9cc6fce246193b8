using UvRelease.Apple.Installers;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Apple.Installers;

/// <summary>A small app and the package of it.</summary>
internal sealed class PackageStage : IDisposable
{
    private const string Information = """
        <?xml version="1.0" encoding="UTF-8"?>
        <plist version="1.0"><dict>
        <key>CFBundleIdentifier</key><string>com.example.sample</string>
        <key>CFBundleShortVersionString</key><string>1.2</string>
        <key>CFBundleVersion</key><string>1.2.0.7</string>
        <key>CFBundleName</key><string>Sample &amp; Co</string>
        <key>CFBundleExecutable</key><string>Sample</string>
        <key>LSMinimumSystemVersion</key><string>12.0</string>
        </dict></plist>
        """;

    public PackageStage(int files = 600)
    {
        // The peer gives the place of installation the mode of the folder that the app is in.
        FileStatus.SetMode(Folder.Path, FileModes.Executable);
        MakeApp(files);
    }

    public static FlatPackageOptions Options { get; } = new() { Time = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero) };

    public TemporaryFolder Folder { get; } = new();

    public string App => Folder.At("Sample.app");

    public string Package => Folder.At("sample.pkg");

    /// <summary>Makes the app anew.</summary>
    public void MakeApp(int files = 600)
    {
        if (Directory.Exists(App))
            Directory.Delete(App, recursive: true);
        Folder.Write("Sample.app/Contents/Info.plist", Information);
        Folder.Write("Sample.app/Contents/Resources/\u00fcber/h\u00e9llo.txt", "Gr\u00fc\u00dfe");
        Folder.Write("Sample.app/Contents/Resources/empty", "");
        Folder.Write("Sample.app/Contents/Resources/text", string.Concat(Enumerable.Range(0, 300_000).Select(number => $"{number} ")));
        Directory.CreateDirectory(Folder.At("Sample.app", "Contents", "Frameworks"));
        File.CreateSymbolicLink(Folder.At("Sample.app", "Contents", "Frameworks", "Current"), "../Resources/\u00fcber");
        File.WriteAllBytes(Folder.At("Sample.app", "Contents", "MacOS.tmp"), Program());
        Directory.CreateDirectory(Folder.At("Sample.app", "Contents", "MacOS"));
        File.Move(Folder.At("Sample.app", "Contents", "MacOS.tmp"), Folder.At("Sample.app", "Contents", "MacOS", "Sample"));
        FileStatus.SetMode(Folder.At("Sample.app", "Contents", "MacOS", "Sample"), FileModes.Executable);
        // More than one node of the bill's trees.
        for (int i = 0; i < files; i++)
            Folder.Write($"Sample.app/Contents/Resources/many/{i}", $"{i}");
    }

    public async Task<string> WriteAsync(FlatPackageOptions? options = null)
    {
        File.Delete(Package);
        await FlatPackage.WriteAsync(Package, App, options ?? Options, TestContext.Current.CancellationToken);
        return Package;
    }

    public void Dispose() => Folder.Dispose();

    // A fat file of two programs that have a header and nothing else.
    private static byte[] Program()
    {
        byte[] bytes = new byte[0x8000 + 0x4000];
        byte[] head = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2, 1, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0x40,
            0, 0, 0, 0x40, 0, 0, 0, 0, 14, 1, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 14];
        head.CopyTo(bytes, 0);
        foreach ((int at, byte cpu, byte subtype) in ((int, byte, byte)[])[(0x4000, 7, 3), (0x8000, 12, 0)])
            ((byte[])[0xcf, 0xfa, 0xed, 0xfe, cpu, 0, 0, 1, subtype, 0, 0, 0, 2]).CopyTo(bytes, at);
        return bytes;
    }
}
