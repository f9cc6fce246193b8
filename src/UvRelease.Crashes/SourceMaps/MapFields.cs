using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>The fields of a map or of a section's map, in whatever order the document has them.</summary>
internal sealed class MapFields(SourceMapReader reader)
{
    private const int Version = 3;

    private readonly List<string> seen = [];
    private SourceMapPart part = SourceMapPart.Nothing;
    private MapSections? sections;
    private ReleaseException? problem;
    private int place;
    private int mappings;
    private int mostIgnored = -1;

    /// <summary>Names the map; null where it has no id.</summary>
    public Guid? DebugId { get; private set; }

    /// <summary>Reads the object that the reader of JSON is at, to its end.</summary>
    public void Read(ref Utf8JsonReader json)
    {
        // The object may have read another before: there may be very many sections.
        seen.Clear();
        (part, sections, problem, mostIgnored, DebugId) = (new SourceMapPart(), null, null, -1, null);
        place = reader.Place(json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            int at = reader.Place(json);
            string name = JsonTexts.Name(json);
            json.Read();
            if (!ReadField(name, ref json))
                json.Skip();
            else if (!seen.Contains(name))
                seen.Add(name);
            else
                reader.Wrong(at, $"'{name}'", "is there twice");
        }
    }

    /// <summary>What was read, once it is found to be a map: its sections, or itself.</summary>
    /// <exception cref="ReleaseException">It is no map.</exception>
    public IReadOnlyList<PlacedPart> Parts()
    {
        if (sections is null)
            return [new PlacedPart(0, 0, Part())];
        if (!seen.Contains("version"))
            reader.Wrong(place, "'version'", "is missing");
        if (seen.Contains("mappings"))
            reader.Wrong(place, "the map", "has sections, so it can't have mappings");
        return sections.Parts;
    }

    /// <summary>Whether it has what <see cref="Part"/> refuses a map without.</summary>
    public bool IsMap => problem is null && seen.Contains("mappings") && seen.Contains("sources");

    /// <summary>The map, if it has no sections.</summary>
    /// <exception cref="ReleaseException">It has, or is no map.</exception>
    public SourceMapPart Part()
    {
        if (problem is not null)
            throw problem;
        foreach (string needed in new[] { "mappings", "sources" })
        {
            if (!seen.Contains(needed))
                throw reader.Bad(place, $"'{needed}'", "is missing");
        }

        if (!seen.Contains("version"))
            reader.Wrong(place, "'version'", "is missing");
        if (mostIgnored >= part.Sources.Count)
            reader.Wrong(place, "'ignoreList'", "names a source that is not there");
        part.Table = MappingTable.Read(part.Text(reader.Bytes), reader.IsStrict ? Check : null, out MappingEnd end);
        if (end.Problem is not null)
            reader.Wrong(PlaceOf(end.Last), "a segment of 'mappings'", end.Problem);
        return part;
    }

    private void Check(Segment segment)
    {
        string? wrong = segment.Column < 0 ? "begins before its line"
            : segment.Fields == 1 ? null
            : segment.Source < 0 || segment.Source >= part.Sources.Count ? $"is of source {segment.Source}, and there are {part.Sources.Count}"
            : segment.OriginalLine < 0 || segment.OriginalColumn < 0 ? "came from before the beginning of its source"
            : segment.Fields == 5 && (segment.Name < 0 || segment.Name >= part.Names.Count) ? $"has name {segment.Name}, and there are {part.Names.Count}"
            : null;
        if (wrong is not null)
            throw reader.Bad(PlaceOf(segment), "the segment of 'mappings' before it", wrong);
    }

    // What is escaped has no places.
    private int PlaceOf(Segment segment) => mappings + 1 + (part.Unescaped is null ? segment.At : 0);

    private bool ReadField(string name, ref Utf8JsonReader json)
    {
        switch (name)
        {
            case "version":
                if (json.TokenType != JsonTokenType.Number || !json.TryGetDouble(out double version) || version != Version)
                    reader.Wrong(reader.Place(json), "'version'", $"must be {Version}");
                json.Skip();
                break;
            case "file":
                Text(name, ref json);
                break;
            case "sourceRoot":
                part.SourceRoot = Text(name, ref json);
                break;
            case "debugId" or "debug_id":
                ReadDebugId(name, ref json);
                break;
            case "sources":
                if (json.TokenType != JsonTokenType.StartArray)
                    problem = reader.Bad(reader.Place(json), "'sources'", "is no list");
                part.Sources = Texts(name, ref json, mayBeNull: true);
                break;
            case "sourcesContent":
                part.Contents = Texts(name, ref json, mayBeNull: true);
                break;
            case "names":
                part.Names = Texts(name, ref json, mayBeNull: false);
                break;
            case "ignoreList" or "x_google_ignoreList":
                ReadIgnored(name, ref json);
                break;
            case "mappings":
                ReadMappings(ref json);
                break;
            case "sections":
                sections = MapSections.Read(ref json, reader);
                break;
            default:
                return false;
        }

        return true;
    }

    private void ReadMappings(ref Utf8JsonReader json)
    {
        mappings = reader.Place(json);
        if (json.TokenType != JsonTokenType.String)
            problem = reader.Bad(mappings, "'mappings'", "is no text");
        else if (json.ValueIsEscaped)
            part.Unescaped = JsonTexts.Bytes(json);
        else
            part.Mappings = (mappings + 1)..(mappings + 1 + json.ValueSpan.Length);
        json.Skip();
    }

    private void ReadDebugId(string name, ref Utf8JsonReader json)
    {
        int at = reader.Place(json);
        if (Text(name, ref json) is not { } text)
            return;
        if (!Guid.TryParseExact(text, "D", out Guid id))
            reader.Wrong(at, $"'{name}'", "is no UUID with hyphens");
        else if (DebugId is { } other && other != id)
            reader.Wrong(at, $"'{name}'", "is another id than the one before");
        else
            DebugId = id;
    }

    private void ReadIgnored(string name, ref Utf8JsonReader json)
    {
        int list = reader.Place(json), most = -1;
        bool isList = IsList(name, ref json);
        while (isList && NextItem(ref json))
        {
            if (SourceMapPart.IsPlace(json, out int index))
                most = Math.Max(most, index);
            else if (reader.IsStrict)
                reader.Wrong(reader.Place(json), $"'{name}'", "has an item that is no place in 'sources'");
            json.Skip();
        }

        // The standard's own name counts where both are there.
        if (name == "ignoreList" || !seen.Contains("ignoreList"))
            (part.IgnoreList, mostIgnored) = (list, most);
    }

    private string? Text(string name, ref Utf8JsonReader json)
    {
        string? text = json.TokenType == JsonTokenType.String ? JsonTexts.Text(json) : null;
        if (text is null)
            reader.Wrong(reader.Place(json), $"'{name}'", "is no text");
        json.Skip();
        return text;
    }

    private JsonTexts Texts(string name, ref Utf8JsonReader json, bool mayBeNull)
    {
        var texts = new JsonTexts();
        bool isList = IsList(name, ref json);
        while (isList && NextItem(ref json))
        {
            texts.Add(reader.Place(json));
            if (reader.IsStrict && json.TokenType != JsonTokenType.String && !(mayBeNull && json.TokenType == JsonTokenType.Null))
                reader.Wrong(reader.Place(json), $"'{name}'", "has an item that is no text");
            json.Skip();
        }

        return texts.Count == 0 ? JsonTexts.Empty : texts;
    }

    // Enters a list.
    private bool IsList(string name, ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartArray)
            return true;
        reader.Wrong(reader.Place(json), $"'{name}'", "is no list");
        json.Skip();
        return false;
    }

    private static bool NextItem(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;
}
