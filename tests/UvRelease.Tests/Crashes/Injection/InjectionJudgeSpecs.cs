using System.Text;
using System.Text.Json;
using UvRelease.Crashes.Injection;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Posix;
using UvRelease.Tests.Crashes.SourceMaps;
using UvRelease.Tests.Crashes.Symbols;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes.Injection;

/// <summary>Node runs programs with ids as without them, and sentry-cli finds nothing to do any more.</summary>
public class InjectionJudgeSpecs
{
    private const string Judges = "tests/UvRelease.Tests/Crashes/SourceMaps/judges", Sample = "tests/UvRelease.Tests/Crashes/SourceMaps/sample/main.mjs";

    // Each says what could change: the mode, the directive, the text of a template, what stands where.
    private static readonly Dictionary<string, string> Programs = new(StringComparer.Ordinal)
    {
        ["plain.cjs"] = "console.log(1, typeof e, typeof n)",
        ["strict.cjs"] = "'use strict'; console.log((function () { return this })() === undefined)",
        ["sloppy.cjs"] = "console.log((function () { return this })() === globalThis); x = 1; console.log(delete x)",
        ["directive.cjs"] = "'use client'\n'use strict'\nconsole.log((() => { try { undeclared = 1 } catch (e) { return e.name } })())",
        ["expression.cjs"] = "'use strict'\n.length; console.log((function () { return this })() === globalThis)",
        ["hashbang.mjs"] = "#!/usr/bin/env node\nimport path from 'node:path'\nexport default path.sep\nconsole.log(import.meta.url.length > 0)",
        ["template.cjs"] = "const text = `\n//# sourceMappingURL=nowhere.js.map\n`\nconsole.log(JSON.stringify(text))",
        ["template-last.cjs"] = "console.log(JSON.stringify(`\n//# sourceMappingURL=nowhere.js.map\n//# debugId=85314830-023f-4cf1-a267-535f4e37bb17`))",
        ["comment.cjs"] = "console.log(1) /*\n//# sourceMappingURL=nowhere.js.map\n*/",
        ["mark.cjs"] = "\ufeffconsole.log('\ufeff'.length)\r\nconsole.log(2)\r\n",
        ["lines.cjs"] = "console.log(1)\r\n\r\n\r\nconsole.log(new Error().stack.split('\\n')[1].replace(/.*:(\\d+):\\d+.*/, '$1'))\r\n",
        ["empty.cjs"] = "",
        ["only-comment.cjs"] = "// nothing",
        ["own-name.cjs"] = "var e = 5, n = 6; function f() {} console.log(e, n, Object.keys(globalThis).includes('e'))",
        ["no-error.cjs"] = "console.log(Error.stackTraceLimit)",
        ["return.cjs"] = "if (module.parent) return\nconsole.log('main')",
        ["asi.cjs"] = "'use strict'\n;[1].forEach(x => console.log(x))",
    };

    [Fact]
    public async Task Programs_do_what_they_did_and_tell_their_ids()
    {
        Node.Needs("esbuild", Judges);
        using var folder = new TemporaryFolder();
        string[] files = await WriteProgramsAsync(folder);
        string[][] runs = [.. files.Select(file => new[] { folder.At(file) })];
        string before = await RunAsync(runs);
        InjectedScript[] injected = [.. DebugIdInjection.Run(folder.Path, TestContext.Current.CancellationToken)];
        Assert.Equal(files.Length, injected.Count(script => script.Outcome == InjectionOutcome.Injected));
        Assert.Equal(before, await RunAsync(runs));

        // Loaded by another script, each has told its id under its own stack.
        const string Tell = "await import(process.argv[1]); const own = Object.entries(globalThis._sentryDebugIds);"
            + " console.log('|' + own.length, own[0][0].split('\\n')[1].includes(process.argv[1]), own[0][1])";
        JsonElement told = await AskAsync([.. files.Select(file => new[] { "--input-type=module", "-e", Tell, folder.At(file) })]);
        Assert.Equal(
            files.Select(file => $"1 true {injected.Single(script => script.Script == file).Id:D}"),
            told.EnumerateArray().Select(run => run.GetProperty("output").GetString()!.Trim().Split('|')[^1]));
    }

    [Fact]
    public async Task Sentrys_tool_finds_the_ids_and_changes_nothing()
    {
        Node.Needs("esbuild", Judges);
        string sentry = CrashTools.Sentry;
        using var folder = new TemporaryFolder();
        string[] files = await WriteProgramsAsync(folder);
        IReadOnlyList<InjectedScript> injected = DebugIdInjection.Run(folder.Path, TestContext.Current.CancellationToken);
        string before = Hash(folder);
        string output = await SentryAsync(sentry, folder);
        Assert.Equal(before, Hash(folder));
        Assert.DoesNotContain("Modified", output, StringComparison.Ordinal);
        Assert.All(injected, script => Assert.Contains($"{script.Id:D} - ./{script.Script}\n", output, StringComparison.Ordinal));
        Assert.Equal(files.Length, injected.Count);
    }

    [Fact]
    public async Task What_Sentrys_tool_injected_is_there_already()
    {
        Node.Needs("esbuild", Judges);
        string sentry = CrashTools.Sentry;
        using var folder = new TemporaryFolder();
        string[] files = await WriteProgramsAsync(folder);
        await SentryAsync(sentry, folder);
        string before = Hash(folder);
        IReadOnlyList<InjectedScript> found = DebugIdInjection.Run(folder.Path, TestContext.Current.CancellationToken);

        // It writes no id into maps that it does not find itself: those beside a script that names none.
        Assert.All(found, script => Assert.NotNull(script.Id));
        Assert.Equal(files.Length, found.Count);
        Assert.All(found.Where(script => script.Script.StartsWith("main", StringComparison.Ordinal)),
            script => Assert.Equal(InjectionOutcome.AlreadyThere, script.Outcome));
        Assert.Equal(before.Split('\n').Where(line => !line.Contains(".map", StringComparison.Ordinal)),
            Hash(folder).Split('\n').Where(line => !line.Contains(".map", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Node_maps_stacks_to_the_same_places()
    {
        Node.Needs("esbuild", Judges);
        using var folder = new TemporaryFolder();
        await BundleAsync(folder, minify: true);
        string[] ways = ["callback", "constructor", "waiting", "parsed"];
        string[][] runs = [.. ways.Select(way => new[] { "--enable-source-maps", folder.At("main.js"), way })];
        string before = await RunAsync(runs);
        DebugIdInjection.Run(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(before, await RunAsync(runs));
        Assert.Contains("prices.mjs:3:", before, StringComparison.Ordinal);
        using SourceMap map = SourceMap.OpenStrictly(folder.At("main.js.map"), "main.js.map");
        Assert.NotNull(map.DebugId);
    }

    private static async Task<string[]> WriteProgramsAsync(TemporaryFolder folder)
    {
        await BundleAsync(folder, minify: false);
        foreach ((string name, string program) in Programs)
        {
            folder.Write(name, program);
            folder.Write(name + ".map", MapText.Map("AAAA"));
        }

        return [.. Programs.Keys.Append("main.js")];
    }

    private static Task<JsonElement> BundleAsync(TemporaryFolder folder, bool minify) => Node.AskAsync(
        SourceTree.At(Judges, "bundle.mjs"), new { entries = new[] { SourceTree.At(Sample) }, folder = folder.Path, options = new { minify } });

    private static Task<JsonElement> AskAsync(string[][] runs) => Node.AskAsync(SourceTree.At(Judges, "run.mjs"), new { runs });

    private static async Task<string> RunAsync(string[][] runs)
    {
        var text = new StringBuilder();
        foreach (JsonElement run in (await AskAsync(runs)).EnumerateArray())
            text.Append($"{run.GetProperty("code")} {run.GetProperty("output")} {run.GetProperty("error")}\n");
        return text.ToString();
    }

    private static async Task<string> SentryAsync(string sentry, TemporaryFolder folder)
    {
        var command = new ChildCommand(sentry, ["sourcemaps", "inject", "."])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = folder.Path, ["NO_COLOR"] = "1" },
            WorkingDirectory = folder.Path,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static string Hash(TemporaryFolder folder) => string.Join('\n', Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
}
