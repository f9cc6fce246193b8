using System.Text.Json;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>The sections of an index map (ECMA-426, index source map), each read as soon as it is there.</summary>
internal sealed class MapSections
{
    private readonly SourceMapReader reader;
    private readonly List<PlacedPart> parts = [];
    private readonly MapFields fields;
    private (long Line, long Column) begun;

    // The last place that a section before maps.
    private (long Line, long Column) ended = (0, -1);

    private MapSections(SourceMapReader reader) => (this.reader, fields) = (reader, new MapFields(reader));

    /// <summary>They, in the order in which they begin. One that maps nothing ends the one before it all the same.</summary>
    public IReadOnlyList<PlacedPart> Parts => parts;

    /// <summary>Reads the value that the reader of JSON is at.</summary>
    /// <exception cref="Releases.ReleaseException">It is no list; or, strictly, a section is wrong.</exception>
    public static MapSections Read(ref Utf8JsonReader json, SourceMapReader reader)
    {
        var sections = new MapSections(reader);
        if (json.TokenType != JsonTokenType.StartArray)
            throw reader.Bad(reader.Place(json), "'sections'", "is no list");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
                sections.ReadOne(ref json);
            else
                reader.Wrong(reader.Place(json), "'sections'", "has an item that is no object");
            json.Skip();
        }

        return sections;
    }

    private void ReadOne(ref Utf8JsonReader json)
    {
        int place = reader.Place(json);
        MapFields? map = null;
        (int Line, int Column)? offset = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonTexts.Name(json);
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject && name == "map")
            {
                map = fields;
                map.Read(ref json);
            }
            else if (json.TokenType == JsonTokenType.StartObject && name == "offset")
            {
                offset = ReadOffset(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        if (map is null || offset is null)
            reader.Wrong(place, "the section", "lacks an 'offset' or a 'map', or one is no object");
        else
            Add(map, offset.Value, place);
    }

    private (int Line, int Column) ReadOffset(ref Utf8JsonReader json)
    {
        int place = reader.Place(json), line = -1, column = -1;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonTexts.Name(json);
            json.Read();
            bool isNumber = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out _);
            (line, column) = (isNumber && name == "line" ? json.GetInt32() : line, isNumber && name == "column" ? json.GetInt32() : column);
            json.Skip();
        }

        if (line < 0 || column < 0)
            reader.Wrong(place, "the offset", "lacks a 'line' or a 'column' that is a whole number");
        return (Math.Max(line, 0), Math.Max(column, 0));
    }

    private void Add(MapFields map, (int Line, int Column) offset, int place)
    {
        (long, long) begins = offset;
        if (begins.CompareTo(ended) <= 0)
            reader.Wrong(place, "the section", "begins before the one before it ends");

        // Places are looked up by where sections begin. The other sections are as good without one that is no map.
        if (begins.CompareTo(begun) < 0 || (!reader.IsStrict && !map.IsMap))
            return;
        SourceMapPart part = map.Part();
        (int Line, int Column) end = part.Table.End;
        begun = begins;
        parts.Add(new PlacedPart(offset.Line, offset.Column, part.Table.Count == 0 ? SourceMapPart.Nothing : part));
        ended = part.Table.Count == 0 ? (offset.Line, offset.Column - 1L)
            : ((long)offset.Line + end.Line, (end.Line == 0 ? (long)offset.Column : 0) + end.Column);
    }
}
