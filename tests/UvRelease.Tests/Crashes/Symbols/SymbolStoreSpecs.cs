using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public sealed class SymbolStoreSpecs(BuiltPrograms programs) : IClassFixture<BuiltPrograms>, IDisposable
{
    private const string All = "breakpad symstore symstore-two-tier ssqp debuginfod gdb lldb unified";

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IStore Store => UvRelease.Stores.Store.Open(
        StoreAddress.Parse(folder.Path, folder.Path), new StoreCredentials.None(),
        new StoreSettings { Time = TimeProvider.System, Jitter = () => 0, Progress = new Progress<string>() });

    [Fact]
    public async Task Files_are_written_once_and_adding_them_again_changes_nothing()
    {
        programs.Need();
        SymbolFile[] files = Found("stripped", "crasher.debug", "app.exe", "app.pdb", "m-universal", "m-arm64.dSYM/Contents/Resources/DWARF/m-arm64");
        IReadOnlyList<StoredSymbol> first = await AddAsync(files, All), again = await AddAsync(files, All);
        Assert.All(first, one => Assert.Equal(SymbolPlace.Written, one.Place));
        Assert.All(again, one => Assert.Equal(SymbolPlace.Same, one.Place));
        Assert.Equal(first.Select(one => one.Key), again.Select(one => one.Key));
        Assert.All(first, one => Assert.Equal(File.ReadAllBytes(one.File), File.ReadAllBytes(folder.At(one.Key))));
        // Both processors of a universal file are found.
        Assert.Equal(2, first.Count(one => one.Key.StartsWith("m-universal/mach-uuid-", StringComparison.Ordinal)));
        Assert.True(File.Exists(folder.At("index2.txt")));
    }

    [Fact]
    public async Task Another_debug_file_of_the_same_id_is_refused_and_another_program_stays()
    {
        programs.Need();
        await AddAsync(Found("stripped", "crasher.debug"), "debuginfod");
        foreach (string name in (string[])["stripped", "crasher.debug"])
        {
            byte[] bytes = [.. await File.ReadAllBytesAsync(programs.At(name), Stop), 0];
            await File.WriteAllBytesAsync(folder.At(name), bytes, Stop);
        }

        IReadOnlyList<StoredSymbol> stored = await AddAsync([new(folder.At("stripped"), Read(folder.At("stripped")))], "debuginfod");
        Assert.Equal(SymbolPlace.Other, Assert.Single(stored).Place);
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(
            () => AddAsync([new(folder.At("crasher.debug"), Read(folder.At("crasher.debug")))], "debuginfod"));
        Assert.Equal(Fault.Refused, refused.Fault);
        Assert.Contains("1 debug file of the same id with other bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(programs.At("crasher.debug"), Stop),
            await File.ReadAllBytesAsync(folder.At($"buildid/{Read(folder.At("stripped")).CodeId}/debuginfo"), Stop));
    }

    [Fact]
    public async Task A_source_map_lies_under_its_id_and_another_of_that_id_is_refused()
    {
        var id = Guid.Parse("9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c11");
        string map = folder.Write("in/main.js.map", "{}"), other = folder.Write("in/other.js.map", "{ }");
        using IStore store = Store;
        var symbols = new SymbolStore(store, [SymbolLayout.Breakpad], 2);
        Assert.Equal(SymbolPlace.Written, Assert.Single(await symbols.AddSourceMapsAsync([(id, map), (id, map)], Stop)).Place);
        Assert.Equal("{}", await File.ReadAllTextAsync(folder.At("sourcemaps/9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c11.map"), Stop));
        await Assert.ThrowsAsync<ReleaseException>(() => symbols.AddSourceMapsAsync([(id, other)], Stop));
    }

    [Fact]
    public async Task Debuginfod_find_takes_program_and_debug_file_from_the_store()
    {
        programs.Need();
        CrashTools.Need("debuginfod-find");
        await AddAsync(Found("stripped", "crasher", "crasher.debug"), "debuginfod");
        using LoopbackListener server = StaticFiles.Serve(folder.Path);
        string id = Read(programs.At("stripped")).CodeId!;
        foreach ((string kind, string file) in ((string, string)[])[("debuginfo", "crasher.debug"), ("executable", "stripped")])
        {
            string found = await FetchAsync("debuginfod-find", kind, id);
            Assert.Equal(await File.ReadAllBytesAsync(programs.At(file), Stop), await File.ReadAllBytesAsync(found.Trim(), Stop));
        }

        string none = await FetchAsync("sh", "-c", $"debuginfod-find debuginfo {new string('0', 40)} 2>&1 || true");
        Assert.Contains("Server query failed", none, StringComparison.Ordinal);

        // env(1) sets what a program is given here.
        Task<string> FetchAsync(params string[] command) => OutsideProgram.RunAsync(folder.Path, "env",
            [$"DEBUGINFOD_URLS={server.Url}", $"DEBUGINFOD_CACHE_PATH={folder.At("cache")}", .. command]);
    }

    [Fact]
    public async Task Gdb_and_LLVM_find_lines_of_a_stripped_program()
    {
        programs.Need();
        CrashTools.Need("gdb", "nm");
        await AddAsync(Found("unlinked", "crasher.debug"), "gdb");
        string names = await OutsideProgram.RunAsync(programs.Folder, "nm", "crasher");
        string address = names.Split('\n').Single(line => line.EndsWith(" T main", StringComparison.Ordinal))[..16];
        string llvm = await OutsideProgram.RunAsync(
            programs.Folder, "llvm-symbolizer-19", $"--debug-file-directory={folder.Path}", "--obj=unlinked", "0x" + address);
        Assert.Contains("crasher.cc:3:", llvm, StringComparison.Ordinal);
        string gdb = await OutsideProgram.RunAsync(
            programs.Folder, "gdb", "-nx", "-batch", "-ex", $"set debug-file-directory {folder.Path}", "-ex", "file unlinked", "-ex", "info line main");
        Assert.Contains("Line 3 of \"crasher.cc\"", gdb, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task<IReadOnlyList<StoredSymbol>> AddAsync(IReadOnlyList<SymbolFile> files, string layouts)
    {
        using IStore store = Store;
        return await new SymbolStore(store, SymbolLayouts.Parse(layouts), 2).AddAsync(files, Stop);
    }

    private SymbolFile[] Found(params string[] names) =>
        [.. names.SelectMany(name => DebugObjectReader.Read(programs.At(name), name).Select(one => new SymbolFile(programs.At(name), one)))];

    private static DebugObject Read(string path) => Assert.Single(DebugObjectReader.Read(path, Path.GetFileName(path)));
}
