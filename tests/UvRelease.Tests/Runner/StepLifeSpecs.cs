using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public class StepLifeSpecs
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new ReleaseException(Fault.Refused, "The gate is closed. Open it."), 1 },
        { new ReleaseException(Fault.Input, "The gate is closed. Open it."), 2 },
        { new ReleaseException(Fault.Environment, "The gate is closed. Open it."), 3 },
        { new ChildStartException("The gate is closed. Open it."), 3 },
        { new IOException("The gate is closed. Open it."), 3 },
        { new UnauthorizedAccessException("The gate is closed. Open it."), 3 },
        { new InvalidOperationException("The gate is closed. Open it."), 70 },
        { new OperationCanceledException("The gate is closed. Open it."), 70 },
    };

    [Fact]
    public async Task A_step_that_is_done_exits_with_0()
    {
        using var run = new StepRun();
        Assert.Equal(0, await run.RunAsync(_ => new StepResult.Done(ScriptedStep.Text.Is("a\nb"))));
        Assert.Equal("text<<ghadelimiter_token-1\na\nb\nghadelimiter_token-1\nresult<<ghadelimiter_token-2\ndone\nghadelimiter_token-2\n", run.Outputs);
        Assert.Equal("", run.Output + run.Error);
    }

    [Fact]
    public async Task Who_may_not_write_in_somebody_else_s_workspace_is_told_whose_it_is()
    {
        Assert.SkipUnless(FileOwner.CanGiveAway, "Only root can give files away.");
        using var run = new StepRun();
        new FileOwner(1001, 1001).Take(run.Workspace);
        Assert.Equal(3, await run.RunAsync((_, _) => throw new UnauthorizedAccessException("No.")));
        Assert.Matches("^::error::No. The workspace belongs to user 1001, and this step runs as user 0. .*safe.directory", run.Output);
    }

    [Fact]
    public async Task A_skipped_step_exits_with_0_and_says_why()
    {
        using var run = new StepRun();
        Assert.Equal(0, await run.RunAsync(_ => new StepResult.Skipped("There is nothing to do.", ScriptedStep.Text.Is("none"))));
        Assert.Equal("skipped", RunnerFile.Read(run.Outputs)["result"]);
        Assert.Equal("none", RunnerFile.Read(run.Outputs)["text"]);
        Assert.Equal("::notice title=Skipped::There is nothing to do.\n", run.Output);
    }

    [Theory]
    [InlineData(Fault.Refused, 1)]
    [InlineData(Fault.Input, 2)]
    [InlineData(Fault.Environment, 3)]
    public async Task A_failed_step_exits_with_the_code_of_its_fault_and_keeps_its_outputs(Fault fault, int code)
    {
        using var run = new StepRun();
        var error = new ReleaseException(fault, "The notes are empty. Write some.") { File = "docs/notes.md", Line = 3, Column = 7 };
        Assert.Equal(code, await run.RunAsync(_ => new StepResult.Failed(error, ScriptedStep.Text.Is("kept"))));
        Assert.Equal("kept", RunnerFile.Read(run.Outputs)["text"]);
        Assert.Equal("failed", RunnerFile.Read(run.Outputs)["result"]);
        Assert.StartsWith("::error file=docs/notes.md,line=3,col=7::The notes are empty. Write some.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task An_exception_ends_as_a_sentence_and_an_exit_code(Exception exception, int code)
    {
        using var run = new StepRun();
        Assert.Equal(code, await run.RunAsync(_ => throw exception));
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(code == 70 ? $"::error::This is a bug in uv-release: {exception.GetType().Name}: The gate" : "::error::The gate is closed. Open it.",
            lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("::debug::", lines[1], StringComparison.Ordinal);
        Assert.Contains("   at ", lines[1], StringComparison.Ordinal);
        Assert.Equal("failed", RunnerFile.Read(run.Outputs)["result"]);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public async Task At_a_terminal_a_stack_trace_is_shown_only_where_debug_logging_is_on(string? debug, bool shown)
    {
        using var run = new StepRun(inActions: false);
        if (debug is not null)
            run.Variables["RUNNER_DEBUG"] = debug;
        Assert.Equal(70, await run.RunAsync(_ => throw new InvalidOperationException("Oh.")));
        Assert.StartsWith("error: This is a bug in uv-release: InvalidOperationException: Oh.", run.Error, StringComparison.Ordinal);
        Assert.Equal(shown, run.Error.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_output_that_is_not_declared_is_a_bug()
    {
        using var run = new StepRun();
        Assert.Equal(70, await run.RunAsync(_ => new StepResult.Done(ScriptedStep.Text.Is("kept"), new Output("other", "").Is("x"))));
        Assert.Contains("The output 'other' is not declared by scripted.", run.Output, StringComparison.Ordinal);
        Assert.Equal(["text", "result"], RunnerFile.Read(run.Outputs).Keys);
    }

    [Fact]
    public async Task An_output_that_holds_a_secret_is_refused()
    {
        using var run = new StepRun { Variables = { ["INPUT_TOKEN"] = "sesame-open" } };
        Assert.Equal(1, await run.RunAsync(_ => new StepResult.Done(ScriptedStep.Text.Is("user:sesame-open"))));
        Assert.Contains("::error::The output 'text' holds the text of a secret", run.Output, StringComparison.Ordinal);
        Assert.Equal("failed", Assert.Single(RunnerFile.Read(run.Outputs)).Value);
    }

    [Theory]
    [InlineData("e")]
    [InlineData("failed")]
    [InlineData("done")]
    public async Task A_secret_that_is_a_part_of_our_own_words_hides_no_result(string secret)
    {
        using var run = new StepRun { Variables = { ["INPUT_TOKEN"] = secret } };
        Assert.Equal(0, await run.RunAsync(_ => new StepResult.Done()));
        Assert.Equal("done", RunnerFile.Read(run.Outputs)["result"]);
        Assert.Equal(70, await run.RunAsync(_ => throw new InvalidOperationException("Oh.")));
        Assert.Equal("failed", RunnerFile.Read(run.Outputs)["result"]);
    }

    [Fact]
    public async Task An_output_with_a_NUL_character_is_a_bug()
    {
        using var run = new StepRun();
        Assert.Equal(70, await run.RunAsync(_ => new StepResult.Done(ScriptedStep.Text.Is("a\0b"))));
        Assert.Contains("'text' holds a NUL character", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_file_that_can_not_be_written_is_a_sentence_and_3()
    {
        using var run = new StepRun();
        run.Variables["GITHUB_OUTPUT"] = run.At("nowhere", "OUTPUT");
        Assert.Equal(3, await run.RunAsync(_ => new StepResult.Done(ScriptedStep.Text.Is("x"))));
        Assert.StartsWith("::error::", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nThe output 'result' can't be written: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_that_can_not_be_written_changes_no_outcome()
    {
        using var run = new StepRun();
        run.Variables["GITHUB_STEP_SUMMARY"] = run.Workspace;
        int code = await run.RunAsync(context =>
        {
            context.Summary.Append("text");
            return new StepResult.Done();
        });
        Assert.Equal(0, code);
        Assert.StartsWith("The summary can't be written: ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a missing folder")]
    [InlineData("")]
    public async Task A_workspace_that_is_no_folder_is_a_sentence(string folder)
    {
        using var run = new StepRun();
        run.Variables["GITHUB_WORKSPACE"] = folder;
        int code = await run.RunAsync(context => new StepResult.Done(ScriptedStep.Text.Is(context.Workspace.Root)));
        if (folder.Length == 0)
            Assert.Equal((0, run.Workspace), (code, RunnerFile.Read(run.Outputs)["text"]));
        else
            Assert.StartsWith("::error::The workspace 'a missing folder' is no folder.", run.Output, StringComparison.Ordinal);
        Assert.Equal(folder.Length == 0 ? 0 : 3, code);
    }

    [Fact]
    public async Task A_cancelled_step_exits_with_the_code_of_its_signal_and_puts_out_no_result()
    {
        using var run = new StepRun();
        int code = await run.RunAsync(async (_, token) =>
        {
            run.Cancel();
            await Task.Delay(Timeout.Infinite, token);
            return new StepResult.Done();
        });
        Assert.Equal(143, code);
        Assert.Equal("", run.Outputs);
        Assert.EndsWith("Cancelled: children ended, unfinished files removed.\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("::error", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_because_of_a_cancellation_is_no_failure_of_the_step()
    {
        using var run = new StepRun();
        int code = await run.RunAsync(_ =>
        {
            run.Cancel();
            throw new ReleaseException(Fault.Environment, "git was ended by signal 2.");
        });
        Assert.Equal(143, code);
        Assert.DoesNotContain("::error", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_Actions_outputs_are_lines_of_standard_output_and_everything_else_is_standard_error()
    {
        using var run = new StepRun(inActions: false);
        int code = await run.RunAsync(context =>
        {
            using (context.Log.Group("a group"))
                context.Log.Info("::warning::as it stands");
            context.Log.Debug("not shown");
            context.Log.Warning("look", new Location("a.md", 3, Column: 7));
            context.Summary.Append("nobody reads it");
            context.Files.ExportVariable("NAME", "nobody takes it");
            context.Files.AddPath("/nobody/takes/it");
            context.Files.SaveState("name", "nobody takes it");
            return new StepResult.Done(ScriptedStep.Text.Is("a=b\nc"));
        });
        Assert.Equal(0, code);
        Assert.Equal("text=a=b%0Ac\nresult=done\n", run.Output);
        Assert.Equal("a group\n::warning::as it stands\nwarning: a.md:3:7: look\n", run.Error);
    }

    [Fact]
    public async Task Outside_of_Actions_nothing_is_masked_by_command_but_struck_out_all_the_same()
    {
        using var run = new StepRun(inActions: false) { StandardInput = "sesame-open\n" };
        int code = await run.RunAsync(
            context =>
            {
                context.Log.Info("Bearer sesame-open");
                return new StepResult.Done();
            },
            "--token-file", "-");
        Assert.Equal(0, code);
        Assert.Equal("Bearer ***\n", run.Error);
    }
}
