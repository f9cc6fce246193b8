using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public class AnnotationSpecs
{
    [Theory]
    [InlineData(Severity.Notice, 9)]
    [InlineData(Severity.Notice, 10)]
    [InlineData(Severity.Warning, 10)]
    [InlineData(Severity.Error, 10)]
    public async Task Up_to_ten_findings_of_a_kind_are_shown_as_they_are(Severity severity, int count)
    {
        using StepRun run = await FindAsync((severity, count));
        Assert.Equal(Enumerable.Range(1, count).Select(i => $"::{Kind(severity)} file=f.md,line={i}::finding {i}"), run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal("", run.Summary);
    }

    [Theory]
    [InlineData(Severity.Notice, 11)]
    [InlineData(Severity.Warning, 25)]
    [InlineData(Severity.Error, 25)]
    public async Task More_than_ten_are_nine_and_a_table_of_all_in_the_summary(Severity severity, int count)
    {
        using StepRun run = await FindAsync((severity, count));
        string kind = Kind(severity);
        Assert.Equal(
            Enumerable.Range(1, 9).Select(i => $"::{kind} file=f.md,line={i}::finding {i}")
                .Concat(Enumerable.Range(10, count - 9).Select(i => $"{kind}: f.md:{i}: finding {i}")),
            run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(
            $"### {count} {kind}s\n\n| where | what |\n| --- | --- |\n"
                + string.Concat(Enumerable.Range(1, count).Select(i => $"| f.md:{i} | finding {i} |\n")),
            run.Summary);
    }

    [Fact]
    public async Task Kinds_are_counted_apart_and_the_worst_comes_first()
    {
        using StepRun run = await FindAsync((Severity.Notice, 11), (Severity.Warning, 10), (Severity.Error, 12));
        Assert.Equal(9, run.Output.Split('\n').Count(line => line.StartsWith("::notice ", StringComparison.Ordinal)));
        Assert.Equal(10, run.Output.Split('\n').Count(line => line.StartsWith("::warning ", StringComparison.Ordinal)));
        Assert.Equal(9, run.Output.Split('\n').Count(line => line.StartsWith("::error ", StringComparison.Ordinal)));
        Assert.Equal(["### 12 errors", "### 11 notices"], run.Summary.Split('\n').Where(line => line.StartsWith('#')));
    }

    [Fact]
    public async Task Hostile_findings_change_neither_log_nor_table()
    {
        using var run = new StepRun { Variables = { ["INPUT_TOKEN"] = "se_same<open>" } };
        await run.RunAsync(context =>
        {
            for (int i = 0; i < 11; i++)
                context.Log.Annotate(
                    new Annotation(Severity.Error, "a | b\n::add-mask::x <img src=x> [l](http://x) @you se_same<open>", new Location("x|y.md")));
            return new StepResult.Done();
        });
        string row = run.Summary.Split('\n')[4];
        Assert.Equal(@"| x\|y.md | a \| b ::add-mask::x &lt;img src=x&gt; \[l\](http&#58;//x) @" + "\u2060you *** |", row);
        Assert.DoesNotContain("same", run.Summary, StringComparison.Ordinal);
        string[] late = run.Output.TrimEnd('\n').Split('\n')[^6..];
        Assert.Equal("::stop-commands::token-2", late[0]);
        Assert.Equal("::token-2::", late[^1]);
    }

    private static string Kind(Severity severity) => severity.ToString().ToLowerInvariant();

    private static async Task<StepRun> FindAsync(params (Severity Severity, int Count)[] findings)
    {
        var run = new StepRun();
        await run.RunAsync(context =>
        {
            foreach ((Severity severity, int count) in findings)
            {
                for (int i = 1; i <= count; i++)
                    context.Log.Annotate(new Annotation(severity, $"finding {i}", new Location("f.md", i)));
            }

            return new StepResult.Done();
        });
        return run;
    }
}
