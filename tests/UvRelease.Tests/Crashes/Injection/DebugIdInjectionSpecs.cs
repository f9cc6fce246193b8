using System.Runtime.Versioning;
using System.Text;
using UvRelease.Crashes.Injection;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Releases;
using UvRelease.Tests.Crashes.SourceMaps;
using Xunit;

namespace UvRelease.Tests.Crashes.Injection;

[SupportedOSPlatform("linux")]
public class DebugIdInjectionSpecs
{
    private const string Id = "85314830-023f-4cf1-a267-535f4e37bb17", Other = "95314830-023f-4cf1-a267-535f4e37bb17";

    // A line of segments at columns 0, 14 and 20, and one more.
    private const string Script = "\"use strict\";\nfoo();bar();\n//# sourceMappingURL=main.js.map\n";
    private static readonly string Mappings = MapText.Mappings([[[0, 0, 0, 0], [14, 0, 1, 0], [20, 0, 2, 0]], [[0, 0, 3, 0], [6, 0, 3, 6]]]);

    private static IReadOnlyList<InjectedScript> Run(TemporaryFolder folder) => DebugIdInjection.Run(folder.Path, TestContext.Current.CancellationToken);

    private static string Text(TemporaryFolder folder, string file) => File.ReadAllText(folder.At(file));

    private static void WriteBoth(TemporaryFolder folder, string script = Script, string? map = null)
    {
        folder.Write("main.js", script);
        folder.Write("main.js.map", map ?? MapText.Map(Mappings));
    }

    [Fact]
    public void Script_and_map_get_one_id_and_a_second_run_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        WriteBoth(folder);
        File.SetUnixFileMode(folder.At("main.js"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        InjectedScript injected = Assert.Single(Run(folder));
        Assert.Equal(("main.js", "main.js.map", InjectionOutcome.Injected), (injected.Script, injected.Map, injected.Outcome));
        string script = Text(folder, "main.js"), map = Text(folder, "main.js.map");
        Assert.StartsWith("\"use strict\";;!function(){try{", script, StringComparison.Ordinal);
        Assert.EndsWith($"}}();\nfoo();bar();\n//# debugId={injected.Id:D}\n//# sourceMappingURL=main.js.map\n", script, StringComparison.Ordinal);
        Assert.EndsWith($",\"debugId\":\"{injected.Id:D}\",\"debug_id\":\"{injected.Id:D}\"}}", map, StringComparison.Ordinal);
        Assert.Equal('5', $"{injected.Id:D}"[14]);
        Assert.True(File.GetUnixFileMode(folder.At("main.js")).HasFlag(UnixFileMode.UserExecute));
        InjectedScript again = Assert.Single(Run(folder));
        Assert.Equal((injected.Id, InjectionOutcome.AlreadyThere), (again.Id, again.Outcome));
        Assert.Equal((script, map), (Text(folder, "main.js"), Text(folder, "main.js.map")));
    }

    [Fact]
    public void Only_what_stands_behind_the_code_in_its_line_moves()
    {
        using var folder = new TemporaryFolder();
        WriteBoth(folder, "\"use strict\"; foo();bar();\nbaz();qux()\n//# sourceMappingURL=main.js.map");
        Run(folder);
        int length = Text(folder, "main.js").Split('\n')[0].Length - "\"use strict\"; foo();bar();".Length;
        SourceMap map = SourceMap.Strictly(File.ReadAllBytes(folder.At("main.js.map")), "main.js.map");
        Assert.Equal([0, 1, 2, 3, 3], new[] { (0, 0), (0, 14 + length), (0, 20 + length), (1, 0), (1, 6) }.Select(at => map.Find(at.Item1, at.Item2)!.Line));
        Assert.True(map.Find(0, 14 + length)!.IsExact && map.Find(0, 20 + length)!.IsExact && map.Find(1, 6)!.IsExact);
        Assert.Equal(0, map.Find(0, 13 + length)!.Line);
    }

    [Theory]
    [InlineData("{\"offset\":{\"line\":0,\"column\":0},\"map\":A},{\"map\":B,\"offset\":{\"column\":13,\"line\":0}}")]
    [InlineData("{\"map\":A,\"offset\":{\"line\":0,\"column\":0}},{\"offset\":{\"line\":0,\"column\":14},\"map\":B}")]
    public void Sections_move_with_their_line(string sections)
    {
        using var folder = new TemporaryFolder();
        string a = MapText.Map(MapText.Mappings([[[0, 0, 0, 0]]])), b = MapText.Map(MapText.Mappings([[[2, 1, 1, 0]], [[1, 1, 2, 0]]]));
        string text = sections.Replace("A", a, StringComparison.Ordinal).Replace("B", b, StringComparison.Ordinal);
        WriteBoth(folder, Script, $"{{\"version\":3,\"sections\":[{text}]}}");
        SourceMap before = SourceMap.Strictly(File.ReadAllBytes(folder.At("main.js.map")), "x");
        Run(folder);
        int length = Text(folder, "main.js").Split('\n')[0].Length - 13;
        SourceMap after = SourceMap.Strictly(File.ReadAllBytes(folder.At("main.js.map")), "x");
        Assert.NotNull(after.DebugId);
        for (int column = 0; column < 30; column++)
        {
            Assert.Equal(before.Find(0, column)?.Line, after.Find(0, column < 13 ? column : column + length)?.Line);
            Assert.Equal(before.Find(1, column)?.Line, after.Find(1, column)?.Line);
        }
    }

    [Fact]
    public void Escaped_mappings_and_ids_of_others_in_the_map_are_replaced()
    {
        using var folder = new TemporaryFolder();
        string map = MapText.Map("AAAA", $"\"debug_id\":\"{Other}\",").Replace("\"AAAA\"", "\"\\u0041AAA\"", StringComparison.Ordinal);
        WriteBoth(folder, "foo()", map);
        Guid? id = Assert.Single(Run(folder)).Id;
        Assert.NotEqual(Guid.Parse(Other), id);
        string text = Text(folder, "main.js.map");
        Assert.Contains($"\"debug_id\":\"{id:D}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Other, text, StringComparison.Ordinal);
        Assert.Equal(id, SourceMap.Strictly(Encoding.UTF8.GetBytes(text), "x").DebugId);
    }

    [Theory]
    [InlineData("foo()")]
    [InlineData("foo()\n")]
    [InlineData("foo()\r\nbar()")]
    [InlineData("foo()\r\n//# sourceMappingURL=main.js.map")]
    [InlineData("//# sourceMappingURL=main.js.map\n")]
    [InlineData("#!/usr/bin/env node\n//# sourceMappingURL=main.js.map")]
    [InlineData("#!/usr/bin/env node\r\n//# sourceMappingURL=main.js.map\r\n")]
    [InlineData("")]
    public void What_was_stopped_between_script_and_map_is_finished(string script)
    {
        using var folder = new TemporaryFolder();
        WriteBoth(folder, script);
        string map = Text(folder, "main.js.map");
        Guid? id = Assert.Single(Run(folder)).Id;
        string done = Text(folder, "main.js.map"), changed = Text(folder, "main.js");
        Assert.Equal((id, InjectionOutcome.AlreadyThere), Assert.Single(Run(folder)) is { } second ? (second.Id, second.Outcome) : default);
        folder.Write("main.js.map", map);
        InjectedScript again = Assert.Single(Run(folder));
        Assert.Equal((id, InjectionOutcome.Injected), (again.Id, again.Outcome));
        Assert.Equal((done, changed), (Text(folder, "main.js.map"), Text(folder, "main.js")));

        // A map of another build is none to be finished.
        folder.Write("main.js.map", MapText.Map("AAAA;AAAA"));
        Assert.Contains("They are of two builds", Assert.Throws<ReleaseException>(() => Run(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_another_tool_gave_an_id_keeps_it()
    {
        using var folder = new TemporaryFolder();
        WriteBoth(folder, $"foo()\n//# debugId={Id}\n//# sourceMappingURL=main.js.map\n");
        string script = Text(folder, "main.js");
        Assert.Equal((Guid.Parse(Id), InjectionOutcome.Injected), Assert.Single(Run(folder)) is { } done ? (done.Id!.Value, done.Outcome) : default);
        Assert.Equal(script, Text(folder, "main.js"));
        Assert.Contains(Mappings, Text(folder, "main.js.map"), StringComparison.Ordinal);
        WriteBoth(folder, script, MapText.Map(Mappings, $"\"debugId\":\"{Other}\","));
        Assert.Contains($"{Id}, and its map main.js.map {Other}", Assert.Throws<ReleaseException>(() => Run(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_without_a_map_of_others_or_with_the_map_inside_stay_as_they_are()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.js", "foo()");
        folder.Write("b.js", "foo()\n//# sourceMappingURL=data:application/json;base64,e30=");
        folder.Write("c.js", "foo()\n//# sourceMappingURL=../outside.js.map");
        folder.Write("d.js", "foo()\n//# sourceMappingURL=https://x.example/d.js.map");
        folder.Write("e.css", "a{}");
        folder.Write("node_modules/f/f.js", "foo()");
        folder.Write("node_modules/f/f.js.map", MapText.Map("AAAA"));
        folder.Write("g.mjs", "foo()\n//# sourceMappingURL=maps/g%20g.map?x");
        folder.Write("maps/g g.map", MapText.Map("AAAA"));
        File.CreateSymbolicLink(folder.At("h.js"), "a.js");
        Assert.Equal(
            ["a.js  WithoutMap", "b.js  MapInside", "c.js  WithoutMap", "d.js  WithoutMap", "g.mjs maps/g g.map Injected"],
            Run(folder).Select(script => $"{script.Script} {script.Map} {script.Outcome}"));
        Assert.Equal("foo()", Text(folder, "a.js"));
        Assert.Equal("foo()", Text(folder, "node_modules/f/f.js"));
    }

    [Fact]
    public void The_same_files_get_the_same_bytes_wherever_they_are()
    {
        using TemporaryFolder one = new(), other = new();
        foreach (TemporaryFolder folder in new[] { one, other })
        {
            WriteBoth(folder);
            Run(folder);
        }

        Assert.Equal(Text(one, "main.js"), Text(other, "main.js"));
        Assert.Equal(Text(one, "main.js.map"), Text(other, "main.js.map"));
        WriteBoth(other, Script + "\n");
        Run(other);
        Assert.NotEqual(Text(one, "main.js.map"), Text(other, "main.js.map"));
    }

    [Fact]
    public void What_can_not_be_done_is_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        WriteBoth(folder);
        folder.Write("b.js", "foo()\n//# sourceMappingURL=main.js.map");
        Assert.Contains("b.js and main.js have one map, main.js.map", Assert.Throws<ReleaseException>(() => Run(folder)).Message, StringComparison.Ordinal);
        folder.Write("b.js.map", "{");
        folder.Write("b.js", "foo()");
        Assert.Contains("b.js.map is no source map to be trusted: at offset 1,", Assert.Throws<ReleaseException>(() => Run(folder)).Message,
            StringComparison.Ordinal);
        Assert.Equal(Script, Text(folder, "main.js"));
    }
}
