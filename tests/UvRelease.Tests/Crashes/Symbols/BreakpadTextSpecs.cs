using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Making;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public sealed class BreakpadTextSpecs(BuiltPrograms programs) : IClassFixture<BuiltPrograms>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static CrashProgram Program => new(CrashTools.DumpSymbols, new Dictionary<string, string>(StringComparer.Ordinal));

    [Theory, InlineData("crasher"), InlineData("crasher.debug", "unlinked"), InlineData("unlinked", "crasher.debug"), InlineData("crasher", "stripped")]
    public async Task A_text_has_what_dump_syms_writes_of_the_whole_program(params string[] files)
    {
        programs.Need();
        SymbolFile made = Assert.Single(await MakeAsync([], files));
        string whole = await OutsideProgram.RunAsync(programs.Folder, CrashTools.DumpSymbols, "-d", "-n", made.Facts.Name, programs.At("crasher"));
        string[] ours = await File.ReadAllLinesAsync(made.File, Stop);
        Assert.Equal(whole.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
        Assert.Equal(folder.At(made.Facts.Name, made.Facts.Id.ToString(), made.Facts.Name + ".sym"), made.File);
        Assert.Equal(DebugFeatures.Symbols | DebugFeatures.Debug | DebugFeatures.Unwind, made.Facts.Features);
        string judged = await OutsideProgram.RunAsync(programs.Folder, CrashTools.Sentry, "debug-files", "check", made.File);
        Assert.Contains("Usable: yes", judged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stripped_program_alone_tells_how_to_find_callers()
    {
        programs.Need();
        SymbolFile made = Assert.Single(await MakeAsync([], "unlinked"));
        Assert.Equal("unlinked", made.Facts.Name);
        Assert.True(made.Facts.Features.HasFlag(DebugFeatures.Unwind));
        Assert.False(made.Facts.Features.HasFlag(DebugFeatures.Debug));
    }

    [Fact]
    public async Task The_folder_of_the_machine_that_built_is_cut_off()
    {
        programs.Need();
        string text = await File.ReadAllTextAsync(Assert.Single(await MakeAsync([programs.Folder + "/"], "crasher")).File, Stop);
        Assert.Contains("FILE 0 crasher.cc\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(programs.Folder, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_a_text_or_is_of_another_system_gets_none()
    {
        programs.Need();
        SymbolFile made = Assert.Single(await MakeAsync([], "crasher"));
        File.Copy(made.File, programs.At("made.sym"));
        Assert.Empty(await MakeAsync([], "crasher", "made.sym", "app.exe", "app.pdb", "m-arm64"));
    }

    [Fact]
    public async Task A_file_that_dump_syms_can_not_read_and_a_missing_dump_syms_give_sentences()
    {
        programs.Need();
        DebugObject facts = Assert.Single(DebugObjectReader.Read(programs.At("crasher"), "broken"));
        await File.WriteAllTextAsync(programs.At("broken"), "no ELF file", Stop);
        ReleaseException wrong = await Assert.ThrowsAsync<ReleaseException>(
            () => new BreakpadTexts(Program, folder.Path, []).MakeAsync([new SymbolFile(programs.At("broken"), facts)], Stop));
        Assert.Contains("dump_syms can't read broken (code 1)", wrong.Message, StringComparison.Ordinal);
        var nowhere = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = folder.Path };
        ReleaseException missing = Assert.Throws<ReleaseException>(() => CrashProgram.DumpSymbols(folder.Path, nowhere));
        Assert.Equal(Fault.Environment, missing.Fault);
        Assert.Contains("leave 'breakpad' out of 'layouts'", missing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<IReadOnlyList<SymbolFile>> MakeAsync(string[] trimmed, params string[] files) => new BreakpadTexts(Program, folder.Path, trimmed).MakeAsync(
        [.. files.SelectMany(name => DebugObjectReader.Read(programs.At(name), name).Select(one => new SymbolFile(programs.At(name), one)))], Stop);
}
