using System.Text.RegularExpressions;
using Xunit;

namespace UvRelease.Tests.Contracts;

/// <summary>docs/observability.md and the code name the same events, attributes and metrics.</summary>
public partial class ObservabilitySpecs
{
    private static readonly Dictionary<string, string> Sections = File.ReadAllText(SourceTree.At("docs", "observability.md")).Split("\n## ")
        .Select(section => section.Split('\n', 2)).ToDictionary(parts => parts[0].Trim('`'), parts => parts[1], StringComparer.Ordinal);

    // What the events of all moves have is made in one place.
    private const string Moves = "MoveTelemetry";

    // Sources by the event that each of them makes, and the one that makes the resource.
    private static readonly Dictionary<string, string> Sources = (
        from folder in new[] { "src", "actions", "tools" }
        from file in Directory.EnumerateFiles(SourceTree.At(folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal)
        let own = File.ReadAllText(file)
        let text = own.Contains(Moves, StringComparison.Ordinal) ? own + File.ReadAllText(SourceTree.At("src", "UvRelease.StoreInputs", Moves + ".cs")) : own
        let made = text.Contains("\"service.name\"", StringComparison.Ordinal) ? "Resource" : EventMade().Match(text).Groups["name"].Value
        where made.Length > 0
        select (made, text)).ToDictionary(StringComparer.Ordinal);

    public static TheoryData<string> All => [.. Sources.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_event_has_a_section_and_every_section_an_event() =>
        AssertSame(Sources.Keys, Sections.Keys.Where(name => name == "Resource" || name.StartsWith("uv.", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(All))]
    public void The_page_and_the_code_have_the_same_attributes(string section) =>
        AssertSame(Made(section, ofMetrics: false), Attribute().Matches(Table(section, "| attribute |")).Select(row => row.Groups["name"].Value));

    [Theory]
    [MemberData(nameof(All))]
    public void The_page_and_the_code_have_the_same_metrics_units_and_kinds(string section)
    {
        IEnumerable<(string, string, string)> code =
            from metric in MetricMade().Matches(Sources[section])
            select (metric.Groups["name"].Value, metric.Groups["unit"].Value, metric.Groups["counter"].Value == "true" ? "counter" : "gauge");
        Match[] page = Metric().Matches(Table(section, "| metric |")).ToArray();
        Assert.Equal(code, page.Select(row => (row.Groups["name"].Value, row.Groups["unit"].Value, row.Groups["kind"].Value)));
        IEnumerable<string> attributes = page.SelectMany(row => Word().Matches(row.Groups["attributes"].Value)).Select(word => word.Groups["name"].Value);
        AssertSame(Made(section, ofMetrics: true).Distinct(StringComparer.Ordinal), attributes.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void No_name_is_used_that_the_page_does_not_have()
    {
        string page = string.Concat(Sections.Values);
        IEnumerable<string> unknown =
            from folder in new[] { "src", "actions", "tools" }
            from file in Directory.EnumerateFiles(SourceTree.At(folder), "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal)
            from name in Name().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)
            where !page.Contains($"`{name}`", StringComparison.Ordinal)
            select name;
        Assert.Empty(unknown);
    }

    // Attributes of an event have names with dots; those of its metrics are one word.
    private static IEnumerable<string> Made(string section, bool ofMetrics) =>
        AttributeMade().Matches(Sources[section]).Select(match => match.Groups["name"].Value)
            .Where(name => name.Contains('.', StringComparison.Ordinal) != ofMetrics);

    private static void AssertSame(IEnumerable<string> code, IEnumerable<string> page) =>
        Assert.Equal(code.Order(StringComparer.Ordinal), page.Order(StringComparer.Ordinal));

    private static string Table(string section, string head) =>
        string.Concat(Sections[section].Split("\n\n").Where(block => block.TrimStart('\n').StartsWith(head, StringComparison.Ordinal)));

    [GeneratedRegex(@"(?:Event|new)\(\s*""(?<name>uv\.(?:release|crash)\.[a-z]+)""", RegexOptions.NonBacktracking)]
    private static partial Regex EventMade();

    [GeneratedRegex(@"(?:^|[^\w>])\(""(?<name>[a-z][a-z_.]*)"", ", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex AttributeMade();

    [GeneratedRegex(@"\(""(?<name>uv\.packaging\.[a-z.]+)"", ""(?<unit>[^""]+)"", .*, (?<counter>true|false), ", RegexOptions.NonBacktracking)]
    private static partial Regex MetricMade();

    [GeneratedRegex(@"""(?<name>uv\.(?:release|crash|packaging)\.[a-z_.]+)""", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \|", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Attribute();

    [GeneratedRegex(
        @"^\| `(?<name>[a-z_.]+)` \| `(?<unit>[^`]+)` \| (?<kind>[a-z]+) \|[^|\n]+\|(?<attributes>[^|\n]*)\|",
        RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Metric();

    [GeneratedRegex("`(?<name>[a-z]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
