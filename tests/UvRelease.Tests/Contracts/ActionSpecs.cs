using System.Text;
using UvRelease.ReleaseTree.Tree;
using UvRelease.Runner;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace UvRelease.Tests.Contracts;

public class ActionSpecs
{
    [Theory]
    [MemberData(nameof(ActionFolder.All), MemberType = typeof(ActionFolder))]
    public void The_manifest_and_the_options_declare_the_same_inputs(string name)
    {
        ActionFolder action = ActionFolder.Open(name);
        Assert.Equal(action.Inputs.Select(input => (input.Name, (string?)input.Description)), action.Rows("inputs", "description"));
        Assert.Equal(action.Inputs.Select(input => (input.Name, input.Default)), action.Rows("inputs", "default"));
        Assert.Equal(action.Inputs.Select(input => (input.Name, input.Required ? "true" : null)), action.Rows("inputs", "required"));
    }

    [Theory]
    [MemberData(nameof(ActionFolder.All), MemberType = typeof(ActionFolder))]
    public void The_manifest_and_the_step_declare_the_same_outputs(string name)
    {
        ActionFolder action = ActionFolder.Open(name);
        Assert.Equal(action.Description.Outputs.Prepend(Output.Result).Select(output => (output.Name, (string?)output.Description)),
            action.Rows("outputs", "description"));
        Assert.Equal(action.Description.Summary, ((YamlScalarNode)action.Manifest["description"]).Value);
        Assert.Equal(action.Name, action.Description.Name);
    }

    [Theory]
    [MemberData(nameof(ActionFolder.All), MemberType = typeof(ActionFolder))]
    public void The_manifest_starts_the_console_itself_and_leaves_the_caller_no_door(string name)
    {
        var runs = (YamlMappingNode)ActionFolder.Open(name).Manifest["runs"];
        Assert.Equal("docker", ((YamlScalarNode)runs["using"]).Value);
        Assert.Equal("../../Dockerfile", ((YamlScalarNode)runs["image"]).Value);
        Assert.Equal("/app/" + name, ((YamlScalarNode)runs["entrypoint"]).Value);
        Assert.Equal([StepHost.FromInputs], ((YamlSequenceNode)runs["args"]).Select(argument => ((YamlScalarNode)argument).Value));
    }

    [Theory]
    [MemberData(nameof(ActionFolder.All), MemberType = typeof(ActionFolder))]
    public void Every_input_has_an_option_type_that_is_understood(string name)
    {
        foreach (InputDefinition input in ActionFolder.Open(name).Inputs)
        {
            bool known = input.ValueType.IsEnum || input.IsList
                || new[] { typeof(string), typeof(bool), typeof(int), typeof(TimeSpan), typeof(Secret),
                    typeof(WorkspacePath), typeof(OutputPath), typeof(UvRelease.Releases.Percentage) }.Contains(input.ValueType);
            Assert.True(known, $"{name}: {input.Name} has the type {input.ValueType}.");
            Assert.Matches("^[a-z][a-z0-9-]*$", input.Name);
        }
    }

    [Theory]
    [MemberData(nameof(ActionFolder.All), MemberType = typeof(ActionFolder))]
    public void The_readme_lists_every_input_and_output(string name)
    {
        ActionFolder action = ActionFolder.Open(name);
        string readme = Path.Combine(action.Path, "README.md");
        string text = File.Exists(readme) ? File.ReadAllText(readme) : $"# {name}\n\n<!-- inputs -->\n<!-- /inputs -->\n";
        const string begin = "<!-- inputs -->\n", end = "<!-- /inputs -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"{readme} has no {begin.Trim()} … {end} block.");
        Golden.Matches(readme, text[..(from + begin.Length)] + Tables(action) + text[to..]);
    }

    [Theory]
    [MemberData(nameof(ActionFolder.All), MemberType = typeof(ActionFolder))]
    public void Every_action_has_a_row_in_the_docs_and_a_template_to_copy(string name)
    {
        ActionFolder action = ActionFolder.Open(name);
        string row = Assert.Single(File.ReadAllLines(SourceTree.At("docs", "actions.md")),
            line => line.StartsWith($"| [{action.PublicName}](../actions/{name}/README.md) |", StringComparison.Ordinal));
        // Which image it is in, as the release tree names it.
        var lean = ImageReference.Parse($"lean@sha256:{new string('1', 64)}");
        var request = new TreeRequest { Image = ImageReference.Parse($"full@sha256:{new string('2', 64)}"), LeanImage = lean, Version = new(1, 0, 0) };
        Assert.EndsWith($"| {request.ImageOf(name).Text.Split('@')[0]} |", row, StringComparison.Ordinal);
        string[] templates = Directory.GetFiles(SourceTree.At("action-templates"), "*.yml");
        Assert.Contains(templates, template => File.ReadAllText(template).Contains($"uses: org/uv-release/{action.PublicName}@v1", StringComparison.Ordinal));
        Assert.All(templates, template => Assert.True(File.Exists(Path.ChangeExtension(template, ".properties.json")), $"{template} has no properties file."));
    }

    private static string Tables(ActionFolder action)
    {
        var text = new StringBuilder("\n| input | what | default |\n| --- | --- | --- |\n");
        foreach (InputDefinition input in action.Inputs)
            text.Append($"| `{input.Name}`{(input.Required ? " (required)" : "")} | {Cell(input.Description)} | "
                + $"{(input.Default is { Length: > 0 } standard ? $"`{Cell(standard)}`" : "")} |\n");
        text.Append("\n| output | what |\n| --- | --- |\n");
        foreach (Output output in action.Description.Outputs.Prepend(Output.Result))
            text.Append($"| `{output.Name}` | {Cell(output.Description)} |\n");
        return text.Append('\n').ToString();
    }

    private static string Cell(string text) => text.Trim().ReplaceLineEndings("<br>").Replace("|", "\\|", StringComparison.Ordinal);
}
