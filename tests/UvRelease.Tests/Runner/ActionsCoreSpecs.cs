using System.Text;
using System.Text.Json;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Runner;

/// <summary>The judge of what a step writes is npm's @actions/core.</summary>
public sealed class ActionsCoreSpecs(ActionsCoreSpecs.Core core) : IClassFixture<ActionsCoreSpecs.Core>
{
    private static readonly (string? Title, Location? At)[] Positions =
    [
        (null, null), ("", null), ("a title", null), ("", new Location("")), (null, new Location("a,b:c.md")),
            ("T:i,t%\n", new Location("a,b:c.md", 3, 4, 1, 2)),
        (null, new Location("f", 1)), (null, new Location("f", 0)), (null, new Location("f", 1, 2)),
            (null, new Location("f", 1, Column: 7)), ("t", new Location("f", EndColumn: 9)),
    ];

    private static readonly string[] Inputs =
    [
        .. HostileText.All.Where(text => text.Length < 1000 && !text.Any(char.IsSurrogate)),
            "👩‍👧", "true", "True", "TRUE", " true ", "false", "False", "FALSE", "yes", "1", "tRuE", "on",
        " a \n\n b\n", "a\r\n\r\nb", "\ufeffa\u00a0", "a\u0085", "\u180ea", "\u3000a\u2003\n\u2028b",
    ];

    [Fact]
    public async Task Outputs_are_byte_for_byte_those_of_actions_core() =>
        await EqualFilesAsync("output", "GITHUB_OUTPUT", (files, value) => files.SetOutput("name", value));

    [Fact]
    public async Task Variables_are_byte_for_byte_those_of_actions_core() =>
        await EqualFilesAsync("env", "GITHUB_ENV", (files, value) => files.ExportVariable("NAME", value), value => RunnerFiles.Fits("NAME", value));

    [Fact]
    public async Task States_are_byte_for_byte_those_of_actions_core() =>
        await EqualFilesAsync("state", "GITHUB_STATE", (files, value) => files.SaveState("name", value));

    [Fact]
    public async Task Paths_are_byte_for_byte_those_of_actions_core() =>
        await EqualFilesAsync("path", "GITHUB_PATH", (files, value) => files.AddPath(value), value => value.AsSpan().IndexOfAny('\r', '\n') < 0);

    [Fact]
    public async Task Summaries_are_byte_for_byte_those_of_actions_core()
    {
        JsonElement expected = await core.AnswerAsync("summary");
        for (int i = 0; i < HostileText.All.Length; i++)
        {
            using var run = new StepRun();
            var summary = new StepSummary();
            summary.Append(HostileText.All[i]);
            summary.WriteTo(run.Variables["GITHUB_STEP_SUMMARY"], new SecretMask());
            Assert.Equal(expected[i].GetBytesFromBase64(), File.ReadAllBytes(run.Variables["GITHUB_STEP_SUMMARY"]));
        }
    }

    [Theory]
    [InlineData("error", Severity.Error)]
    [InlineData("warning", Severity.Warning)]
    [InlineData("notice", Severity.Notice)]
    public async Task Annotations_are_byte_for_byte_those_of_actions_core(string kind, Severity severity) =>
        await EqualLinesAsync(kind, value => new Annotation(severity, value).ToCommand());

    [Fact]
    public async Task Annotations_with_a_place_are_byte_for_byte_those_of_actions_core()
    {
        await EqualLinesAsync("titled", value => new Annotation(Severity.Error, value, new Location(value, 3, 4, 1, 2), value).ToCommand());
        JsonElement expected = await core.AnswerAsync("placed");
        for (int i = 0; i < Positions.Length; i++)
            Assert.Equal(Text(expected[i]), new Annotation(Severity.Warning, "message", Positions[i].At, Positions[i].Title).ToCommand() + "\n");
    }

    [Theory]
    [InlineData("debug")]
    [InlineData("add-mask")]
    public async Task Commands_are_byte_for_byte_those_of_actions_core(string name) =>
        await EqualLinesAsync(name == "add-mask" ? "mask" : name, value => WorkflowCommand.Format(name, value));

    [Fact]
    public async Task Groups_are_byte_for_byte_those_of_actions_core() =>
        await EqualLinesAsync("group", value => WorkflowCommand.Format("group", value) + "\n" + WorkflowCommand.Format("endgroup", ""));

    [Fact]
    public async Task Inputs_are_read_as_actions_core_reads_them()
    {
        (JsonElement text, JsonElement boolean, JsonElement lines) =
            (await core.AnswerAsync("text"), await core.AnswerAsync("boolean"), await core.AnswerAsync("lines"));
        for (int i = 0; i < Inputs.Length; i++)
        {
            if (text[i].GetString() is not { } expected)
                continue;
            string trimmed = InputText.Trim(Inputs[i]);
            Assert.Equal(JsonSerializer.Deserialize<string>(expected), trimmed);
            Assert.Equal(boolean[i].GetString(), InputText.Boolean(trimmed) is { } value ? value ? "true" : "false" : null);
            Assert.Equal(JsonSerializer.Deserialize<string[]>(lines[i].GetString()!), InputText.Lines(Inputs[i]));
        }
    }

    [Fact]
    public async Task The_runner_reads_every_hostile_output_back_as_it_was()
    {
        Node.Needs("");
        Assert.SkipUnless(File.Exists(SourceTree.At("tests", "workflows", "protocol", "key-value-file.mjs")), "The runner's parser is not in this checkout.");
        using var run = new StepRun();
        string[] values = [.. HostileText.All.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))];
        var files = new RunnerFiles(run.Environment(), new SecretMask());
        for (int i = 0; i < values.Length; i++)
            files.SetOutput($"name-{i}", values[i]);
        string file = Convert.ToBase64String(File.ReadAllBytes(run.Variables["GITHUB_OUTPUT"]));
        JsonElement entries = (await Node.AskAsync(SourceTree.At("tests", "UvRelease.Tests", "Runner", "key-value-files.mjs"), (string[])[file]))[0];
        Assert.Equal(values.Length, entries.GetArrayLength());
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(($"name-{i}", values[i]), (entries[i][0].GetString(), entries[i][1].GetString()));
    }

    private static string Text(JsonElement base64) => Encoding.UTF8.GetString(base64.GetBytesFromBase64());

    private async Task EqualFilesAsync(string kind, string variable, Action<RunnerFiles, string> write, Func<string, bool>? weWrite = null)
    {
        JsonElement expected = await core.AnswerAsync(kind);
        for (int i = 0; i < HostileText.All.Length; i++)
        {
            if (weWrite?.Invoke(HostileText.All[i]) == false)
                continue;
            using var run = new StepRun();
            run.Tokens.Enqueue(HostileText.Uuid);
            write(new RunnerFiles(run.Environment(), new SecretMask()), HostileText.All[i]);
            Assert.Equal(expected[i].GetBytesFromBase64(), File.ReadAllBytes(run.Variables[variable]));
        }
    }

    private async Task EqualLinesAsync(string kind, Func<string, string> line)
    {
        JsonElement expected = await core.AnswerAsync(kind);
        for (int i = 0; i < HostileText.All.Length; i++)
            Assert.Equal(expected[i].GetBytesFromBase64(), Encoding.UTF8.GetBytes(line(HostileText.All[i]) + "\n"));
    }

    /// <summary>Asks @actions/core once for all tests.</summary>
    public sealed class Core
    {
        private readonly Lazy<Task<JsonElement>> answer = new(() => Node.AskAsync(
            SourceTree.At("tests", "UvRelease.Tests", "Runner", "actions-core-writers.mjs"),
            new { uuid = HostileText.Uuid, values = HostileText.All, inputs = Inputs, positions = Positions.Select(Properties) }));

        public async Task<JsonElement> AnswerAsync(string kind)
        {
            Node.Needs("@actions/core");
            return (await answer.Value).GetProperty(kind);
        }

        // What is not given is left out, as in a caller's object literal.
        private static Dictionary<string, object> Properties((string? Title, Location? At) position)
        {
            (string Key, object? Value)[] all =
            [
                ("title", position.Title), ("file", position.At?.File), ("startLine", position.At?.Line), ("endLine", position.At?.EndLine),
                ("startColumn", position.At?.Column), ("endColumn", position.At?.EndColumn),
            ];
            return all.Where(property => property.Value is not null)
                .ToDictionary(property => property.Key, property => property.Value!, StringComparer.Ordinal);
        }
    }
}
