using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

public class InputSpecs
{
    [Fact]
    public async Task Inputs_that_are_not_given_have_their_defaults()
    {
        using var run = new StepRun { Variables = { ["INPUT_NAME"] = "", ["INPUT_NOTE"] = " \r\n ", ["INPUT_ENTRIES"] = "\n" } };
        EveryInput options = await ReadAsync(run);
        Assert.Equal(
            ("anonymous", null, false, null, new Percentage(100), null, Colour.Red, ".", null),
            (options.Name, options.Note, options.DryRun, options.Count, options.Share, options.Patience,
                options.Colour, options.Folder.Relative, options.Token));
        Assert.Empty(options.Entries);
    }

    [Fact]
    public async Task Every_type_is_read_from_its_variable()
    {
        using var run = new StepRun
        {
            Variables =
            {
                ["INPUT_NAME"] = " é ✓ ", ["INPUT_NOTE"] = "::add-mask::x", ["INPUT_DRY-RUN"] = "True", ["INPUT_COUNT"] = "-3", ["INPUT_SHARE"] = "12.5 %",
                ["INPUT_PATIENCE"] = "1h30m", ["INPUT_COLOUR"] = "dark-blue", ["INPUT_ENTRIES"] = " a \r\n\r\nb\tc\n",
                    ["INPUT_FOLDER"] = "a/../b/./c", ["INPUT_TOKEN"] = "one\ntwo three\n",
            },
        };
        EveryInput options = await ReadAsync(run);
        Assert.Equal(
            ("é ✓", "::add-mask::x", true, -3, new Percentage(12.5m), TimeSpan.FromMinutes(90), Colour.DarkBlue, "b/c", "one\ntwo three"),
            (options.Name, options.Note, options.DryRun, options.Count, options.Share, options.Patience,
                options.Colour, options.Folder.Relative, options.Token!.Reveal()));
        Assert.Equal(Path.Combine(run.Workspace, "b/c"), options.Folder.FullPath);
    }

    [Theory]
    [InlineData("DRY-RUN", "yes", "Input 'dry-run' is 'yes' and must be true or false.")]
    [InlineData("DRY-RUN", "tRuE", "Input 'dry-run' is 'tRuE' and must be true or false.")]
    [InlineData("DRY-RUN", "1", "Input 'dry-run' is '1' and must be true or false.")]
    [InlineData("COUNT", "1.5", "Input 'count' is '1.5' and must be a whole number.")]
    [InlineData("COUNT", "2147483648", "Input 'count' is '2147483648' and must be between -2147483648 and 2147483647.")]
    [InlineData("COUNT", "0x10", "Input 'count' is '0x10' and must be a whole number.")]
    [InlineData("SHARE", "101", "Input 'share' is '101' and must be a percentage from 0 to 100, such as 25 or 12.5%25.")]
    [InlineData("PATIENCE", "soon", "Input 'patience' is 'soon' and must be a duration such as 90s, 15m, 1h30m or 7d.")]
    [InlineData("COLOUR", "DarkBlue", "Input 'colour' is 'DarkBlue' and must be one of red, dark-blue.")]
    [InlineData("COLOUR", "1", "Input 'colour' is '1' and must be one of red, dark-blue.")]
    [InlineData("NAME", "a\nb", "Input 'name' holds the control character U+000A; remove it.")]
    [InlineData("NAME", "a\0b", "Input 'name' holds the control character U+0000; remove it.")]
    [InlineData("NAME", "a\u001b[0m", "Input 'name' holds the control character U+001B; remove it.")]
    [InlineData("ENTRIES", "a\nb\rc", "Input 'entries' holds the control character U+000D; remove it.")]
    [InlineData("FOLDER", "../x", "Input 'folder' is '../x', which leads out of the workspace; name a path inside it, relative to its root.")]
    public async Task A_wrong_input_is_2_and_a_sentence_that_says_what_is_right(string variable, string text, string sentence)
    {
        using var run = new StepRun { Variables = { ["INPUT_" + variable] = text } };
        Assert.Equal(2, await run.RunAsync(_ => new StepResult.Done()));
        Assert.Equal("::error::" + sentence, run.Output.Split('\n')[0]);
        Assert.Null(run.Options);
    }

    [Fact]
    public async Task Only_the_beginning_of_a_long_wrong_text_is_shown()
    {
        using var run = new StepRun { Variables = { ["INPUT_COUNT"] = new string('9', 200_000) } };
        Assert.Equal(2, await run.RunAsync(_ => new StepResult.Done()));
        Assert.StartsWith($"::error::Input 'count' is '{new string('9', 80)}…' and must be", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_reported_at_once()
    {
        using var run = new StepRun { Variables = { ["INPUT_COUNT"] = "many" } };
        int code = await run.RunAsync<RequiredInput>((_, _) => Task.FromResult<StepResult>(new StepResult.Done()));
        Assert.Equal(2, code);
        Assert.Equal(
            "::error::Input 'target' is required and was not given. Set it under `with:` of the step that uses scripted, or give --target at a terminal."
            + "%0AInput 'count' is 'many' and must be a whole number.",
            run.Output.Split('\n')[0]);
        Assert.Null(run.Options);
    }

    [Fact]
    public async Task A_required_input_of_white_space_is_not_given()
    {
        using var run = new StepRun { Variables = { ["INPUT_TARGET"] = " \n " } };
        Assert.Equal(2, await run.RunAsync<RequiredInput>((_, _) => Task.FromResult<StepResult>(new StepResult.Done())));
    }

    [Fact]
    public async Task An_unknown_input_is_a_warning_with_the_nearest_name_and_never_its_value()
    {
        using var run = new StepRun
        {
            Variables =
            {
                ["INPUT_DRY_RUN"] = "a secret value", ["INPUT_COLOR"] = "red", ["INPUT_NOTHING_LIKE_IT"] = "x", ["INPUT_A\n::ERROR::B"] = "x",
                ["INPUT_ARGS"] = "x", ["INPUT_ENTRYPOINT"] = "x", ["INPUTS"] = "x",
            },
        };
        await ReadAsync(run);
        Assert.Equal(
            [
                "::warning::There is no input 'a?::error::b'.",
                "::warning::There is no input 'color'; did you mean 'colour'?",
                "::warning::There is no input 'dry_run'; did you mean 'dry-run'?",
                "::warning::There is no input 'nothing_like_it'.",
            ],
            run.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_variable_has_upper_case_its_spaces_are_underscores_and_its_hyphens_stay()
    {
        InputDefinition input = StepDefinition.Of(typeof(EveryInput), typeof(ScriptedStep)).Inputs[0];
        Assert.Equal("INPUT_MY_DRY-RUN.ÜÑ", (input with { Name = "my dry-run.üñ" }).Variable);
    }

    [Fact]
    public void A_step_that_was_not_written_down_is_named() =>
        Assert.Contains("UvRelease.Runner.Generator",
            Assert.Throws<InvalidOperationException>(() => StepDefinition.Of(typeof(string), typeof(ScriptedStep))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_secret_that_slips_into_a_text_shows_nothing() =>
        Assert.DoesNotContain("sesame", new EveryInput { Token = new Secret("sesame") }.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("KeepAChangelog", "keep-a-changelog")]
    [InlineData("Red", "red")]
    [InlineData("X64", "x64")]
    [InlineData("", "")]
    public void A_name_of_the_code_is_kebab_case_for_users(string name, string expected) => Assert.Equal(expected, KebabCase.From(name));

    [Theory]
    [InlineData("tokn", "token")]
    [InlineData("TOKEN", "token")]
    [InlineData("dry_run", "dry-run")]
    [InlineData("form", "from")]
    [InlineData("dryrum", "dry-run")]
    [InlineData("xy", null)]
    [InlineData("", null)]
    [InlineData("release", null)]
    public void The_nearest_name_is_what_was_probably_meant(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Of(name, ["token", "dry-run", "from", "to"]));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604_800)]
    [InlineData("1d1h1m1s", 90_061)]
    [InlineData("0s", 0)]
    [InlineData("3650d", 315_360_000)]
    public void A_duration_is_numbers_with_units(string text, int seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("3651d")]
    [InlineData("99999999999s")]
    [InlineData("2147483647d2147483647h2147483647m2147483647s")]
    [InlineData("٣s")]
    public void Anything_else_is_no_duration(string text)
    {
        Assert.False(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }

    private static async Task<EveryInput> ReadAsync(StepRun run)
    {
        Assert.Equal(0, await run.RunAsync(_ => new StepResult.Done()));
        return Assert.IsType<EveryInput>(run.Options);
    }
}
