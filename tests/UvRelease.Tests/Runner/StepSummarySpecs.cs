using System.Text;
using FsCheck.Fluent;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public class StepSummarySpecs
{
    private const string Note = "\n\n> **Cut here**: the rest is over GitHub's limit of 1 MiB for a summary.\n";

    [Theory]
    [InlineData(StepSummary.Limit, false)]
    [InlineData(StepSummary.Limit + 1, true)]
    [InlineData(3 * StepSummary.Limit, true)]
    public async Task A_summary_over_a_mebibyte_is_cut_at_a_line_with_a_note(int bytes, bool cut)
    {
        using var run = new StepRun();
        string line = "é👩 a line\n";
        string text = string.Concat(Enumerable.Repeat(line, bytes / Encoding.UTF8.GetByteCount(line)));
        text += new string('x', bytes - Encoding.UTF8.GetByteCount(text));
        int code = await run.RunAsync(context =>
        {
            context.Summary.Append(text);
            return new StepResult.Done();
        });
        Assert.Equal(0, code);
        Assert.InRange(new FileInfo(run.Variables["GITHUB_STEP_SUMMARY"]).Length, StepSummary.Limit - 200, StepSummary.Limit);
        Assert.Equal(cut ? Note : text[^Note.Length..], run.Summary[^Note.Length..]);
        Assert.StartsWith(run.Summary[..^Note.Length], text, StringComparison.Ordinal);
        Assert.EndsWith(cut ? "a line" : "", run.Summary[..^Note.Length], StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_in_the_file_already_counts()
    {
        using var run = new StepRun();
        string file = run.Variables["GITHUB_STEP_SUMMARY"];
        File.WriteAllText(file, new string('x', StepSummary.Limit - 100));
        var summary = new StepSummary();
        summary.Append(string.Concat(Enumerable.Repeat("a line\n", 100)));
        summary.WriteTo(file, new SecretMask());
        Assert.InRange(new FileInfo(file).Length, StepSummary.Limit - 100, StepSummary.Limit);
        Assert.EndsWith(Note, run.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("```\n", "\n```")]
    [InlineData("```diff\n```\n~~~~ x\n```\n~~~\n", "\n~~~~")]
    [InlineData("````md\n```\n", "\n````")]
    [InlineData("  ```\n````\n", "")]
    [InlineData("```\n``` not closed\n", "\n```")]
    [InlineData("`` code ``\n", "")]
    public void An_open_fence_is_closed(string markdown, string closed)
    {
        string cut = StepSummary.Cut(markdown + new string('x', 1000), 200);
        Assert.Equal(markdown.TrimEnd('\n') + closed + Note, cut);
    }

    [Fact]
    public void A_cut_text_fits_and_is_the_beginning_of_the_whole() =>
        Prop.ForAll(
            Gen.Elements("a", "é", "👩", "\n", "```\n", "````", "~~~", " ", "x\n").ArrayOf(100).Select(string.Concat).ToArbitrary(),
            Gen.Choose(0, 200).ToArbitrary(),
            (markdown, limit) =>
            {
                string cut = StepSummary.Cut(markdown, limit);
                Assert.True(Encoding.UTF8.GetByteCount(cut) <= limit);
                if (cut == markdown || cut.Length == 0)
                    return;
                string kept = cut[..^Note.Length];
                Assert.True(markdown.StartsWith(kept, StringComparison.Ordinal) || kept.EndsWith('`') || kept.EndsWith('~'));
            }).Check(tests: 300);

    [Fact]
    public async Task Secrets_are_struck_out_of_a_summary_in_the_form_that_Markdown_gives_them()
    {
        using var run = new StepRun { Variables = { ["INPUT_TOKEN"] = "se_same*[open]" } };
        await run.RunAsync(context =>
        {
            context.Summary.Append("se_same*[open] " + UvRelease.Releases.MarkdownText.Inline("and se_same*[open]"));
            return new StepResult.Done();
        });
        Assert.Equal("*** and ***", run.Summary);
    }
}
