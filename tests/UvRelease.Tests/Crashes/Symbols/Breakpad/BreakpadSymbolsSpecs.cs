using System.Text;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols.Breakpad;

/// <summary>What a symbol file says of addresses. Against Breakpad itself: Walking/MutationSpecs.</summary>
public sealed class BreakpadSymbolsSpecs : IDisposable
{
    private const string Head = "MODULE Linux x86_64 FAC4265A8D68396D5985A052E14787A50 app\n";

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(0x0fff, "", "", 0)]
    [InlineData(0x1000, "first(int)", "a.cc", 10)]
    [InlineData(0x1003, "first(int)", "a.cc", 10)]
    [InlineData(0x1004, "first(int)", "b c.cc", 11)]
    [InlineData(0x1010, "first(int)", "", 0)] // between two lines
    [InlineData(0x1020, "", "", 0)] // behind the function
    [InlineData(0x2000, "public one", "", 0)]
    [InlineData(0x2fff, "public one", "", 0)]
    [InlineData(0x3000, "second", "", 0)] // FUNC wins over PUBLIC
    [InlineData(0x3010, "", "", 0)] // a public symbol ends where a function begins
    [InlineData(0x4000, "many", "", 0)]
    public void Functions_lines_and_public_symbols_are_found_by_address(uint address, string function, string file, int line)
    {
        using BreakpadSymbols symbols = Open("""
            FILE 0 a.cc
            FILE 7 b c.cc
            FUNC 1000 20 0 first(int)
            1000 4 10 0
            1004 c 11 7
            1014 c 12 0
            FUNC 3000 10 0 second
            PUBLIC 2000 0 public one
            PUBLIC 3000 0 hidden
            PUBLIC m 4000 0 many
            PUBLIC 0 0 nowhere
            """);
        SymbolHit hit = symbols.Find(address);
        Assert.Equal((function, file, line), (Text(symbols, hit.Name), Text(symbols, hit.File), hit.Line));
    }

    [Theory]
    [InlineData(0x1000, "")]
    [InlineData(0x1008, "inner<-outer")]
    [InlineData(0x100c, "outer")]
    [InlineData(0x1018, "again")]
    [InlineData(0x101c, "")]
    public void Inlined_calls_are_found_from_the_innermost_outwards(uint address, string calls)
    {
        using BreakpadSymbols symbols = Open("""
            FILE 0 a.cc
            INLINE_ORIGIN 0 outer
            INLINE_ORIGIN 1 inner
            INLINE_ORIGIN 2 0 again
            FUNC 1000 20 0 f
            INLINE 0 5 0 0 1004 c
            INLINE 1 6 0 1 1008 4
            INLINE 0 7 2 1018 4
            INLINE 3 7 0 1 1000 4
            INLINE 0 7 0 1 100c 8
            """);
        var found = new List<string>();
        for (int call = symbols.FindInline(address); call >= 0; call = symbols.Inline(call).Parent)
            found.Add(Text(symbols, symbols.Inline(call).Name));
        Assert.Equal(calls, string.Join("<-", found));
    }

    [Fact]
    public void Of_functions_that_overlap_the_first_one_stays_and_its_lines_with_it()
    {
        using BreakpadSymbols symbols = Open("FUNC 1000 10 0 a\n1000 4 1 0\nFUNC 1008 10 0 b\n1008 4 2 0\nFUNC 1018 8 0 c\n1018 4 3 0\n");
        Assert.Equal(["a", "a", "", "c"], new uint[] { 0x1000, 0x1008, 0x1010, 0x1018 }.Select(address => Text(symbols, symbols.Find(address).Name)));
        Assert.Equal([1, 0, 0, 3], new uint[] { 0x1000, 0x1008, 0x1010, 0x1018 }.Select(address => symbols.Find(address).Line));
    }

    [Fact]
    public void What_cannot_be_read_is_counted_and_a_hundred_faults_end_the_reading()
    {
        using (BreakpadSymbols few = Open("FUNC zz 10 0 a\nFUNC 1000 10 0 b\n1000 4\nNONSENSE\n"))
            Assert.Equal((3, "b"), (few.Malformed, Text(few, few.Find(0x1000).Name)));
        string faults = string.Concat(Enumerable.Repeat("NONSENSE\n", 101));
        using BreakpadSymbols many = Open(faults + "FUNC 1000 10 0 b\n");
        Assert.Equal("", Text(many, many.Find(0x1000).Name));
    }

    [Theory]
    [InlineData("", "at offset 0, the first record is missing: the file is empty")]
    [InlineData("FUNC 1000 10 0 a\n", "at offset 0, the first record is no MODULE record with system, processor, id and name")]
    [InlineData("MODULE Linux x86_64\n", "at offset 0, the first record is no MODULE record with system, processor, id and name")]
    public void What_is_no_symbol_file_is_refused(string text, string problem)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => SymbolCache.Open(folder.Write("a.sym", text), "a.sym", folder.At("cache")));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("cache")) && Directory.EnumerateFileSystemEntries(folder.At("cache")).Any());
    }

    [Fact]
    public void A_file_is_made_ready_once_and_anew_where_it_is_of_another_version_or_cut()
    {
        string file = folder.Write("a.sym", Head + "FUNC 1000 10 0 a\n"), cache = folder.At("cache");
        SymbolCache.Open(file, "a.sym", cache).Dispose();
        string ready = Assert.Single(Directory.GetFiles(cache));
        byte[] whole = File.ReadAllBytes(ready);
        DateTime made = File.GetLastWriteTimeUtc(ready);
        SymbolCache.Open(file, "a.sym", cache).Dispose();
        Assert.Equal(made, File.GetLastWriteTimeUtc(ready));
        foreach (byte[] bad in new[] { whole[..^1], [.. whole[..4], 99, .. whole[5..]], [] })
        {
            File.WriteAllBytes(ready, bad);
            using BreakpadSymbols symbols = SymbolCache.Open(file, "a.sym", cache);
            Assert.Equal("a", Text(symbols, symbols.Find(0x1000).Name));
            Assert.Equal(whole, File.ReadAllBytes(ready));
        }
    }

    [Fact]
    public void A_file_in_the_place_of_another_build_is_refused()
    {
        string id = "0123456789ABCDEF0123456789ABCDEF0";
        folder.Write($"symbols/app/{id}/app.sym", Head);
        using var symbols = new SymbolCache([folder.At("symbols")], folder.At("cache"));
        Assert.True(UvRelease.Crashes.Symbols.DebugId.TryParse(id, out UvRelease.Crashes.Symbols.DebugId debugId));
        ReleaseException error = Assert.Throws<ReleaseException>(() => symbols.Find(new("app", debugId, "app", null)));
        Assert.Contains("its MODULE record has the id FAC4265A8D68396D5985A052E14787A50", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../app")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\\b")]
    public void A_name_that_leads_out_of_the_folder_finds_nothing(string name)
    {
        using var symbols = new SymbolCache([folder.Path], folder.At("cache"), _ => throw new InvalidOperationException("It was asked for."));
        Assert.Null(symbols.Find(new(name, UvRelease.Crashes.Symbols.DebugId.OfBuildId([1, 2, 3]), "app", null)));
    }

    public void Dispose() => folder.Dispose();

    private static string Text(BreakpadSymbols symbols, int number) => Encoding.UTF8.GetString(symbols.Text(number));

    private BreakpadSymbols Open(string records) => SymbolCache.Open(folder.Write("a.sym", Head + records), "a.sym", folder.At("cache"));
}
