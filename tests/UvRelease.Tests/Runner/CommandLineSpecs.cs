using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public class CommandLineSpecs
{
    [Fact]
    public async Task Options_are_the_inputs_in_kebab_case()
    {
        using var run = new StepRun(inActions: false);
        int code = await run.RunAsync(
            _ => new StepResult.Done(),
            "--name", " a b ", "--dry-run", "--count=-3", "--share", "25%", "--patience=7d",
                "--colour", "dark-blue", "--entries", "a", "--entries=b\nc", "--folder", "..", "--note", "-x=y");
        var options = Assert.IsType<EveryInput>(run.Options);
        Assert.Equal((0, "a b", true, -3, Colour.DarkBlue, "-x=y"), (code, options.Name, options.DryRun, options.Count, options.Colour, options.Note));
        Assert.Equal(["a", "b", "c"], options.Entries);
        Assert.Equal(Path.GetDirectoryName(run.Workspace), options.Folder.FullPath);
    }

    [Theory]
    [InlineData("--dry-run=false", false)]
    [InlineData("--dry-run=TRUE", true)]
    [InlineData("--dry-run", true)]
    [InlineData("--dry-run=", false)]
    public async Task A_switch_may_be_given_its_value(string argument, bool expected)
    {
        using var run = new StepRun(inActions: false);
        await run.RunAsync(_ => new StepResult.Done(), argument);
        Assert.Equal(expected, Assert.IsType<EveryInput>(run.Options).DryRun);
    }

    [Theory]
    [InlineData("'name' is no option; options begin with --. See --help.", "name")]
    [InlineData("'-n' is no option; options begin with --. See --help.", "-n")]
    [InlineData("'--' is no option; options begin with --. See --help.", "--")]
    [InlineData("There is no option 'nam'; did you mean 'name'? See --help.", "--nam", "x")]
    [InlineData("There is no option 'NAME'; did you mean 'name'? See --help.", "--NAME=x")]
    [InlineData("There is no option '?[31m'. See --help.", "--\u001b[31m")]
    [InlineData("--name wants a value. One that begins with -- is written --name=--value. See --help.", "--name")]
    [InlineData("--name wants a value. One that begins with -- is written --name=--value. See --help.", "--name", "--dry-run")]
    [InlineData("--name is given twice; give it once.", "--name", "a", "--name", "b")]
    [InlineData("--token would show a secret to every process of the machine. Give --token-file PATH, or - for standard input.", "--token", "sesame")]
    [InlineData("--token would show a secret to every process of the machine. Give --token-file PATH, or - for standard input.", "--token=sesame")]
    [InlineData("--token-file names 'nowhere', which can't be read. Give the path of a readable file, or - for standard input.", "--token-file", "nowhere")]
    [InlineData("--token-file names 'a\ufffdb', which can't be read. Give the path of a readable file, or - for standard input.", "--token-file", "a\u009bb")]
    [InlineData("--token-file names '/dev/full', which has more than 262144 characters. No secret is so long.", "--token-file", "/dev/full")]
    [InlineData("--token-file names '/', which can't be read. Give the path of a readable file, or - for standard input.", "--token-file", "/")]
    [InlineData("There is no option 'from-inputs'. See --help.", "--from-inputs", "--dry-run")]
    public async Task A_wrong_command_line_is_2_and_a_sentence(string sentence, params string[] arguments)
    {
        using var run = new StepRun(inActions: false);
        Assert.Equal(2, await run.RunAsync(_ => new StepResult.Done(), arguments));
        Assert.Equal($"error: {sentence}\n", run.Error.Replace('␛', '?'));
        Assert.Equal("result=failed\n", run.Output);
        Assert.Null(run.Options);
    }

    [Fact]
    public async Task A_secret_comes_from_a_file_or_from_standard_input()
    {
        using var run = new StepRun(inActions: false) { StandardInput = "from input\n" };
        File.WriteAllText(Path.Combine(run.Workspace, "token"), "from file\r\n");
        await run.RunAsync(_ => new StepResult.Done(), "--token-file", "token");
        Assert.Equal("from file", Assert.IsType<EveryInput>(run.Options).Token!.Reveal());
        await run.RunAsync(_ => new StepResult.Done(), "--token-file=-");
        Assert.Equal("from input", Assert.IsType<EveryInput>(run.Options).Token!.Reveal());
    }

    [Fact]
    public async Task Variables_are_no_inputs_where_options_are_used()
    {
        using var run = new StepRun(inActions: false) { Variables = { ["INPUT_NAME"] = "x" } };
        await run.RunAsync(_ => new StepResult.Done());
        Assert.Equal("anonymous", Assert.IsType<EveryInput>(run.Options).Name);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_is_made_of_the_same_declarations(string argument)
    {
        using var run = new StepRun(inActions: false);
        Assert.Equal(0, await run.RunAsync(_ => new StepResult.Done(), argument));
        Golden.Matches(SourceTree.At("tests", "UvRelease.Tests", "Runner", "help.txt"), run.Output);
        Assert.Equal("", run.Error);
        Assert.Null(run.Options);
    }
}
