using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple;

/// <summary>A small app in the form of Electron's, whose programs LLVM's linker makes; for all tests of a class.</summary>
public sealed class SampleApp : IAsyncLifetime
{
    private const string Framework = "Contents/Frameworks/Demo Framework.framework";
    private readonly TemporaryFolder folder = new();

    /// <summary>Folder of the unsigned app; tests work on copies.</summary>
    internal string Path => folder.At("Demo.app");

    /// <summary>A program for one processor, or a library.</summary>
    internal string At(string name) => folder.At(name);

    /// <summary>Skips a test where LLVM's tools are missing.</summary>
    internal static void NeedsTools()
    {
        foreach (string program in (string[])["clang-19", "ld64.lld-19", "llvm-lipo-19"])
            OutsideProgram.Needs(program);
    }

    /// <summary>A copy of the app, links and modes kept.</summary>
    internal static async Task<string> CopyAsync(string app, string target)
    {
        await OutsideProgram.RunAsync(System.IO.Path.GetDirectoryName(target)!, "cp", "-a", app, target);
        return target;
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/ld64.lld-19") || !File.Exists("/usr/bin/clang-19") || !File.Exists("/usr/bin/llvm-lipo-19"))
            return;
        await ProgramsAsync();
        await Bundle("Contents", "com.example.demo", "Demo", "MacOS/Demo", "demo.universal");
        Write("Contents/PkgInfo", "APPL????");
        Write("Contents/Resources/app.asar", "packed");
        Write("Contents/Resources/icon.icns", "icns");
        Write("Contents/Resources/en.lproj/locale.pak", "english");
        Write("Contents/Resources/Base.lproj/main.nib", "nib");
        Write("Contents/Resources/.DS_Store", "Finder");
        string version = $"{Framework}/Versions/A";
        await Bundle(version, "com.example.demo.framework", "Demo Framework", "Demo Framework", "library.dylib", "Resources/Info.plist");
        Copy("library.dylib", $"{version}/Libraries/libextra.dylib");
        Copy("demo.arm64", $"{version}/Helpers/crash_handler");
        Write($"{version}/Resources/data.pak", "data");
        Link($"{Framework}/Versions/Current", "A");
        Link($"{Framework}/Resources", "Versions/Current/Resources");
        Link($"{Framework}/Demo Framework", "Versions/Current/Demo Framework");
        foreach (string kind in (string[])["", " (Renderer)", " (GPU)", " (Plugin)"])
            await Bundle($"Contents/Frameworks/Demo Helper{kind}.app/Contents", "com.example.demo.helper", $"Demo Helper{kind}", $"MacOS/Demo Helper{kind}", "demo.x64");
        await Bundle("Contents/XPCServices/Update.xpc/Contents", "com.example.demo.update", "Update", "MacOS/Update", "demo.arm64");
        await Bundle("Contents/Library/LoginItems/Start.app/Contents", "com.example.demo.start", "Start", "MacOS/Start", "demo.arm64");
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // No SDK of Apple's is needed: a text names what the system's library has.
    private async Task ProgramsAsync()
    {
        folder.Write("libSystem.tbd", """
            --- !tapi-tbd
            tbd-version: 4
            targets: [ arm64-macos, x86_64-macos ]
            install-name: '/usr/lib/libSystem.B.dylib'
            exports:
              - targets: [ arm64-macos, x86_64-macos ]
                symbols: [ dyld_stub_binder, _exit ]
            ...

            """);
        folder.Write("arm64.s", ".globl _main\n.p2align 2\n_main:\n mov w0, #0\n ret\n.data\n.space 40000, 7\n");
        folder.Write("x86_64.s", ".globl _main\n_main:\n xorl %eax,%eax\n ret\n.data\n.space 40000, 7\n");
        foreach ((string arch, string program) in ((string, string)[])[("arm64", "demo.arm64"), ("x86_64", "demo.x64")])
        {
            await RunAsync("clang-19", $"--target={arch}-apple-macos12", "-c", $"{arch}.s", "-o", $"{arch}.o");
            await RunAsync("ld64.lld-19", "-arch", arch, "-platform_version", "macos", "12.0", "13.1", "-L.", "-lSystem", $"{arch}.o", "-o", program);
        }

        await RunAsync("ld64.lld-19", "-dylib", "-arch", "arm64", "-platform_version", "macos", "12.0", "13.1", "-L.", "-lSystem", "arm64.o", "-o", "library.dylib");
        await RunAsync("llvm-lipo-19", "-create", "demo.x64", "demo.arm64", "-output", "demo.universal");
    }

    private Task RunAsync(string program, params string[] arguments) => OutsideProgram.RunAsync(folder.Path, program, arguments);

    private Task Bundle(string contents, string identifier, string name, string executable, string program, string infoPlist = "Info.plist")
    {
        Write($"{contents}/{infoPlist}", $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <plist version="1.0">
            <dict>
              <key>CFBundleExecutable</key><string>{name}</string>
              <key>CFBundleIdentifier</key><string>{identifier}</string>
              <key>CFBundleVersion</key><string>10.2</string>
            </dict>
            </plist>
            """);
        Copy(program, $"{contents}/{executable}");
        return Task.CompletedTask;
    }

    private void Write(string path, string text) => folder.Write($"Demo.app/{path}", text);

    private void Copy(string program, string path)
    {
        string target = folder.At("Demo.app", path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.Copy(folder.At(program), target);
        FileStatus.SetMode(target, FileModes.Executable);
    }

    private void Link(string path, string target)
    {
        string link = folder.At("Demo.app", path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
    }
}
