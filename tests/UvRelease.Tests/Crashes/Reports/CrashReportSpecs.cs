using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Symbols;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Crashes.Walking;
using Xunit;

namespace UvRelease.Tests.Crashes.Reports;

public sealed class CrashReportSpecs : IDisposable
{
    private static readonly string[] Chain =
    [
        "demo::Widget::paint(int) const", "demo::Widget::fail()", "demo::Widget::render(int)", "demo::Widget::render(int)", "demo::Widget::render(int)",
        "demo::Widget::render(int)", "demo::Scene<demo::Widget>::draw(int)", "run", "main",
    ];

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("crashpad-render")]
    [InlineData("crashpad-sanitized")]
    [InlineData("breakpad-render")]
    [InlineData("arm64-render")]
    [InlineData("arm64-signed-render")]
    public void The_crashed_thread_has_the_chain_of_calls_of_the_crasher(string dump)
    {
        CrashReport report = Report(dump);
        IReadOnlyList<StackFrame> frames = report.Threads[report.CrashedThread!.Value].Frames;
        Assert.Equal(Chain, frames.Take(Chain.Length).Select(frame => frame.Function));
        Assert.Equal(FrameTrust.Inline, frames[0].Trust);
        Assert.All(frames.Take(Chain.Length), frame => Assert.Equal("/build/crasher/crasher.cc", frame.File));
        Assert.Equal(("SIGSEGV / SEGV_MAPERR", 0ul), (report.Reason, report.Address));
        Assert.True(report.Modules.Single(module => module.Id.CodeFile.StartsWith("crasher", StringComparison.Ordinal)).HasSymbols);
    }

    [Theory]
    [InlineData("crashpad-render", "crasher")]
    [InlineData("fp-render", "crasher-fp")]
    [InlineData("breakpad-render", "crasher-breakpad")]
    [InlineData("arm64-render", "crasher-arm64")]
    public void Functions_files_and_lines_are_those_of_llvm_symbolizer(string dump, string program)
    {
        CrashReport report = Report(dump);
        // A caller is looked up where the call is. The innermost call of an address has its line, the outermost is the function; of those between dump_syms
        // leaves some out.
        StackFrame[] frames = [.. report.Threads[report.CrashedThread!.Value].Frames.Where(frame => frame.Module == program && frame.File is not null)];
        uint back = report.Processor == "arm64" ? 4u : 1u;
        var ours = new List<(string Place, string Function)>();
        var addresses = new List<string>();
        StackFrame? innermost = null;
        foreach (StackFrame frame in frames)
        {
            innermost ??= frame;
            if (frame.Trust == FrameTrust.Inline)
                continue;
            ours.Add(($"{innermost.File}:{innermost.Line}", Bare(frame.Function!)));
            addresses.Add($"0x{frame.ModuleOffset - (frame.Trust == FrameTrust.Context ? 0 : back):x}");
            innermost = null;
        }

        var command = new UvRelease.Posix.ChildCommand("llvm-symbolizer-19", [$"--obj={CrashCorpus.At("bin", program)}", "--output-style=LLVM", .. addresses])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
            WorkingDirectory = folder.Path,
        };
        string output = UvRelease.Posix.ChildProcess.Run(command, TestContext.Current.CancellationToken).Output;
        string[] answers = output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.True(ours.Count >= 8);
        Assert.Equal(answers.Select(answer => answer.Split('\n')).Select(lines => (lines[1][..lines[1].LastIndexOf(':')], Bare(lines[^2]))), ours);
    }

    [Fact]
    public void The_JSON_document_is_what_a_serializer_makes_of_its_record()
    {
        foreach (string dump in new[] { "crashpad-thread", "windows-render" })
        {
            CrashReport report = Report(dump);
            Assert.Equal(Reflected.Write(CrashReportDocument.Of(report)), Relaxed(CrashReportJson.Write(report)));
        }
    }

    [Fact]
    public void No_text_of_a_crash_becomes_Markdown_or_HTML()
    {
        const string Hostile = "a|b `c` ```\n```\n# x <script>alert(1)</script> <img src=x> [l](http://e.com) @user #1 ![i](http://e.com/i) \u202eabc";
        var module = new CrashModule(new ModuleId(Hostile, default, Hostile, null), null, 0, 1, false);
        var frame = new StackFrame { Module = Hostile, Function = Hostile, File = Hostile, Line = 1 };
        var report = new CrashReport
        {
            Kind = CrashKind.JavaScript,
            Reason = Hostile,
            Message = Hostile,
            CrashedThread = 0,
            Threads = [new CrashThread(1, Hostile, [frame, frame with { Function = null, File = null }]), new CrashThread(2, "```", [frame])],
            Modules = [module],
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = Hostile },
        };
        MarkdownPipeline reader = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build();
        MarkdownDocument page = Markdown.Parse(CrashReportMarkdown.Write(Hostile, report), reader);
        Assert.Empty(page.Descendants<LinkInline>());
        Assert.Empty(page.Descendants<AutolinkInline>());
        Assert.Empty(page.Descendants<HtmlInline>());
        string[] html = ["<details><summary>1 other thread</summary>", "</details>"];
        Assert.Equal(html, page.Descendants<HtmlBlock>().Select(block => block.Lines.ToString().Trim()));
        Assert.Equal([2, 1], page.Descendants<FencedCodeBlock>().Select(block => block.Lines.Count));
        Assert.DoesNotContain('\u202e', CrashReportMarkdown.Write(Hostile, report));
        Assert.DoesNotContain("@user", CrashReportMarkdown.Write(Hostile, report).Split("```")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_app_says_of_itself_is_shown_where_its_name_is_known_to_be_harmless()
    {
        string page = CrashReportMarkdown.Write("a", Report("crashpad-render"));
        Assert.Contains("| ver | 1\\.2.3 |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_stack_is_cut_in_its_middle()
    {
        string page = CrashReportMarkdown.Write("a", Report("crashpad-recursion"));
        Assert.Contains("  0 demo::Widget::paint(int) const", page, StringComparison.Ordinal);
        Assert.Matches(@"    … 2\d\d more …", page);
        Assert.Matches(@"25\d main  /build/crasher/crasher.cc:142", page);
    }

    public void Dispose() => folder.Dispose();

    private static string Bare(string function) => function.Split('(')[0].Split(' ')[^1];

    // The reflected serializer escapes more than is needed.
    private static string Relaxed(byte[] json) => Encoding.UTF8.GetString(json)
        .Replace("<", "\\u003C", StringComparison.Ordinal).Replace(">", "\\u003E", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("+", "\\u002B", StringComparison.Ordinal).Replace("'", "\\u0027", StringComparison.Ordinal).Replace("ï", "\\u00EF", StringComparison.Ordinal);

    private CrashReport Report(string name)
    {
        using Minidump dump = Minidump.Open(CrashCorpus.Dump(name), name);
        using var symbols = new SymbolCache([CrashCorpus.Symbols], folder.At("cache"));
        return WalkedReport.Of(StackWalker.Walk(dump, module => symbols.Find(module.Id)));
    }
}
