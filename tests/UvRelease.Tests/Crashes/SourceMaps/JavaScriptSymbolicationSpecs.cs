using System.Text.Json;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes.SourceMaps;

/// <summary>A program that esbuild bundles throws in Node, whose --enable-source-maps says where that was.</summary>
public class JavaScriptSymbolicationSpecs
{
    private const string Judges = "tests/UvRelease.Tests/Crashes/SourceMaps/judges";

    private static readonly Dictionary<string, string[]> Functions = new(StringComparer.Ordinal)
    {
        ["callback"] = ["priceOf", "", "Array.reduce", "total", "checkout", "Object.callback", "start"],
        ["constructor"] = ["new Discount", "Object.constructor", "start"],
        ["waiting"] = ["t.applied", "async i", "async Promise.all", "async u"],
        ["evaluated"] = ["eval", "Object.evaluated", "start"],
        ["parsed"] = ["JSON.parse", "Object.parsed", "start"],
    };

    [Theory]
    [InlineData(true, "cjs")]
    [InlineData(false, "cjs")]
    [InlineData(true, "esm")]
    public async Task Frames_are_those_of_Node(bool minify, string format)
    {
        Node.Needs("esbuild", Judges);
        using var folder = new TemporaryFolder();
        folder.Write("package.json", format == "esm" ? "{\"type\":\"module\"}" : "{}");
        string entry = SourceTree.At("tests", "UvRelease.Tests", "Crashes", "SourceMaps", "sample", "main.mjs");
        await Node.AskAsync(SourceTree.At(Judges, "bundle.mjs"), new { entries = new[] { entry }, folder = folder.Path, options = new { minify, format } });
        string bundle = folder.At("main.js");
        JsonElement answers = await Node.AskAsync(
            SourceTree.At(Judges, "run.mjs"),
            new { runs = Functions.Keys.SelectMany(way => new[] { new[] { bundle, way }, ["--enable-source-maps", bundle, way] }) });
        using var maps = new SourceMapFolder(folder.Path);
        foreach ((int index, string way) in Functions.Keys.Index())
        {
            JsonElement thrown = JsonDocument.Parse(answers[2 * index].GetProperty("output").GetString()!).RootElement;
            string message = thrown.GetProperty("message").GetString()!;
            CrashReport report = JavaScriptSymbolication.Symbolicate(
                Error(thrown.GetProperty("name").GetString()!, message, thrown.GetProperty("stack").GetString()!), maps);
            Compare(report.Threads[0].Frames, V8Stack.Read(answers[2 * index + 1].GetProperty("error").GetString()!, message), folder.Path);
            if (minify)
                Assert.Equal(Functions[way], report.Threads[0].Frames.Take(Functions[way].Length).Select(frame => frame.Function ?? ""));
        }
    }

    [Fact]
    public void A_report_says_what_it_is_of_and_what_stood_around()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "dist/main.js.map",
            "{\"version\":3,\"sources\":[\"../src/a.ts\"],\"sourcesContent\":[\"1\\r\\n2\\r\\n3\\r\\n4\\r\\n5\\r\\n6\\r\\n" + new string('7', 300)
            + "\"],\"names\":[],\"mappings\":\"AAIE\"}");
        using var maps = new SourceMapFolder(folder.Path);
        JavaScriptError error = Error("TypeError", "x", "TypeError: x\n    at async f (/opt/App/resources/app.asar/dist/main.js:1:9)\n    at g (/lib.js:2:3)");
        CrashReport report = JavaScriptSymbolication.Symbolicate(error with { Platform = "win32", Arch = "ia32" }, maps);
        Assert.Equal((CrashKind.JavaScript, "windows", "x86", "TypeError", "x", 0), (
            report.Kind, report.OperatingSystem, report.Processor, report.Reason, report.Message, report.CrashedThread));
        Assert.Equal("app=sample-app, channel=beta, electron=44.1.0, process=browser, version=1.4.0",
            string.Join(", ", report.Annotations.Select(one => $"{one.Key}={one.Value}")));
        StackFrame mapped = report.Threads[0].Frames[0], other = report.Threads[0].Frames[1];
        Assert.Equal(("async f", "../src/a.ts", 5, 3), (mapped.Function, mapped.File, mapped.Line, mapped.Column));
        Assert.Equal("/opt/App/resources/app.asar/dist/main.js", mapped.Module);
        Assert.Equal((2, "2 3 4 5 6 " + new string('7', 200) + "…"), (mapped.Context!.First, string.Join(' ', mapped.Context.Lines)));
        Assert.Equal(("g", "/lib.js", 2, 3, null), (other.Function, other.File, other.Line, other.Column, other.Context));
    }

    [Fact]
    public void A_debug_id_of_the_error_finds_a_map_that_moved()
    {
        const string Id = "85314830-023f-4cf1-a267-535f4e37bb17";
        using var folder = new TemporaryFolder();
        folder.Write("elsewhere.map", $"{{\"version\":3,\"debugId\":\"{Id}\",\"sources\":[\"a.ts\"],\"names\":[],\"mappings\":\"AAIE\"}}");
        using var maps = new SourceMapFolder(folder.Path);
        JavaScriptError error = Error("E", "x", "E: x\n    at f (app:///main.js:1:9)") with { DebugIds = [new("app:///main.js", Id)] };
        Assert.Equal("a.ts", JavaScriptSymbolication.Symbolicate(error, maps).Threads[0].Frames[0].File);
        Assert.Equal("app:///main.js", JavaScriptSymbolication.Symbolicate(error with { DebugIds = [] }, maps).Threads[0].Frames[0].File);
    }

    private static void Compare(IReadOnlyList<StackFrame> ours, IReadOnlyList<V8Frame> theirs, string folder)
    {
        Assert.Equal(theirs.Count, ours.Count);
        int mapped = 0;
        foreach ((StackFrame frame, V8Frame judge) in ours.Zip(theirs))
        {
            // Node does not look for where evaluated code was evaluated.
            if (frame.Function == "eval")
                continue;
            string? file = frame.Context is null || frame.File is null ? frame.File : Path.GetFullPath(Path.Combine(folder, frame.File));
            string? judged = judge.Script?.Replace("file://", "", StringComparison.Ordinal);
            Assert.Equal((judged, judge.Line, judge.Column), (file?.Replace("file://", "", StringComparison.Ordinal), frame.Line, frame.Column));
            mapped += frame.Context is null ? 0 : 1;
        }

        Assert.InRange(mapped, 2, ours.Count);
    }

    private static JavaScriptError Error(string name, string message, string stack) => new(
        JavaScriptError.Format, "sample-app", "1.4.0", "beta", "browser", "linux", "x64", "44.1.0", null, false, name, message, stack, []);
}
