using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public sealed class RunnerFilesSpecs : IDisposable
{
    private readonly StepRun run = new();

    private RunnerFiles Files => new(run.Environment(), new SecretMask());

    [Fact]
    public void A_token_is_a_random_uuid()
    {
        StepEnvironment process = StepEnvironment.OfProcess();
        string[] tokens = [process.NewToken(), process.NewToken()];
        Assert.All(tokens, token => Assert.Equal((token, 4), (Guid.Parse(token).ToString(), Guid.Parse(token).Version)));
        Assert.NotEqual(tokens[0], tokens[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData("a<<b")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void A_name_that_would_be_read_as_something_else_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => Files.SetOutput(name, "x"));
        Assert.Throws<ArgumentException>(() => Files.ExportVariable(name, "x"));
        Assert.Throws<ArgumentException>(() => Files.SaveState(name, "x"));
        Assert.Equal("", run.Outputs);
    }

    [Fact]
    public void A_delimiter_that_occurs_in_the_value_is_refused()
    {
        run.Tokens.Enqueue("x");
        Assert.Throws<ArgumentException>(() => Files.SetOutput("name", "a\nghadelimiter_x\nresult<<y\ndone\ny"));
        Assert.Equal("", run.Outputs);
    }

    [Theory]
    [InlineData("NODE_OPTIONS")]
    [InlineData("node_options")]
    public void NODE_OPTIONS_is_refused_as_the_runner_refuses_it(string name) =>
        Assert.Throws<ArgumentException>(() => Files.ExportVariable(name, "x"));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void A_path_of_many_lines_is_refused(string path) => Assert.Throws<ArgumentException>(() => Files.AddPath(path));

    [Fact]
    public void A_value_may_be_as_long_as_the_kernel_takes_it_and_no_longer()
    {
        string longest = new('x', 131_072 - "INPUT_NAME=".Length - 1);
        Assert.True(RunnerFiles.Fits("NAME", longest));
        Assert.False(RunnerFiles.Fits("NAME", longest + "x"));
        Assert.False(RunnerFiles.Fits("NAME", longest[1..] + "é"));
        Files.ExportVariable("NAME", longest);
        Assert.Throws<ArgumentException>(() => Files.ExportVariable("NAME", longest + "x"));
    }

    [Fact]
    public async Task A_text_that_fits_no_input_is_left_to_its_file()
    {
        int code = await run.RunAsync(context => new StepResult.Done(
            context.TextOutput(ScriptedStep.Text, new string('x', 200_000), ScriptedStep.TextFile), ScriptedStep.TextFile.Is("notes.md")));
        Assert.Equal((0, ""), (code, RunnerFile.Read(run.Outputs)["text"]));
        Assert.StartsWith("::notice::The output 'text' is longer than a later step's input can be and is left empty. Read the file named by 'text-file'.",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_fits_is_put_out()
    {
        await run.RunAsync(context => new StepResult.Done(context.TextOutput(ScriptedStep.Text, "short", ScriptedStep.TextFile)));
        Assert.Equal("short", RunnerFile.Read(run.Outputs)["text"]);
    }

    [Fact]
    public void A_state_is_read_from_the_variable_of_the_post_step()
    {
        run.Variables["STATE_pid"] = "7";
        Assert.Equal(("7", ""), (Files.GetState("pid"), Files.GetState("other")));
    }

    public void Dispose() => run.Dispose();
}
