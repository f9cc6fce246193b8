using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public class LogSpecs
{
    [Fact]
    public async Task A_secret_is_masked_before_anything_else_is_printed()
    {
        using var run = new StepRun { Variables = { ["INPUT_TOKEN"] = "  s3sam:open/ü \n", ["INPUT_TOKN"] = "s3sam:open/ü" } };
        await run.RunAsync(context =>
        {
            context.Log.Info("Authorization: s3sam:open/ü");
            context.Log.Annotate(new Annotation(Severity.Error, "s3sam:open/ü", new Location("s3sam:open/ü"), "s3sam:open/ü"));
            context.Log.Debug("s3sam:open/ü");
            context.Log.Group("s3sam:open/ü").Dispose();
            context.Summary.Append("s3sam:open/ü");
            return new StepResult.Done();
        });
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("::add-mask::s3sam:open/ü", lines[0]);
        string[] masks = [.. lines.TakeWhile(line => line.StartsWith("::add-mask::", StringComparison.Ordinal))];
        Assert.Equal(
            ["::warning::There is no input 'tokn'; did you mean 'token'?", "Authorization: ***",
                "::error title=***,file=***::***", "::debug::***", "::group::***", "::endgroup::"],
            lines[masks.Length..]);
        Assert.Contains("::add-mask::" + Convert.ToBase64String("s3sam:open/ü"u8), masks);
        Assert.Equal("***", run.Summary);
    }

    [Fact]
    public async Task A_wrong_input_is_reported_after_the_secrets_are_masked()
    {
        using var run = new StepRun { Variables = { ["INPUT_TOKEN"] = "sesame-open", ["INPUT_COUNT"] = "sesame-open" } };
        Assert.Equal(2, await run.RunAsync(_ => new StepResult.Done()));
        Assert.DoesNotContain("sesame-open", run.Output.Replace("::add-mask::sesame-open\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Input 'count' is '***' and must be a whole number", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::add-mask::x")]
    [InlineData("feat: a\n  ::set-output name=a::b")]
    [InlineData("\t\u00a0::error::x")]
    [InlineData("\ufeff::error::x")]
    [InlineData("fix: ##[error]x")]
    [InlineData("##[add-mask]x")]
    [InlineData("::stop-commands::x")]
    [InlineData("::token-1::")]
    [InlineData("::TOKEN-1::\n::add-mask::x")]
    public async Task Text_that_the_runner_would_obey_is_printed_while_commands_are_stopped(string text)
    {
        using var run = new StepRun();
        await run.RunAsync(context =>
        {
            context.Log.Info(text);
            return new StepResult.Done();
        });
        string token = text.Contains("token-1", StringComparison.OrdinalIgnoreCase) ? "token-2" : "token-1";
        Assert.Equal($"::stop-commands::{token}\n{text}\n::{token}::\n", run.Output);
    }

    [Theory]
    [InlineData("fix: a std::vector is a::b")]
    [InlineData("#[derive] ## [x] #[")]
    [InlineData("100 % : done")]
    [InlineData("")]
    public async Task Harmless_text_is_printed_as_it_stands(string text)
    {
        using var run = new StepRun();
        await run.RunAsync(context =>
        {
            ((IProgress<string>)context.Log).Report(text);
            return new StepResult.Done();
        });
        Assert.Equal(text + "\n", run.Output);
    }

    [Fact]
    public async Task Control_characters_are_shown_and_not_obeyed()
    {
        using var run = new StepRun();
        await run.RunAsync(context =>
        {
            context.Log.Info("\u001b[31mred\u0007\u007f\u009b1m");
            context.Log.Info("progress\r::add-mask::x");
            context.Log.Annotate(new Annotation(Severity.Notice, "\u001b[2Ka\r\nb", Title: "\u001b]0;x\u0007"));
            context.Log.Group("\u001b[31mred").Dispose();
            context.Log.Debug("\u001b[31mred");
            return new StepResult.Done();
        });
        Assert.Equal(
            "␛[31mred␇\ufffd\ufffd1m\n"
            + "::stop-commands::token-1\nprogress\n::add-mask::x\n::token-1::\n"
            + "::notice title=␛]0;x␇::␛[2Ka%0Ab\n"
            + "::group::␛[31mred\n::endgroup::\n"
            + "::debug::␛[31mred\n",
            run.Output);
    }

    [Fact]
    public async Task Lines_of_many_threads_stay_whole()
    {
        using var run = new StepRun();
        await run.RunAsync(context =>
        {
            Parallel.For(0, 200, i => context.Log.Info($"::error::{i}"));
            return new StepResult.Done();
        });
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(600, lines.Length);
        foreach (string[] block in lines.Chunk(3))
            Assert.Equal($"::{block[0]["::stop-commands::".Length..]}::", block[2]);
    }
}
