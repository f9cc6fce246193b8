using System.Buffers.Binary;
using System.Text;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Gates;
using UvRelease.Crashes.Symbols.Serving;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public sealed class GateSpecs(BuiltPrograms programs) : IClassFixture<BuiltPrograms>, IDisposable
{
    private const string Id = "9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c11", Other = "9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c22";

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("app", FileOrigin.Electron), InlineData("libffmpeg.so", FileOrigin.Electron), InlineData("resources/addon.node", FileOrigin.Own)]
    [InlineData("resources/app.asar.unpacked/build/addon.node", FileOrigin.Own), InlineData("resources/elevate.exe", FileOrigin.Dependency)]
    [InlineData("resources/app.asar.unpacked/node_modules/p/a.node", FileOrigin.Dependency)]
    [InlineData("resources/app.asar/node_modules/p/a.js", FileOrigin.Dependency)]
    [InlineData("App.app/Contents/Resources/addon.node", FileOrigin.Own), InlineData("App.app/Contents/MacOS/App", FileOrigin.Electron)]
    [InlineData("App.app/Contents/Frameworks/Electron Framework.framework/Versions/A/Resources/x.dylib", FileOrigin.Electron)]
    [InlineData("App.app/Contents/Frameworks/App Helper.app/Contents/Resources/x", FileOrigin.Electron)]
    public void Who_made_a_file_is_told_by_its_path(string path, FileOrigin origin) => Assert.Equal(origin, FileOrigins.Of(path));

    [Fact]
    public void Own_code_without_symbols_is_an_error_and_that_of_others_a_warning()
    {
        programs.Need();
        Put("unlinked", "app", "resources/own.node", "resources/app.asar.unpacked/node_modules/p/theirs.node");
        Put("app.exe", "resources/own.dll");
        Assert.Equal(["theirs.node warning", "own.dll error", "own.node error"], Checked().Select(Short));
        Assert.EndsWith("It is the app's own: build it with /Zi and /DEBUG, and keep its .pdb.", Checked()[1].Message, StringComparison.Ordinal);
        Assert.Empty(Checked("crasher.debug", "app.pdb"));
        Assert.Empty(Checked("crasher", "app.pdb"));
    }

    [Fact]
    public void An_assembly_of_dotnet_is_no_native_code()
    {
        Directory.CreateDirectory(folder.At("resources"));
        File.Copy(typeof(NativeGate).Assembly.Location, folder.At("resources/own.dll"));
        Assert.True(Assert.Single(DebugFolder.Find(folder.Path, Stop)).IsManaged);
        Assert.Empty(Checked());
    }

    [Fact]
    public void Code_without_a_build_id_is_told_of()
    {
        programs.Need();
        Put("noid", "resources/own.node");
        Assert.Equal(["own.node warning"], Checked().Select(Short));
        Assert.EndsWith("link it with -Wl,--build-id.", Assert.Single(Checked()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_of_one_id_that_differ_are_an_error()
    {
        programs.Need();
        Put("stripped", "resources/a.node", "resources/b.node");
        Assert.Empty(Checked("crasher.debug"));
        File.AppendAllText(folder.At("resources/b.node"), "x");
        SymbolFinding twice = Assert.Single(Checked("crasher.debug"));
        Assert.True(twice.IsError);
        Assert.StartsWith("resources/a.node and resources/b.node have the id ", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_source_map_has_an_id_that_a_script_of_the_app_has()
    {
        Asar("app/resources/app.asar", ("main.js", $"run();\n//# debugId={Id}\n//# sourceMappingURL=main.js.map\n"), ("node_modules/p/p.js.map", "{}"));
        folder.Write("maps/main.js.map", $$"""{"version":3,"sources":["a\"debugId\":"],"x":{"debugId":"{{Other}}"},"debugId":"{{Id}}","mappings":""}""");
        Assert.Empty(Scripts());
        folder.Write("maps/old.js.map", $$"""{"version":3,"debug_id":"{{Other}}","mappings":""}""");
        folder.Write("maps/none.js.map", """{"version":3,"sourcesContent":["{\"debugId\":\"x\"}"],"mappings":""}""");
        Assert.All(Scripts(), finding => Assert.True(finding.IsError));
        Assert.Collection(Scripts(),
            finding => Assert.StartsWith("none.js.map has no debug id. Run inject-debug-ids", finding.Message, StringComparison.Ordinal),
            finding => Assert.StartsWith($"old.js.map has the debug id {Other}, and no script of the app has it.", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_own_source_map_in_the_app_is_an_error()
    {
        Asar("app/resources/app.asar", ("main.js", "run();"), ("main.js.map", "{}"), ("level.map", "a level"), ("node_modules/p/p.js.map", "{}"));
        SymbolFinding found = Assert.Single(ScriptGate.Check(folder.At("app"), null, Stop));
        Assert.Equal((true, "resources/app.asar/main.js.map"), (found.IsError, found.File));
    }

    public void Dispose() => folder.Dispose();

    private IReadOnlyList<SymbolFinding> Scripts() => ScriptGate.Check(folder.At("app"), folder.At("maps"), Stop);

    private IReadOnlyList<SymbolFinding> Checked(params string[] symbols) => NativeGate.Check(
        [.. DebugFolder.Find(folder.Path, Stop).Select(one => new SymbolFile(folder.At(one.Path), one))],
        [.. symbols.SelectMany(name => DebugObjectReader.Read(programs.At(name), name).Select(one => new SymbolFile(programs.At(name), one)))]);

    private static string Short(SymbolFinding finding) => $"{Path.GetFileName(finding.File)} {(finding.IsError ? "error" : "warning")}";

    private void Put(string program, params string[] places)
    {
        foreach (string place in places)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(place))!);
            File.Copy(programs.At(program), folder.At(place));
        }
    }

    private void Asar(string place, params (string Path, string Text)[] files)
    {
        var tree = new Dictionary<string, object>(StringComparer.Ordinal);
        long offset = 0;
        foreach ((string path, string text) in files)
        {
            var at = tree;
            string[] parts = path.Split('/');
            foreach (string part in parts[..^1])
            {
                var below = new Dictionary<string, object>(StringComparer.Ordinal);
                if (at.TryGetValue(part, out object? there))
                    below = (Dictionary<string, object>)((Dictionary<string, object>)there)["files"];
                else
                    at[part] = new Dictionary<string, object>(StringComparer.Ordinal) { ["files"] = below };
                at = below;
            }

            at[parts[^1]] = new Dictionary<string, object>(StringComparer.Ordinal) { ["size"] = text.Length, ["offset"] = $"{offset}" };
            offset += text.Length;
        }

        byte[] header = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { files = tree });
        int padded = (header.Length + 3) & ~3;
        byte[] bytes = new byte[16 + padded];
        uint[] sizes = [4, (uint)padded + 8, (uint)padded + 4, (uint)header.Length];
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), sizes[i]);
        header.CopyTo(bytes, 16);
        Directory.CreateDirectory(Path.GetDirectoryName(folder.At(place))!);
        File.WriteAllBytes(folder.At(place), [.. bytes, .. Encoding.UTF8.GetBytes(string.Concat(files.Select(file => file.Text)))]);
    }
}
