using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace UvRelease.Tests.Contracts;

/// <summary>The pages that people read: all Markdown but what tests compare with, and the changelog of releases.</summary>
public partial class PageSpecs
{
    private const string Own = "org/uv-release/";

    private static readonly MarkdownPipeline Reader = new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    public static TheoryData<string> Pages =>
    [
        .. from place in new[] { "actions", "action-templates", "docs", "tools", "tests/workflows", ".github" }
           from file in Directory.EnumerateFiles(SourceTree.At(place), "*.md", SearchOption.AllDirectories)
           where !file.Contains("/node_modules/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
           select Path.GetRelativePath(SourceTree.Root, file),
        .. Directory.GetFiles(SourceTree.Root, "*.md").Select(file => Path.GetFileName(file)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        foreach (LinkInline link in Read(page).Descendants<LinkInline>())
        {
            string target = link.Url ?? "";
            if (Scheme().IsMatch(target))
                continue;
            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? page : Path.GetRelativePath(SourceTree.Root, Path.GetFullPath(Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, parts[0])));
            Assert.True(Path.Exists(SourceTree.At(file)), $"{page}:{link.Line + 1} links to '{target}', and there is no {file}.");
            Assert.True(parts.Length == 1 || Anchors(file).Contains(parts[1]), $"{page}:{link.Line + 1} links to '{target}', and {file} has no such heading.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_workflow_gives_inputs_that_are_there(string page)
    {
        foreach (FencedCodeBlock block in Read(page).Descendants<FencedCodeBlock>().Where(block => block.Info is "yaml" && block.Lines.ToString().Contains(Own, StringComparison.Ordinal)))
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(block.Lines.ToString()));
            foreach (YamlMappingNode use in yaml.Documents.SelectMany(document => document.AllNodes).OfType<YamlMappingNode>().Where(node => Text(node, "uses")?.StartsWith(Own, StringComparison.Ordinal) == true))
            {
                YamlMappingNode inputs = Inputs(Text(use, "uses")![Own.Length..].Split('@')[0]);
                string[] given = use.Children.TryGetValue("with", out YamlNode? with) ? [.. ((YamlMappingNode)with).Children.Keys.Select(key => key.ToString())] : [];
                Assert.Empty(given.Except(inputs.Children.Keys.Select(key => key.ToString())));
                Assert.Empty(inputs.Where(input => Text((YamlMappingNode)input.Value, "required") == "true").Select(input => input.Key.ToString()).Except(given));
            }
        }
    }

    [Fact]
    public void Every_page_of_docs_is_in_the_index()
    {
        string index = File.ReadAllText(SourceTree.At("docs", "README.md"));
        string[] pages = [.. Directory.GetFiles(SourceTree.At("docs"), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(SourceTree.At("docs"), file))];
        Assert.Empty(pages.Where(page => page != "README.md" && !index.Contains($"({page})", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_cites_a_document_that_the_repository_does_not_have()
    {
        IEnumerable<string> guilty =
            from folder in new[] { "src", "actions", "tools", "tests", "bench", "docs" }
            from file in Directory.EnumerateFiles(SourceTree.At(folder), "*", SearchOption.AllDirectories)
            where Path.GetExtension(file) is ".cs" or ".mjs" or ".sh" or ".md" && !Generated().IsMatch(file) && !file.EndsWith("PageSpecs.cs", StringComparison.Ordinal)
            from cited in Cited().Matches(File.ReadAllText(file))
            where folder != "tests" || !cited.Value.StartsWith("docs/", StringComparison.Ordinal) // data of tests
            where !Path.Exists(SourceTree.At(cited.Value)) && Directory.GetFiles(SourceTree.At("docs", "decisions"), Path.GetFileName(cited.Value) + "*").Length == 0
            select $"{file}: {cited.Value}";
        Assert.Empty(guilty);
    }

    // Inputs of an action by its public name, or of a reusable workflow by its path.
    private static YamlMappingNode Inputs(string used)
    {
        var yaml = new YamlStream();
        string file = used.StartsWith(".github/", StringComparison.Ordinal) ? SourceTree.At(used) : SourceTree.At("actions", used == "publish" ? "publish-channel" : used, "action.yml");
        yaml.Load(new StringReader(File.ReadAllText(file)));
        YamlNode root = yaml.Documents[0].RootNode;
        return (YamlMappingNode)(used.StartsWith(".github/", StringComparison.Ordinal) ? root["on"]["workflow_call"]["inputs"] : root["inputs"]);
    }

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out YamlNode? value) ? (value as YamlScalarNode)?.Value : null;

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
    private static partial Regex Generated();

    [GeneratedRegex(@"\bDESIGN\b|\breferences/[a-z-]+\.md|\bdocs/[a-z-]+\.md|\bdocs/decisions/[0-9]{4}", RegexOptions.NonBacktracking)]
    private static partial Regex Cited();
}
