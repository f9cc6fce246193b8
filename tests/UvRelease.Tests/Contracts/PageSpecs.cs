using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace UvRelease.Tests.Contracts;

/// <summary>The pages that people read: all Markdown but what tests compare with.</summary>
public partial class PageSpecs
{
    private const string Own = "org/uv-release/";

    private static readonly MarkdownPipeline Reader = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    public static TheoryData<string> Pages =>
    [
        .. from place in new[] { "actions", "action-templates", "docs", "tools", "tests/workflows", ".github" }
           from file in Directory.EnumerateFiles(SourceTree.At(place), "*.md", SearchOption.AllDirectories)
           where !Elsewhere().IsMatch(file)
           select Path.GetRelativePath(SourceTree.Root, file),
        .. Directory.GetFiles(SourceTree.Root, "*.md").Select(file => Path.GetFileName(file)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        foreach (LinkInline link in Read(page).Descendants<LinkInline>().Where(link => !Scheme().IsMatch(link.Url ?? "")))
        {
            string[] parts = (link.Url ?? "").Split('#', 2);
            string file = parts[0].Length == 0 ? page : Path.GetRelativePath(SourceTree.Root, SourceTree.At(Path.GetDirectoryName(page)!, parts[0]));
            Assert.True(Path.Exists(SourceTree.At(file)), $"{page}:{link.Line + 1} links to '{link.Url}', and there is no {file}.");
            Assert.True(parts.Length == 1 || Anchors(file).Contains(parts[1]), $"{page}:{link.Line + 1} links to '{link.Url}', which {file} doesn't have.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_workflow_gives_inputs_that_are_there(string page)
    {
        IEnumerable<string> examples =
            from block in Read(page).Descendants<FencedCodeBlock>()
            let text = block.Lines.ToString()
            where block.Info is "yaml" && text.Contains(Own, StringComparison.Ordinal)
            select text;
        foreach (YamlMappingNode use in examples.SelectMany(text => Yaml(text).AllNodes).OfType<YamlMappingNode>())
        {
            if (Text(use, "uses") is not { } used || !used.StartsWith(Own, StringComparison.Ordinal))
                continue;
            YamlMappingNode inputs = Inputs(used[Own.Length..].Split('@')[0]);
            string[] given = use.Children.TryGetValue("with", out YamlNode? with) ? Names((YamlMappingNode)with) : [];
            Assert.Empty(given.Except(Names(inputs)));
            Assert.Empty(Names(inputs).Where(name => Text((YamlMappingNode)inputs[name], "required") == "true").Except(given));
        }
    }

    [Fact]
    public void Every_page_of_docs_is_in_the_index()
    {
        string docs = SourceTree.At("docs"), index = File.ReadAllText(Path.Combine(docs, "README.md"));
        IEnumerable<string> pages = Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(docs, file));
        Assert.All(pages.Where(page => page != "README.md"), page => Assert.Contains($"({page})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_cites_a_document_that_the_repository_does_not_have()
    {
        string[] decisions = [.. Directory.GetFiles(SourceTree.At("docs", "decisions")).Select(file => Path.GetRelativePath(SourceTree.Root, file))];
        IEnumerable<string> guilty =
            from folder in new[] { "src", "actions", "tools", "tests", "bench", "docs" }
            from file in Directory.EnumerateFiles(SourceTree.At(folder), "*", SearchOption.AllDirectories)
            where Path.GetExtension(file) is ".cs" or ".mjs" or ".sh" or ".md" && !Elsewhere().IsMatch(file) && Path.GetFileName(file) != "PageSpecs.cs"
            from cited in Cited().Matches(File.ReadAllText(file)).Select(match => match.Value)
            where folder != "tests" || !cited.StartsWith("docs/", StringComparison.Ordinal) // data of tests
            where !Path.Exists(SourceTree.At(cited)) && !Array.Exists(decisions, decision => decision.StartsWith(cited + "-", StringComparison.Ordinal))
            select $"{file}: {cited}";
        Assert.Empty(guilty);
    }

    // Inputs of an action by its public name, or of a reusable workflow by its path.
    private static YamlMappingNode Inputs(string used)
    {
        bool isWorkflow = used.StartsWith(".github/", StringComparison.Ordinal);
        string folder = used == "publish" ? "publish-channel" : used;
        YamlNode root = Yaml(File.ReadAllText(isWorkflow ? SourceTree.At(used) : SourceTree.At("actions", folder, "action.yml"))).RootNode;
        return (YamlMappingNode)(isWorkflow ? root["on"]["workflow_call"]["inputs"] : root["inputs"]);
    }

    private static YamlDocument Yaml(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return yaml.Documents[0];
    }

    private static string[] Names(YamlMappingNode node) => [.. node.Children.Keys.Select(key => key.ToString())];

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out YamlNode? value) ? (value as YamlScalarNode)?.Value : null;

    private static MarkdownDocument Read(string page) => Markdown.Parse(File.ReadAllText(SourceTree.At(page)), Reader);

    private static HashSet<string> Anchors(string page) =>
    [
        .. Read(page).Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id!),
        .. OwnAnchor().Matches(File.ReadAllText(SourceTree.At(page))).Select(anchor => anchor.Groups["id"].Value),
    ];

    [GeneratedRegex("^(?:[a-z][a-z0-9+.-]*:|//)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("<a id=\"(?<id>[^\"]+)\">", RegexOptions.NonBacktracking)]
    private static partial Regex OwnAnchor();

    [GeneratedRegex("/(?:node_modules|bin|obj|golden|fixtures|judges)/", RegexOptions.NonBacktracking)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"\bDESIGN\b|\breferences/[a-z-]+\.md|\bdocs/[a-z-]+\.md|\bdocs/decisions/[0-9]{4}", RegexOptions.NonBacktracking)]
    private static partial Regex Cited();
}
