using System.Text;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace UvRelease.Tests.Contracts;

/// <summary>What the pages tell of the reusable workflows is what the workflows declare.</summary>
public class WorkflowSpecs
{
    private const string Head = """
        # The reusable workflows

        Every input, secret, output and job of the workflows that others call, as the files declare them. How to use them is on
        the pages of their tasks: [releasing](release.md), [publishing](publish.md), [promoting](promotion.md),
        [building](electron-build.md), [checking pull requests](check-changelog.md), [crash reports](crash-reporting.md).

        ```yaml
        jobs:
          release:
            uses: org/uv-release/.github/workflows/release.yml@v1
        ```

        """;

    private static IEnumerable<(string Name, YamlMappingNode Root)> Workflows =>
        from file in Directory.GetFiles(SourceTree.At(".github", "workflows"), "*.yml").Order(StringComparer.Ordinal)
        let yaml = Load(file)
        select (Path.GetFileName(file), yaml);

    private static IEnumerable<(string Name, YamlMappingNode Root, YamlMappingNode Call)> Called =>
        from workflow in Workflows
        let call = Find(Find(workflow.Root, "on"), "workflow_call") as YamlMappingNode
        where call is not null
        select (workflow.Name, workflow.Root, call);

    [Fact]
    public void The_page_of_the_workflows_lists_what_they_declare()
    {
        var page = new StringBuilder(Head);
        foreach ((string name, YamlMappingNode root, YamlMappingNode call) in Called)
        {
            page.Append($"\n## {name}\n");
            Table(page, Find(call, "inputs"), "input", "default", (input, text) =>
                $"{text} | {Scalar(input, "default") switch { null => "required", "" => "", var value => Code(value) }} |");
            Table(page, Find(call, "secrets"), "secret", null, (_, text) => $"{text} |");
            Table(page, Find(call, "outputs"), "output", null, (_, text) => $"{text} |");
            page.Append("\n| job | permissions | environment |\n| --- | --- | --- |\n");
            foreach ((YamlNode id, YamlNode job) in ((YamlMappingNode)root["jobs"]).Children)
            {
                string permissions = Find(job, "permissions") is YamlMappingNode { Children.Count: > 0 } granted
                    ? string.Join(", ", granted.Children.Select(one => $"`{one.Key}: {one.Value}`")) : "none";
                page.Append($"| {id} | {permissions} | {(Environment(job) is { } environment ? Code(environment) : "none")} |\n");
            }
        }

        Golden.Matches(SourceTree.At("docs", "workflows.md"), page.ToString());
    }

    [Fact]
    public void The_threat_model_has_a_row_for_every_job()
    {
        string[] rows = File.ReadAllLines(SourceTree.At("docs", "threat-model.md"));
        IEnumerable<string> missing =
            from workflow in Workflows
            from job in ((YamlMappingNode)workflow.Root["jobs"]).Children.Where(job => Find(job.Value, "uses") is null)
            let name = $"| {job.Key} (`{workflow.Name}`) |"
            where !Array.Exists(rows, row => row.StartsWith(name, StringComparison.Ordinal))
            select name;
        Assert.Empty(missing);
    }

    private static void Table(StringBuilder page, YamlNode? node, string what, string? more, Func<YamlNode, string, string> row)
    {
        if (node is not YamlMappingNode { Children.Count: > 0 } declared)
            return;
        page.Append($"\n| {what} | meaning |{(more is null ? "" : $" {more} |")}\n| --- | --- |{(more is null ? "" : " --- |")}\n");
        foreach ((YamlNode name, YamlNode one) in declared.Children)
            page.Append($"| `{name}` | {row(one, Cell(Scalar(one, "description") ?? ""))}\n");
    }

    private static string? Environment(YamlNode job) => Find(job, "environment") switch
    {
        YamlScalarNode scalar => scalar.Value,
        YamlMappingNode mapping => Scalar(mapping, "name"),
        _ => null,
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static YamlNode? Find(YamlNode? node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(key, out YamlNode? value) ? value : null;

    private static string? Scalar(YamlNode node, string key) => (Find(node, key) as YamlScalarNode)?.Value;

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
