using UvRelease.Electron.Building;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

public class DebugFilesSpecs
{
    private static BuildRequest Request(TemporaryFolder folder) => new()
    {
        Project = folder.At("project"),
        Root = folder.Path,
        ReleaseFolder = folder.At("project", "release"),
        Work = folder.At("work"),
        Platform = ReleasePlatform.Win,
        Arches = [ReleaseArch.X64],
        Targets = [],
        Commit = new string('a', 40),
        Time = DateTimeOffset.UnixEpoch,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        BuilderFolder = "",
        ToolsFolder = "",
        PackagingFolder = "",
    };

    private static PackedApp App(TemporaryFolder folder)
    {
        folder.Write("app/resources/app/dist/main.js", "main");
        folder.Write("app/resources/app/node_modules/addon/addon.node", "program");
        folder.Write("app/resources/app/node_modules/tool/tool.js", "tool");
        return new PackedApp(folder.At("app"), folder.At("app", "resources"));
    }

    [Fact]
    public void Maps_and_symbols_of_what_is_in_the_app_are_set_aside_wherever_the_app_has_it()
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder);
        folder.Write("project/out/main.js", "main");
        folder.Write("project/out/main.js.map", "{}");
        folder.Write("project/out/other.js", "not in the app");
        folder.Write("project/out/other.js.map", "{}");
        folder.Write("project/old/main.js", "main of another length");
        folder.Write("project/old/main.js.map", "{}");
        folder.Write("project/node_modules/addon/build/Release/addon.node", "program");
        folder.Write("project/node_modules/addon/build/Release/addon.pdb", "symbols");
        folder.Write("project/node_modules/addon/build/Release/addon.node.debug", "symbols");
        folder.Write("project/node_modules/addon/build/Release/addon.node.dSYM/Contents/Resources/DWARF/addon.node", "symbols");
        folder.Write("project/node_modules/addon/build/Release/vc140.pdb", "of nothing");
        folder.Write("project/node_modules/tool/tool.js", "tool");
        folder.Write("project/node_modules/tool/tool.js.map", "{}");
        folder.Write("project/release/main.js.map", "an earlier build's");
        IReadOnlyList<DebugFile> set = new DebugFiles(Request(folder)).SetAside(app, "win-x64", TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "SourceMap source-maps/win-x64/out/main.js.map",
                "Symbols symbols/win-x64/node_modules/addon/build/Release/addon.node.dSYM/Contents/Resources/DWARF/addon.node",
                "Symbols symbols/win-x64/node_modules/addon/build/Release/addon.node.debug",
                "Symbols symbols/win-x64/node_modules/addon/build/Release/addon.pdb",
            ],
            set.Select(file => $"{file.Kind} {Path.GetRelativePath(folder.At("project", "release"), file.File)}"));
        Assert.All(set, file => Assert.True(File.Exists(file.File)));
    }

    [Theory]
    [InlineData("app/dist/main.js.map", "{}")]
    [InlineData("app/maps/main.map", ")]}'\n{\"file\": \"main.js\", \"version\": 3, \"sources\": [\"main.ts\"], \"mappings\": \"\"}")]
    [InlineData("app/node_modules/addon/addon.pdb", "symbols")]
    [InlineData("app/lib/gone.pdb", "Microsoft C/C++ MSF 7.00\r\n")]
    [InlineData("app/lib/gone.debug", "\u007fELF")]
    [InlineData("app/node_modules/own/own.js.map", "{\"version\": 3, \"mappings\": \"\"}")]
    [InlineData("app.asar.unpacked/addon.node.dSYM/Contents/Info.plist", "<plist/>")]
    public void An_app_with_one_of_them_is_refused(string inside, string content)
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder);
        folder.Write("packages/own/own.js", "own");
        Directory.CreateDirectory(folder.At("project", "node_modules"));
        File.CreateSymbolicLink(folder.At("project", "node_modules", "own"), folder.At("packages", "own"));
        var files = new DebugFiles(Request(folder));
        files.Refuse(app.Resources);
        folder.Write($"app/resources/{inside}", content);
        ReleaseException refused = Assert.Throws<ReleaseException>(() => files.Refuse(app.Resources));
        Assert.Equal(Fault.Refused, refused.Fault);
        Assert.Contains(inside, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app/levels/cave.map", "#####\n#...#\n#####\n")]
    [InlineData("app/levels/json.map", "{\"version\": 8, \"sources\": {}, \"layers\": []}")]
    [InlineData("app/levels/empty.map", "")]
    [InlineData("app/levels/keys.map", "{\"mappings\": {\"up\": 1}}")]
    [InlineData("app/levels/intro.debug", "a trace")]
    [InlineData("app/molecules/1crn.pdb", "HEADER    PLANT PROTEIN")]
    [InlineData("app/node_modules/tool/tool.js.map", "{\"version\": 3, \"mappings\": \"\"}")]
    [InlineData("app/node_modules/@scope/tool/dist/a.map", "{\"version\": 3, \"mappings\": \"\"}")]
    public void Data_that_is_called_so_and_maps_of_others_stay(string inside, string content)
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder);
        folder.Write($"app/resources/{inside}", content);
        folder.Write($"project/{inside[4..]}", content);
        var files = new DebugFiles(Request(folder));
        files.Refuse(app.Resources);
        Assert.Empty(files.LeftOut(folder.At("project"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Move_leaves_out_what_it_recognised_by_its_path()
    {
        using var folder = new TemporaryFolder();
        folder.Write("project/app/pages/[id].js.map", "{\"version\": 3, \"sourcesContent\": [\"" + new string('x', 100_000) + "\"], \"mappings\": \"\"}");
        folder.Write("project/app/cave.map", "###");
        folder.Write("project/other/main.js.map", "{\"version\": 3, \"mappings\": \"\"}");
        Assert.Equal(["!pages/?id?.js.map"], new DebugFiles(Request(folder)).LeftOut(folder.At("project", "app"), TestContext.Current.CancellationToken));
    }
}
