using System.Text.Json;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes.SourceMaps;

/// <summary>Large maps are read as @jridgewell/trace-mapping reads them.</summary>
public class LargeMapSpecs
{
    private const string Judges = "tests/UvRelease.Tests/Crashes/SourceMaps/judges";
    private const int Queries = 20_000;

    [Theory]
    [InlineData("monaco-editor/min-maps/vs/editor/editor.main.js.map")]
    [InlineData("monaco-editor/dev/vs/editor/editor.main.js.map")]
    [InlineData("@babel/standalone/babel.js.map")]
    [InlineData("@babel/standalone/babel.min.js.map")]
    public async Task A_published_map_gives_the_same_answers(string map)
    {
        Node.Needs("@jridgewell/trace-mapping", Judges);
        await CompareAsync(SourceTree.At(Judges, "node_modules", map));
    }

    [Theory]
    [InlineData("typescript")]
    [InlineData("three")]
    public async Task A_minified_program_gives_the_same_answers(string package)
    {
        Node.Needs("esbuild", Judges);
        using var folder = new TemporaryFolder();
        JsonElement maps = await Node.AskAsync(
            SourceTree.At(Judges, "bundle.mjs"), new { entries = new[] { package }, folder = folder.Path, options = new { } });
        await CompareAsync(maps[0].GetString()!);
    }

    private static async Task CompareAsync(string path)
    {
        using SourceMap map = SourceMap.OpenStrictly(path, Path.GetFileName(path));
        int[] lengths = [.. File.ReadLines(path[..^4].Replace("min-maps", "min", StringComparison.Ordinal)).Select(line => line.Length)];
        var random = new Random(42);
        int[][] queries =
        [
            .. Enumerable.Range(0, Queries).Select(_ => random.Next(lengths.Length)).Select(line => new[] { line, random.Next(lengths[line] + 2) }),
        ];
        JsonElement answers = await Node.AskAsync(SourceTree.At(Judges, "trace.mjs"), new { maps = new[] { new { path, queries } } });
        int found = 0;
        foreach ((int[] query, JsonElement answer) in queries.Zip(answers[0].EnumerateArray()))
        {
            string ours = map.Find(query[0], query[1]) is { } at ? $"{at.Source}|{at.Line}|{at.Column}|{at.Name}" : "";
            string theirs = answer.ValueKind == JsonValueKind.Null ? "" : string.Join('|', answer.EnumerateArray());
            Assert.True(ours == theirs, $"{query[0]}:{query[1]} is {theirs} by trace-mapping, and {ours} here.");
            found += ours.Length > 0 ? 1 : 0;
        }

        Assert.InRange(found, Queries / 10, Queries);
    }
}
