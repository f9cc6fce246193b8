using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

/// <summary>Programs for three systems with their debug files, made by real compilers and linkers.</summary>
public sealed class BuiltPrograms : IAsyncLifetime
{
    private const string Linux = """
        #include <cstdio>
        namespace demo { struct Widget { int render(int d) { return d == 0 ? *(volatile int*)8 : render(d - 1) + 1; } }; }
        int main(int c, char**) { demo::Widget w; std::printf("%d\n", w.render(c)); }
        """;

    private const string Windows = """
        extern "C" __declspec(dllimport) void ExitProcess(unsigned);
        static __attribute__((noinline)) int f(int x) { volatile int y = x; return y * 3; }
        extern "C" void entry() { ExitProcess(f(4)); }
        extern "C" __declspec(dllexport) int exported(int a) { return f(a) + 1; }
        """;

    private const string Mac = """
        extern "C" int leaf(int x) { volatile int* p = (int*)8; return *p + x; }
        extern "C" int main() { return leaf(3); }
        """;

    private readonly TemporaryFolder folder = new();

    /// <summary>Where they are.</summary>
    public string Folder => folder.Path;

    /// <summary>Path of one.</summary>
    public string At(string name) => folder.At(name);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string[] needed = ["g++", "objcopy", "clang-19", "lld-link-19", "ld64.lld-19", "dsymutil-19", "llvm-lipo-19", "llvm-dlltool-19", "llvm-objcopy-19"];
        string[] missing = [.. needed.Where(program => !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(part => File.Exists(Path.Combine(part, program))))];
        IsMissing = string.Join(", ", missing);
        if (missing.Length > 0)
            return;
        folder.Write("crasher.cc", Linux);
        folder.Write("app.cpp", Windows);
        folder.Write("m.cc", Mac);
        folder.Write("kernel32.def", "LIBRARY kernel32.dll\nEXPORTS\nExitProcess\n");
        await RunAsync("g++ -g -O1 crasher.cc -o crasher -Wl,--build-id=sha1");
        await RunAsync("g++ -g -O1 -gz crasher.cc -o compressed -Wl,--build-id=sha1");
        await RunAsync("g++ -g -O1 crasher.cc -o noid -Wl,--build-id=none");
        await RunAsync("g++ -O1 -shared -fPIC crasher.cc -o short.so -Wl,--build-id=0x0102030405060708");
        await RunAsync("objcopy --only-keep-debug crasher crasher.debug");
        await RunAsync("objcopy --strip-all --add-gnu-debuglink=crasher.debug crasher stripped");
        await RunAsync("objcopy --strip-all crasher unlinked");
        await RunAsync("llvm-objcopy-19 --strip-sections crasher headless");
        await RunAsync("clang-19 --target=x86_64-pc-windows-msvc -g -gcodeview -O1 -c app.cpp -o app.obj");
        await RunAsync("llvm-dlltool-19 -m i386:x86-64 -d kernel32.def -l kernel32.lib");
        await RunAsync("lld-link-19 /nodefaultlib /entry:entry /subsystem:console /debug app.obj kernel32.lib /out:app.exe");
        await RunAsync("clang-19 --target=aarch64-pc-windows-msvc -g -gcodeview -O1 -c app.cpp -o app-arm64.obj");
        await RunAsync("lld-link-19 /nodefaultlib /noentry /dll /debug /force:unresolved app-arm64.obj /out:addon.node");
        foreach (string arch in (string[])["arm64", "x86_64"])
        {
            await RunAsync($"clang-19 --target={arch}-apple-macos12 -g -O1 -c m.cc -o m-{arch}.o");
            await RunAsync($"ld64.lld-19 -arch {arch} -platform_version macos 12.0 12.0 -undefined dynamic_lookup m-{arch}.o -o m-{arch}");
            await RunAsync($"dsymutil-19 m-{arch}");
        }

        await RunAsync("llvm-lipo-19 -create m-x86_64 m-arm64 -output m-universal");
    }

    /// <summary>Skips a test where the compilers are missing.</summary>
    public void Need() => Assert.SkipWhen(IsMissing.Length > 0, $"There is no {IsMissing} in PATH.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string IsMissing { get; set; } = "";

    private async Task RunAsync(string command)
    {
        string[] words = command.Split(' ');
        (int code, string output) = await OutsideProgram.TryAsync(Folder, words[0], words[1..]);
        Assert.True(code == 0, $"{command} ended with {code}: {output}");
    }
}
