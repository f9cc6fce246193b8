using System.Text.Json;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Tests.Doubles;
using Xunit;
using static UvRelease.Tests.Crashes.SourceMaps.MapText;

namespace UvRelease.Tests.Crashes.SourceMaps;

/// <summary>Small maps made by chance, every place of which is asked of @jridgewell/trace-mapping too.</summary>
public class RandomMapSpecs
{
    private const string Judges = "tests/UvRelease.Tests/Crashes/SourceMaps/judges";

    [Fact]
    public async Task Maps_with_equal_places_lines_out_of_order_and_sections_give_the_same_answers()
    {
        Node.Needs("@jridgewell/trace-mapping", Judges);
        using var folder = new TemporaryFolder();
        var random = new Random(7);
        int[][] queries = [.. from line in Enumerable.Range(0, 12) from column in Enumerable.Range(0, 30) select new[] { line, column }];
        string[] paths = [.. Enumerable.Range(0, 300).Select(i => folder.Write($"{i}.map", i % 3 == 0 ? Index(random) : Map(Lines(random, i % 2 == 0))))];
        JsonElement answers = await Node.AskAsync(SourceTree.At(Judges, "trace.mjs"), new { maps = paths.Select(path => new { path, queries }) });
        int found = 0;
        foreach ((string path, JsonElement answer) in paths.Zip(answers.EnumerateArray()))
        {
            using SourceMap map = SourceMap.Open(path, Path.GetFileName(path));
            foreach ((int[] query, JsonElement place) in queries.Zip(answer.EnumerateArray()))
            {
                string ours = map.Find(query[0], query[1]) is { } at ? $"{at.Source}|{at.Line}|{at.Column}|{at.Name}" : "";
                string theirs = place.ValueKind == JsonValueKind.Null ? "" : string.Join('|', place.EnumerateArray());
                Assert.True(ours == theirs, $"{query[0]}:{query[1]} is {theirs} by trace-mapping, and {ours} here: {File.ReadAllText(path)}");
                found += ours.Length > 0 ? 1 : 0;
            }
        }

        Assert.InRange(found, 10_000, 300 * 360);
    }

    private static string Index(Random random)
    {
        var sections = new List<string>();
        for ((int line, int column) = (0, 0); line < 10;)
        {
            sections.Add($"{{\"offset\":{{\"line\":{line},\"column\":{column}}},\"map\":{Map(Lines(random, isSorted: true))}}}");
            (line, column) = random.Next(3) == 0 ? (line, column + random.Next(1, 9)) : (line + random.Next(1, 4), random.Next(9));
        }

        return $"{{\"version\":3,\"sections\":[{string.Join(',', sections)}]}}";
    }

    private static string Lines(Random random, bool isSorted) => Mappings(Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
    {
        int[] columns = [.. Enumerable.Range(0, random.Next(random.Next(4) == 0 ? 150 : 8)).Select(_ => random.Next(25))];
        if (isSorted)
            columns.AsSpan().Sort();
        return columns.Select(column =>
        {
            int[] segment = [column, random.Next(2), random.Next(100), random.Next(100), random.Next(2)];
            return segment[..(random.Next(5) == 0 ? 1 : random.Next(4, 6))];
        }).ToArray();
    }));
}
