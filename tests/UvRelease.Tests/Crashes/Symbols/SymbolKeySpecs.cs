using UvRelease.Crashes.Symbols;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public class SymbolKeySpecs
{
    private const DebugFeatures Debug = DebugFeatures.Debug;

    private static readonly Guid Id = Guid.Parse("3249d99d-0c40-4931-8610-f4e4fb0b6936");

    private static readonly Dictionary<string, DebugObject> Files = new(StringComparer.Ordinal)
    {
        ["elf"] = Of(DebugFormat.Elf, "App", "180a373d6afbabf0eb1f09be1bc45bd796a71085", isCode: true),
        ["elf unstripped"] = Of(DebugFormat.Elf, "App", "180a373d6afbabf0eb1f09be1bc45bd796a71085", isCode: true, Debug),
        ["elf debug"] = Of(DebugFormat.Elf, "App", "180a373d6afbabf0eb1f09be1bc45bd7", features: Debug),
        ["elf without id"] = Of(DebugFormat.Elf, "App", null, isCode: true, Debug),
        ["pe"] = Of(DebugFormat.Pe, "App.exe", "542d5742f2000", isCode: true),
        ["pdb"] = Of(DebugFormat.Pdb, "App.pdb", null, age: 0x1a),
        ["portable pdb"] = Of(DebugFormat.PortablePdb, "App.pdb", null, age: 0xc184fe5a),
        ["mach-o"] = Of(DebugFormat.MachO, "App", "3249d99d0c4049318610f4e4fb0b6936", isCode: true),
        ["dsym"] = Of(DebugFormat.MachO, "App", "3249d99d0c4049318610f4e4fb0b6936", features: Debug),
        ["sym"] = Of(DebugFormat.Breakpad, "App", "180a373d6afbabf0eb1f09be1bc45bd796a71085") with { BreakpadProgram = DebugFormat.Elf },
        ["sym of a pdb"] = Of(DebugFormat.Breakpad, "App.pdb", "542d5742f2000", age: 0x1a) with { BreakpadProgram = DebugFormat.Pe },
        ["nothing"] = Of(DebugFormat.Elf, "App", null, isCode: true) with { Id = default },
    };

    // Expected keys are those of symbolicator's page "Symbol Server Compatibility" and of .NET's "SSQP Key Conventions".
    [Theory]
    [InlineData("elf", "breakpad")]
    [InlineData("elf", "symstore", "App/elf-buildid-180a373d6afbabf0eb1f09be1bc45bd796a71085/App")]
    [InlineData("elf", "ssqp", "app/elf-buildid-180a373d6afbabf0eb1f09be1bc45bd796a71085/app")]
    [InlineData("elf", "debuginfod", "buildid/180a373d6afbabf0eb1f09be1bc45bd796a71085/executable")]
    [InlineData("elf", "gdb", ".build-id/18/0a373d6afbabf0eb1f09be1bc45bd796a71085")]
    [InlineData("elf", "lldb")]
    [InlineData("elf", "unified", "18/0a373d6afbabf0eb1f09be1bc45bd796a71085/executable")]
    [InlineData("elf unstripped", "debuginfod",
        "buildid/180a373d6afbabf0eb1f09be1bc45bd796a71085/executable", "buildid/180a373d6afbabf0eb1f09be1bc45bd796a71085/debuginfo")]
    [InlineData("elf debug", "symstore", "_.debug/elf-buildid-sym-180a373d6afbabf0eb1f09be1bc45bd700000000/_.debug")]
    [InlineData("elf debug", "symstore-two-tier")]
    [InlineData("elf debug", "gdb", ".build-id/18/0a373d6afbabf0eb1f09be1bc45bd7.debug")]
    [InlineData("elf debug", "unified", "18/0a373d6afbabf0eb1f09be1bc45bd7/debuginfo")]
    [InlineData("elf without id", "breakpad symstore ssqp debuginfod gdb unified")]
    [InlineData("pe", "symstore", "App.exe/542D5742f2000/App.exe")]
    [InlineData("pe", "symstore-two-tier", "Ap/App.exe/542D5742f2000/App.exe")]
    [InlineData("pe", "ssqp", "app.exe/542d5742f2000/app.exe")]
    [InlineData("pe", "debuginfod gdb lldb")]
    [InlineData("pe", "unified", "32/49d99d0c4049318610f4e4fb0b69360/executable")]
    [InlineData("pdb", "symstore", "App.pdb/3249D99D0C4049318610F4E4FB0B69361A/App.pdb")]
    [InlineData("pdb", "ssqp", "app.pdb/3249d99d0c4049318610f4e4fb0b69361A/app.pdb")]
    [InlineData("pdb", "unified", "32/49d99d0c4049318610f4e4fb0b69361a/debuginfo")]
    [InlineData("portable pdb", "symstore", "App.pdb/3249D99D0C4049318610F4E4FB0B6936FFFFFFFF/App.pdb")]
    [InlineData("portable pdb", "unified", "32/49d99d0c4049318610f4e4fb0b6936ffffffff/debuginfo")]
    [InlineData("mach-o", "ssqp", "app/mach-uuid-3249d99d0c4049318610f4e4fb0b6936/app")]
    [InlineData("mach-o", "lldb", "3249/D99D/0C40/4931/8610/F4E4FB0B6936.app")]
    [InlineData("mach-o", "unified", "32/49d99d0c4049318610f4e4fb0b6936/executable")]
    [InlineData("dsym", "symstore", "_.dwarf/mach-uuid-sym-3249d99d0c4049318610f4e4fb0b6936/_.dwarf")]
    [InlineData("dsym", "lldb", "3249/D99D/0C40/4931/8610/F4E4FB0B6936")]
    [InlineData("dsym", "debuginfod gdb breakpad")]
    [InlineData("sym", "breakpad", "App/3249D99D0C4049318610F4E4FB0B69360/App.sym")]
    [InlineData("sym", "symstore ssqp debuginfod gdb lldb")]
    [InlineData("sym", "unified", "18/0a373d6afbabf0eb1f09be1bc45bd796a71085/breakpad")]
    [InlineData("sym of a pdb", "breakpad", "App.pdb/3249D99D0C4049318610F4E4FB0B69361a/App.sym")]
    [InlineData("sym of a pdb", "unified", "32/49d99d0c4049318610f4e4fb0b69361a/breakpad")]
    [InlineData("nothing", "breakpad symstore symstore-two-tier ssqp debuginfod gdb lldb unified")]
    public void A_file_lies_where_debuggers_look(string file, string layouts, params string[] keys) =>
        Assert.Equal(keys, SymbolLayouts.Parse(layouts).SelectMany(layout => SymbolKeys.Of(layout, Files[file])));

    [Theory, InlineData(""), InlineData("breakpad, elf")]
    public void A_word_that_is_no_layout_is_named(string words) =>
        Assert.Contains("Name some of breakpad, symstore,",
            Assert.Throws<ReleaseException>(() => SymbolLayouts.Parse(words)).Message, StringComparison.Ordinal);

    private static DebugObject Of(
        DebugFormat format, string name, string? codeId, bool isCode = false, DebugFeatures features = DebugFeatures.None, uint age = 0) =>
        new(name, format, new DebugId(Id, age)) { Name = name, CodeId = codeId, IsCode = isCode, Features = features };
}
