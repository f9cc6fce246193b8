using System.Text;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Releases;
using Xunit;
using static UvRelease.Tests.Crashes.SourceMaps.MapText;

namespace UvRelease.Tests.Crashes.SourceMaps;

public class SourceMapSpecs
{
    private const string Good = "AAAA,IACE,SAAUA;AACV";

    private static SourceMap Of(string json) => SourceMap.Of(Encoding.UTF8.GetBytes(json), "x.map");

    private static SourceMap Strictly(string json) => SourceMap.Strictly(Encoding.UTF8.GetBytes(json), "x.map");

    [Theory]
    [InlineData(0, 0, "a.js:0:0 ")]
    [InlineData(0, 3, "a.js:0:0 ")]
    [InlineData(0, 4, "a.js:1:2 ")]
    [InlineData(0, 12, "a.js:1:2 ")]
    [InlineData(0, 13, "a.js:1:12 first")]
    [InlineData(0, 99, "a.js:1:12 first")]
    [InlineData(1, 0, "a.js:2:2 ")]
    [InlineData(2, 0, null)]
    [InlineData(-1, 0, null)]
    public void A_place_belongs_to_the_last_segment_of_its_line_that_begins_before(int line, int column, string? expected) =>
        Assert.Equal(expected, Strictly(Map(Good)).Find(line, column) is { } at ? $"{at.Source}:{at.Line}:{at.Column} {at.Name}" : null);

    [Fact]
    public void A_segment_of_one_field_ends_what_is_mapped()
    {
        SourceMap map = Strictly(Map("AAAA,I,IAAI"));
        Assert.NotNull(map.Find(0, 3));
        Assert.Null(map.Find(0, 4));
        Assert.Equal(4, map.Find(0, 8)!.Column);
    }

    [Fact]
    public void A_source_has_its_content_its_root_and_whether_it_is_somebody_elses()
    {
        SourceMap map = Strictly(Map("AAAA,ICAA", "\"sourceRoot\":\"webpack://app/./src\",\"ignoreList\":[1],"));
        OriginalPosition own = map.Find(0, 0)!, other = map.Find(0, 5)!;
        Assert.Equal(("webpack://app/src/a.js", false, "one\ntwo"), (own.Source, own.IsIgnored, map.ContentOf(own)));
        Assert.Equal(("webpack://app/src/b.js", true, null), (other.Source, other.IsIgnored, map.ContentOf(other)));
        Assert.True(Strictly(Map("ACAA", "\"x_google_ignoreList\":[1],")).Find(0, 0)!.IsIgnored);
        Assert.False(Strictly(Map("ACAA", "\"ignoreList\":[],\"x_google_ignoreList\":[1],")).Find(0, 0)!.IsIgnored);
    }

    [Theory]
    [InlineData(null, "./src/../a.js", "a.js")]
    [InlineData(null, "../../a.js", "../../a.js")]
    [InlineData("/root", "../a.js", "/a.js")]
    [InlineData("/root/", "a.js", "/root/a.js")]
    [InlineData("root", "https://x.example/./b/../a.js?v=./1", "https://x.example/a.js?v=./1")]
    [InlineData("root", "/a.js", "/a.js")]
    [InlineData("", "a.js", "a.js")]
    public void Sources_are_resolved(string? root, string source, string expected) => Assert.Equal(expected, SourceName.Resolve(root, source));

    [Fact]
    public void Names_and_sources_may_be_escaped_and_so_may_mappings()
    {
        SourceMap map = Strictly(
            "{\"version\":3,\"sources\":[\"\\u00e9\\\"\\ud83d\\ude00.js\"],\"names\":[\"\\ud83d\"],\"m\\u0061ppings\":\"\\u0041AAAA\"}");
        Assert.Equal("é\"😀.js", map.Find(0, 0)!.Source);
        Assert.Equal("\ufffd", map.Find(0, 0)!.Name);
    }

    [Fact]
    public void A_line_against_scripts_and_a_byte_order_mark_are_passed_over()
    {
        Assert.NotNull(Of(")]}'\n" + Map(Good)).Find(0, 0));
        Assert.NotNull(Of("\ufeff" + Map(Good)).Find(0, 0));
    }

    [Fact]
    public void Debug_ids_are_read_in_both_spellings()
    {
        const string Id = "85314830-023f-4cf1-a267-535f4e37bb17";
        Assert.Equal(Guid.Parse(Id), Strictly(Map(Good, $"\"debugId\":\"{Id}\",\"debug_id\":\"{Id}\",")).DebugId);
        Assert.Equal(Guid.Parse(Id), Strictly(Map(Good, $"\"debug_id\":\"{Id.ToUpperInvariant()}\",")).DebugId);
        Assert.Null(Strictly(Map(Good)).DebugId);
        Assert.Null(Of(Map(Good, "\"debugId\":\"none\",")).DebugId);
    }

    [Fact]
    public void Sections_begin_where_they_say_and_end_where_the_next_begins()
    {
        string Section(int line, int column, string mappings) => $"{{\"map\":{Map(mappings)},\"offset\":{{\"line\":{line},\"column\":{column}}}}}";
        string index = $"{{\"version\":3,\"sections\":[{Section(0, 0, "AAAA,UAAU")},{Section(0, 20, "IAEA;AAEA")},{Section(7, 3, "ACAA")}]}}";
        SourceMap map = Strictly(index);
        int? Line(int line, int column) => map.Find(line, column) is { } at ? at.Line : null;
        Assert.Equal(0, Line(0, 19));
        Assert.Equal(10, map.Find(0, 21)!.Column);
        Assert.Equal(2, Line(0, 24));
        Assert.Equal(4, Line(1, 0));
        Assert.Null(Line(7, 2));
        Assert.Equal("b.js", map.Find(7, 3)!.Source);
        Assert.Equal(5, map.Segments);
    }

    // What may be wrong, after the cases of the standard's test suite: refused strictly; read as far as it goes when stacks are looked up.
    [Theory]
    [InlineData("AAAA", "\"sourceRoot\":1,", "'sourceRoot' is no text")]
    [InlineData("AAAA", "\"file\":{},", "'file' is no text")]
    [InlineData("AAAA", "\"ignoreList\":[2],", "'ignoreList' names a source that is not there")]
    [InlineData("AAAA", "\"ignoreList\":[0.5],", "'ignoreList' has an item")]
    [InlineData("AAAA", "\"ignoreList\":\"0\",", "'ignoreList' is no list")]
    [InlineData("AAAA", "\"names\":[1],", "'names' has an item that is no text")]
    [InlineData("AAAA", "\"names\":[],", "'names' is there twice")]
    [InlineData("AAAA", "\"debugId\":\"1\",", "'debugId' is no UUID")]
    [InlineData("AAAA,,CAAA", "", "offset 123, a segment of 'mappings' has a segment without fields")]
    [InlineData("AAAA,", "", "without fields")]
    [InlineData("AAAA,CA", "", "two or three fields")]
    [InlineData("AAAA,CAA;", "", "two or three fields")]
    [InlineData("AAAA,CAAAAA", "", "more than five fields")]
    [InlineData("AAAA,C=", "", "at offset 118, a segment of 'mappings' has a character that is no base64")]
    [InlineData("AAAA,C AAA", "", "no base64")]
    [InlineData("AAAA,g", "", "ends within a number")]
    [InlineData("AAAA,g;", "", "ends within a number")]
    [InlineData("AAAA,D", "", "begins before its line")]
    [InlineData("AAAA,CEAA", "", "is of source 2, and there are 2")]
    [InlineData("AAAA,CAAAE", "", "has name 2, and there are 2")]
    [InlineData("AAAA,CADA", "", "before the beginning of its source")]
    [InlineData("AAAA,CAAggggggE", "", "more than 32 bits")]
    [InlineData("AAAA,CAA+/////DA;AAA+/////D", "", "adds up to a number of more than 32 bits")]
    public void What_is_wrong_is_refused_strictly_and_passed_over_elsewhere(string mappings, string more, string sentence)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Strictly(Map(mappings, more)));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.map is no source map to be trusted: at offset ", error.Message, StringComparison.Ordinal);
        Assert.Equal(("a.js", 0), (Of(Map(mappings, more)).Find(0, 0)!.Source, Of(Map(mappings, more)).Find(0, 0)!.Line));
    }

    [Theory]
    [InlineData("", "the JSON can't be read")]
    [InlineData("{", "the JSON can't be read")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("{\"version\":3,\"sources\":[]}", "'mappings' is missing")]
    [InlineData("{\"version\":3,\"mappings\":\"\"}", "'sources' is missing")]
    [InlineData("{\"version\":3,\"sources\":{},\"mappings\":\"\"}", "'sources' is no list")]
    [InlineData("{\"version\":3,\"sources\":[],\"mappings\":[]}", "'mappings' is no text")]
    [InlineData("{\"version\":3,\"sections\":{}}", "'sections' is no list")]
    [InlineData("{\"version\":3,\"sources\":[],\"mappings\":\"\"} x", "the JSON can't be read")]
    public void What_is_no_map_at_all_is_refused_everywhere(string json, string sentence)
    {
        Assert.Contains(sentence, Assert.Throws<ReleaseException>(() => Of(json)).Message, StringComparison.Ordinal);
        Assert.Contains(sentence, Assert.Throws<ReleaseException>(() => Strictly(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"offset\":{\"line\":0,\"column\":0}}]", "lacks an 'offset' or a 'map'")]
    [InlineData("[{\"offset\":{\"line\":0},\"map\":{}}]", "lacks a 'line' or a 'column'")]
    [InlineData("[{\"offset\":{\"line\":0,\"column\":0},\"map\":{\"version\":3}}]", "'mappings' is missing")]
    [InlineData("[1]", "has an item that is no object")]
    [InlineData("[{\"offset\":TWO,\"map\":MAP},{\"offset\":TWO,\"map\":MAP}]", "begins before the one before it ends")]
    [InlineData("[{\"offset\":TWO,\"map\":MAP},{\"offset\":ONE,\"map\":MAP}]", "begins before the one before it ends")]
    public void A_wrong_section_is_refused_strictly_and_left_out_elsewhere(string sections, string sentence)
    {
        string good = $"{{\"offset\":{{\"line\":9,\"column\":0}},\"map\":{Map(Good)}}}";
        sections = sections.Replace("MAP", Map("AAAA"), StringComparison.Ordinal)
            .Replace("ONE", "{\"line\":0,\"column\":0}", StringComparison.Ordinal).Replace("TWO", "{\"line\":1,\"column\":0}", StringComparison.Ordinal);
        string json = $"{{\"version\":3,\"sections\":{sections[..^1]},{good}]}}";
        Assert.Contains(sentence, Assert.Throws<ReleaseException>(() => Strictly(json)).Message, StringComparison.Ordinal);
        Assert.NotNull(Of(json).Find(9, 0));
    }

    [Fact]
    public void A_large_map_stays_small()
    {
        string mappings = Mappings(Enumerable.Range(0, 1000).Select(_ => Enumerable.Range(0, 300).Select(i => new[] { i * 3, 0, i, 4, i % 2 })));
        byte[] bytes = Encoding.UTF8.GetBytes(Map(mappings));
        long before = GC.GetAllocatedBytesForCurrentThread();
        SourceMap map = SourceMap.Of(bytes, "x.map");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, bytes.Length);
        Assert.Equal((300_000, 299), (map.Segments, map.Find(999, 5000)!.Line));
    }
}
