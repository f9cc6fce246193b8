using System.Text;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.SourceMaps;

/// <summary>Maps that are made to take much memory: all that is ever taken for one is no more than four times its bytes.</summary>
public sealed class MapMemorySpecs
{
    private const int Bytes = 3_000_000, AtOnce = 256 * 1024;

    public static TheoryData<string, string> Maps => new()
    {
        { "line ends", Map("[\"a\"]", "[]", Many(";")) },
        { "segments of one field", Map("[\"a\"]", "[]", Many("A,") + "A") },
        { "segments of four fields", Map("[\"a\"]", "[]", Many("AAAA,") + "A") },
        { "escaped line ends", Map("[\"a\"]", "[]", Many(";\\u003b")) },
        { "empty names", Map("[\"a\"]", $"[{Many("\"\",")}\"\"]", "AAAAA") },
        { "names that are none", Map("[\"a\"]", $"[{Many("0,")}0]", "AAAAA") },
        { "empty sources", Map($"[{Many("\"\",")}\"\"]", "[]", "AAAAA") },
        { "a long source", Map($"[\"{Many("\\u0041")}\"]", "[]", "AAAA") },
        { "ignored sources", $$"""{"version":3,"sources":["a"],"mappings":"AAAA","ignoreList":[{{string.Join(',', Enumerable.Range(0, Bytes / 8))}}]}""" },
        { "properties", $$"""{"version":3,"sources":["a"],"mappings":"AAAA",{{Many("\"abc\":0,")}}"x":0}""" },
        { "a debug id", Map("[\"a\"]", "[]", "AAAA").Replace("{", "{\"debugId\":\"" + Many("a") + "\",", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Maps))]
    public void What_is_taken_is_in_proportion_to_the_map(string what, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        foreach (bool isStrict in (bool[])[false, true])
        {
            Read([.. "{}"u8], isStrict);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Read(bytes, isStrict);
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken <= AtOnce + (4L * bytes.Length), $"{what}: {taken} bytes for {bytes.Length}");
        }
    }

    [Fact]
    public void Sections_that_map_nothing_or_are_none_take_little()
    {
        string[] kinds = ["{}", """{"sources":[],"mappings":""}""", """{"sources":["",""],"mappings":";"}"""];
        byte[] bytes = Encoding.UTF8.GetBytes($$"""
            {"version":3,"sections":[{{string.Join(',', Enumerable.Range(0, Bytes / 60)
                .Select(line => $$"""{"offset":{"line":{{line}},"column":0},"map":{{kinds[line % 3]}}}"""))}}]}
            """);
        Read([.. "{}"u8], isStrict: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(bytes, isStrict: false);
        // Of which nothing but the places is kept.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AtOnce + (6L * bytes.Length));
    }

    [Fact]
    public void Each_of_many_names_and_sources_is_found_again()
    {
        string[] names = [.. Enumerable.Range(0, 500).Select(i => i % 7 == 0 ? "null" : i % 11 == 0 ? "[1,\",\"]" : $"\"n{i}{new string('x', i % 90)}\"")];
        string text = string.Join(" , ", names);
        string mappings = string.Join(',', Enumerable.Range(0, names.Length).Select(i => i == 0 ? "AAAAA" : "CCAAC"));
        string json = $$"""{"version":3,"sources":[{{text}}],"names":[ {{text}} ],"mappings":"{{mappings}}"}""";
        SourceMap map = SourceMap.Of(Encoding.UTF8.GetBytes(json), "x.map");
        foreach (int i in Enumerable.Range(0, names.Length).Reverse())
        {
            string? expected = names[i][0] == '"' ? names[i].Trim('"') : null;
            OriginalPosition? found = map.Find(0, i);
            Assert.Equal((expected, expected), (found?.Name, found?.Source));
        }
    }

    private static void Read(byte[] bytes, bool isStrict)
    {
        try
        {
            SourceMap map = isStrict ? SourceMap.Strictly(bytes, "x.map") : SourceMap.Of(bytes, "x.map");
            for (int line = 0; line < 3; line++)
                _ = map.Find(line, 5);
        }
        catch (ReleaseException e)
        {
            Assert.Equal(Fault.Input, e.Fault);
        }
    }

    private static string Many(string piece) => string.Concat(Enumerable.Repeat(piece, Bytes / piece.Length));

    private static string Map(string sources, string names, string mappings) =>
        $$"""{"version":3,"sources":{{sources}},"names":{{names}},"mappings":"{{mappings}}"}""";
}
