using System.Text.Json;
using UvRelease.Crashes.Symbols;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public class DebugObjectSpecs(BuiltPrograms programs) : IClassFixture<BuiltPrograms>
{
    private const string ArmDebugFile = "m-arm64.dSYM/Contents/Resources/DWARF/m-arm64";

    [Theory]
    [InlineData("crasher"), InlineData("compressed"), InlineData("noid"), InlineData("short.so"), InlineData("crasher.debug"), InlineData("stripped")]
    [InlineData("unlinked"), InlineData("app.exe"), InlineData("app.pdb"), InlineData("addon.node"), InlineData("addon.pdb")]
    [InlineData("m-arm64"), InlineData("m-x86_64"), InlineData("m-universal"), InlineData(ArmDebugFile)]
    public async Task What_a_file_is_is_what_sentry_says(string name)
    {
        programs.Need();
        string judged = await OutsideProgram.RunAsync(programs.Folder, CrashTools.Sentry, "debug-files", "check", "--json", name);
        using var said = JsonDocument.Parse(judged);
        IReadOnlyList<DebugObject> objects = DebugObjectReader.Read(programs.At(name), name);
        JsonElement[] variants = [.. said.RootElement.GetProperty("variants").EnumerateArray()];
        Assert.Equal(variants.Select(Said), objects.Select(Ours));
        string features = said.RootElement.GetProperty("features").GetString()!;
        Assert.Equal(features, string.Join(", ", ((string, DebugFeatures)[])
            [("symtab", DebugFeatures.Symbols), ("debug", DebugFeatures.Debug), ("unwind", DebugFeatures.Unwind)]
            is var names ? names.Where(one => objects[0].Features.HasFlag(one.Item2)).Select(one => one.Item1) : []));

        static string Said(JsonElement variant) =>
            $"{variant.GetProperty("debug_id").GetString()} {variant.GetProperty("code_id").GetString()} {variant.GetProperty("arch").GetString()}";
        static string Ours(DebugObject one) => $"{one.Id.Uuid:D}{(one.Id.Age == 0 ? "" : $"-{one.Id.Age:x}")} {one.CodeId} "
            + one.Processor switch { "amd64" => "x86_64", "arm64" => "arm64", _ => "unknown" };
    }

    [Theory, InlineData("crasher"), InlineData("short.so"), InlineData("crasher.debug"), InlineData("headless")]
    public async Task A_build_id_is_what_readobj_says(string name)
    {
        programs.Need();
        string said = await OutsideProgram.RunAsync(programs.Folder, "llvm-readobj-19", "--notes", name);
        DebugObject ours = Assert.Single(DebugObjectReader.Read(programs.At(name), name));
        Assert.Contains($"Build ID: {ours.CodeId}", said, StringComparison.Ordinal);
    }

    [Theory, InlineData("app.exe", "app.pdb"), InlineData("addon.node", "addon.pdb")]
    public async Task A_program_of_Windows_names_its_pdb(string program, string pdb)
    {
        programs.Need();
        DebugObject ours = Assert.Single(DebugObjectReader.Read(programs.At(program), program));
        DebugObject file = Assert.Single(DebugObjectReader.Read(programs.At(pdb), pdb));
        Assert.Equal((file.Id, pdb, file.Processor), (ours.Id, ours.DebugFile, ours.Processor));
        string said = await OutsideProgram.RunAsync(programs.Folder, "llvm-pdbutil-19", "dump", "--summary", pdb);
        Assert.Contains($"GUID: {{{file.Id.Uuid.ToString("D").ToUpperInvariant()}}}", said, StringComparison.Ordinal);
        Assert.Contains($"Age: {file.Id.Age}", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_those_that_crash_reports_have()
    {
        programs.Need();
        string[] files = ["crasher", "crasher.debug", "stripped", "app.exe", "app.pdb", ArmDebugFile];
        DebugObject[] objects = [.. files.SelectMany(file => DebugObjectReader.Read(programs.At(file), file))];
        Assert.Equal(["crasher", "crasher", "stripped", "app.exe", "app.pdb", "m-arm64"], objects.Select(one => one.Name));
        Assert.Equal([true, false, true, true, false, false], objects.Select(one => one.IsCode));
        Assert.Equal("crasher.debug", objects[2].DebugFile);
        Assert.Single(objects.Take(3).Select(one => one.Id).Distinct());
    }

    [Fact]
    public async Task A_symbol_file_of_Breakpad_has_the_id_of_its_program()
    {
        programs.Need();
        string text = await OutsideProgram.RunAsync(programs.Folder, CrashTools.DumpSymbols, "crasher");
        await File.WriteAllTextAsync(programs.At("crasher.sym"), text, TestContext.Current.CancellationToken);
        DebugObject program = Assert.Single(DebugObjectReader.Read(programs.At("crasher"), "crasher"));
        DebugObject symbols = Assert.Single(DebugObjectReader.Read(programs.At("crasher.sym"), "crasher.sym"));
        Assert.Equal(program with { Path = "", Format = DebugFormat.Breakpad, IsCode = false }, symbols with { Path = "" });
        string unnamed = await OutsideProgram.RunAsync(programs.Folder, CrashTools.DumpSymbols, "-i", "noid");
        Assert.Contains(Assert.Single(DebugObjectReader.Read(programs.At("noid"), "noid")).Id.ToString(), unnamed, StringComparison.Ordinal);
    }

    // The tests' own assemblies: whatever the compiler of .NET writes.
    [Fact]
    public async Task A_portable_pdb_has_the_id_that_its_assembly_names()
    {
        string assembly = typeof(DebugId).Assembly.Location, pdb = Path.ChangeExtension(assembly, ".pdb");
        DebugObject code = Assert.Single(DebugObjectReader.Read(assembly, "a.dll")), symbols = Assert.Single(DebugObjectReader.Read(pdb, "a.pdb"));
        Assert.Equal((DebugFormat.PortablePdb, code.Id), (symbols.Format, symbols.Id));
        string said = await OutsideProgram.RunAsync(Path.GetTempPath(), CrashTools.Sentry, "debug-files", "check", "--json", "--type", "portablepdb", pdb);
        Assert.Contains($"\"debug_id\": \"{symbols.Id.Uuid:D}-{symbols.Id.Age:x}\"", said, StringComparison.Ordinal);
    }

    [Theory, InlineData("crasher"), InlineData("app.exe"), InlineData("app.pdb"), InlineData("m-universal")]
    public async Task A_file_that_was_cut_or_changed_gives_a_sentence(string name)
    {
        programs.Need();
        byte[] whole = await File.ReadAllBytesAsync(programs.At(name), TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        string path = folder.At("file");
        var random = new Random((int)Seeded.Seed);
        int broken = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int change = 0; i % 2 == 1 && change < 4; change++)
                bytes[random.Next(Math.Min(bytes.Length, 1024))] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            try
            {
                DebugObjectReader.Read(path, "file");
            }
            catch (ReleaseException e)
            {
                Assert.Equal(Fault.Input, e.Fault);
                Assert.Contains("at offset ", e.Message, StringComparison.Ordinal);
                broken++;
            }
        }

        Assert.InRange(broken, 100, 500);
    }

    [Fact]
    public void A_folder_is_read_in_the_order_of_its_paths_and_other_files_are_none()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/sym", "MODULE Linux x86_64 264C266DF38D26958A163000D85F3B3F0 name\nINFO CODE_ID 6D264C\nPUBLIC 0 0 f\n");
        folder.Write("a", "MODULE windows x86 264C266DF38D26958A163000D85F3B3Fa b\\one.pdb\r\nSTACK CFI INIT 0 1 x\r\n");
        folder.Write("c.txt", "text");
        folder.Write("empty", "");
        File.CreateSymbolicLink(folder.At("link"), folder.At("a"));
        Assert.Equal(["a one.pdb  Unwind", "b/sym name 6d264c Symbols"],
            DebugFolder.Find(folder.Path, TestContext.Current.CancellationToken).Select(one => $"{one.Path} {one.Name} {one.CodeId} {one.Features}"));
    }
}
