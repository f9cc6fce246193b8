using System.Text.Json;
using UvRelease.Fuzz.Crashes;
using UvRelease.Symbolicate;
using UvRelease.Tests.Crashes.Intake;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes;

/// <summary>From a dump to its report, as a workflow runs it.</summary>
public sealed class SymbolicateStepSpecs : IDisposable
{
    private const string MapId = "9c1f0a4e-6f3d-5b1e-8a52-0f6f2d9f1c11";

    private readonly StepRun run = new();

    [Fact]
    public async Task Dumps_of_a_folder_are_read_with_the_symbols_of_a_folder()
    {
        Dump("crashpad-thread", "a/one.dmp");
        Dump("windows-render", "two.dmp");
        Copy(CrashCorpus.Symbols, "symbols");
        Assert.Equal(0, await StepAsync(("symbols-folder", "symbols"), ("format", "all")));
        Assert.Matches("crashes<<(.*)\n2\n", run.Outputs);
        const string Thread = "### Thread 3, render-thread (crashed)\n\n```text\n  0 demo::Widget::paint(int) const  /build/crasher/crasher.cc:27  (inlined)\n";
        Assert.Contains(Thread, run.Summary, StringComparison.Ordinal);
        Assert.True(run.Summary.IndexOf("a/one.dmp", StringComparison.Ordinal) < run.Summary.IndexOf("two.dmp", StringComparison.Ordinal));
        Assert.Equal(
            CrashCorpus.Judge("minidump_stackwalk", "-m", CrashCorpus.Dump("crashpad-thread"), CrashCorpus.Symbols),
            File.ReadAllText(Report("a/one.dmp.stackwalk.txt")));
        JsonElement report = JsonDocument.Parse(File.ReadAllText(Report("a/one.dmp.report.json"))).RootElement;
        Assert.Equal("SIGSEGV / SEGV_MAPERR", report.GetProperty("reason").GetString());
        Assert.True(File.Exists(Report("two.dmp.report.md")));
        string[] lines = File.ReadAllLines(Path.Combine(run.Workspace, "release", "events.ndjson"));
        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["a/one.dmp", "two.dmp"], events.Select(one => one.GetProperty("subject").GetString()));
        Assert.Equal("SIGSEGV / SEGV_MAPERR", events[0].GetProperty("data").GetProperty("uv.crash.reason").GetString());
        // Secrets of the crashed process: the page of a run and its log are read by many.
        Assert.DoesNotContain("secret", run.Summary + run.Output + string.Concat(events.Select(one => one.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_folder_has_comes_from_the_store_and_is_kept()
    {
        Dump("crashpad-render", "one.dmp");
        Copy(CrashCorpus.Symbols, "store");
        Assert.Equal(0, await StepAsync(("store", "store"), ("cache-folder", "kept")));
        Assert.Contains("demo::Scene<demo::Widget>::draw(int)", run.Summary, StringComparison.Ordinal);
        string[] files = Directory.GetFiles(Path.Combine(run.Workspace, "kept", "store"), "*.sym", SearchOption.AllDirectories);
        string[] kept = [.. files.Select(Path.GetFileName).OfType<string>()];
        Assert.Contains("crasher.sym", kept);
        Assert.DoesNotContain(kept, name => name.StartsWith("libm.", StringComparison.Ordinal)); // no frame is in it

        // The store is gone, and the reports are the same.
        string first = File.ReadAllText(Report("one.dmp.report.json"));
        Directory.Delete(Path.Combine(run.Workspace, "store"), recursive: true);
        Directory.CreateDirectory(Path.Combine(run.Workspace, "store"));
        Assert.Equal(0, await StepAsync(("store", "store"), ("cache-folder", "kept")));
        Assert.Equal(first, File.ReadAllText(Report("one.dmp.report.json")));
    }

    [Fact]
    public async Task An_error_of_JavaScript_is_read_with_the_map_of_the_store()
    {
        Write("crashes/a.js-error.json", $$"""
            {"schema":"uv-release/js-error/1","app":"sample-app","version":"2.0.0","channel":"stable","process":"renderer","platform":"linux","arch":"x64",
            "electron":null,"device":null,"startup":false,"name":"TypeError","message":"x is <b>not</b> a function",
            "stack":"TypeError: x is <b>not</b> a function\n    at t (app:///main.js:1:9)",
            "debugIds":[{"file":"app:///main.js","id":"{{MapId}}"}]}
            """);
        Write($"store/sourcemaps/{MapId}.map", """{"version":3,"sources":["../src/a.ts"],"names":[],"mappings":"AAIE"}""");
        Assert.Equal(0, await StepAsync(("store", "store")));
        Assert.Contains("src/a.ts:5:3", run.Summary, StringComparison.Ordinal);
        Assert.Contains("TypeError: x is &lt;b&gt;not&lt;/b&gt; a function", run.Summary, StringComparison.Ordinal);
        Assert.Equal("javascript", JsonDocument.Parse(File.ReadAllText(Report("a.js-error.json.report.json"))).RootElement.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_crash_that_cannot_be_read_fails_the_step_after_all_others_were()
    {
        Dump("crashpad-render", "a.dmp");
        Write("crashes/b.dmp", "MDMP");
        Dump("crashpad-abort", "c.dmp");
        Assert.Equal(2, await StepAsync());
        Assert.Contains("b.dmp is no minidump to be trusted: at offset 4, the version needs 4 bytes, and 4 are there.", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Report("a.dmp.report.json")) && File.Exists(Report("c.dmp.report.json")) && !File.Exists(Report("b.dmp.report.json")));
    }

    [Fact]
    public async Task Symbols_of_another_build_are_refused()
    {
        Dump("crashpad-render", "a.dmp");
        string id = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(CrashCorpus.Symbols, "crasher"))));
        Write($"symbols/crasher/{id}/crasher.sym", "MODULE Linux x86_64 FAC4265A8D68396D5985A052E14787A50 crasher\n");
        Assert.Equal(2, await StepAsync(("symbols-folder", "symbols")));
        Assert.Contains("has the symbols of another build", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbols_of_another_processor_are_passed_over_with_a_word()
    {
        Dump("crashpad-render", "a.dmp");
        Copy(CrashCorpus.Symbols, "symbols");
        string id = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(CrashCorpus.Symbols, "crasher"))));
        string file = Path.Combine(run.Workspace, "symbols", "crasher", id, "crasher.sym");
        File.WriteAllText(file, File.ReadAllText(file).Replace("MODULE Linux x86_64 ", "MODULE Linux arm64 ", StringComparison.Ordinal));
        Assert.Equal(0, await StepAsync(("symbols-folder", "symbols")));
        Assert.Contains("::warning::a.dmp: The symbols of crasher are of arm64 and the minidump is of amd64", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("demo::Scene", run.Summary, StringComparison.Ordinal);
        Assert.Contains("libc.so.6", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crashes_that_count_for_no_release_are_named()
    {
        using var stage = new IntakeStage(folder: Path.Combine(run.Workspace, "intake"));
        run.Time = stage.Time;
        await stage.Send(new MadeUpload());
        Assert.Equal(0, await StepAsync(("intake-store", "intake"), ("app", "demo")));
        Assert.Contains("::warning::1 report of a crash counts for no release", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task An_event_of_the_intake_names_the_reports_that_are_read(bool isFile)
    {
        using var stage = new IntakeStage(folder: Path.Combine(run.Workspace, "intake"));
        run.Time = stage.Time;
        string id = (await stage.Send(new MadeUpload { Dump = File.ReadAllBytes(CrashCorpus.Dump("crashpad-render")) })).Text;
        await stage.Send(new MadeUpload());
        stage.Time.Now = stage.Time.Now.AddDays(30); // events may be read later than the usual days
        string sent = """{"specversion":"1.0","type":"uv.crash.reported","data":{"uv.crash.id":"ID","uv.crash.kind":"native"}}"""
            .Replace("ID", id, StringComparison.Ordinal);
        Write("events.ndjson", $"{sent.Replace("reported", "other", StringComparison.Ordinal)}\n{sent}\n{sent}\n");
        Assert.Equal(0, await StepAsync(("intake-store", "intake"), ("event", isFile ? "events.ndjson" : sent.Replace(",", ",\n ", StringComparison.Ordinal))));
        Assert.Equal([id + ".dmp.report.json"], Directory.GetFiles(Path.Combine(run.Workspace, "release", "crashes")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{}", "'type' is missing"), InlineData("missing.ndjson", "can't be read"), InlineData("../out", "which leads out of")]
    [InlineData("{\"type\":\"uv.crash.other\"}", "has no event uv.crash.reported")]
    [InlineData("{\"type\":\"uv.crash.reported\",\"data\":{\"uv.crash.id\":\"../x\"}}", "is no id of a report")]
    [InlineData("{\"type\":\"uv.crash.reported\",\"data\":{\"uv.crash.id\":\"2026-01-01-0123456789abcdef0123456789abcdef\"}}",
        "There is no report 2026-01-01-")]
    public async Task An_event_that_names_no_report_is_refused(string sent, string sentence)
    {
        Directory.CreateDirectory(Path.Combine(run.Workspace, "intake"));
        Assert.Equal(2, await StepAsync(("intake-store", "intake"), ("event", sent)));
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
        Assert.Equal(2, await StepAsync(("event", sent)));
    }

    [Fact]
    public async Task A_folder_without_crashes_is_skipped_and_no_folder_is_an_error()
    {
        Assert.Equal(2, await StepAsync());
        Directory.CreateDirectory(Path.Combine(run.Workspace, "crashes"));
        Assert.Equal(0, await StepAsync());
        Assert.Contains("skipped", run.Outputs, StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();

    private Task<int> StepAsync(params (string, string)[] more) =>
        run.StepAsync<SymbolicateOptions, SymbolicateStep>([("crashes", "crashes"), .. more]);

    private string Report(string name) => Path.Combine(run.Workspace, "release", "crashes", name);

    private void Dump(string dump, string name)
    {
        string path = Path.Combine(run.Workspace, "crashes", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(CrashCorpus.Dump(dump), path);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(run.Workspace, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Copy(string folder, string name)
    {
        foreach (string file in Directory.GetFiles(folder, "*.sym", SearchOption.AllDirectories))
        {
            string path = Path.Combine(run.Workspace, name, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }
}
