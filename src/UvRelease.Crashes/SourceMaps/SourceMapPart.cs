using System.Text.Json;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>A section of an index map, or all of a map without sections.</summary>
internal sealed class SourceMapPart
{
    /// <summary>A part that maps nothing.</summary>
    public static SourceMapPart Nothing { get; } = new() { Table = MappingTable.Nothing };

    // Made when they are needed: a map may have a hundred thousand sections that nobody looks into.
    private HashSet<int>? ignored;
    private Dictionary<int, string?>? resolved;
    private Dictionary<int, string?>? names;

    /// <summary>What comes before the name of each source.</summary>
    public string? SourceRoot { get; set; }

    /// <summary>Names of the sources.</summary>
    public JsonTexts Sources { get; set; } = JsonTexts.Empty;

    /// <summary>The sources themselves.</summary>
    public JsonTexts Contents { get; set; } = JsonTexts.Empty;

    /// <summary>Names in the sources.</summary>
    public JsonTexts Names { get; set; } = JsonTexts.Empty;

    /// <summary>Where in the document the list is of the sources that are somebody else's code; 0 for none.</summary>
    public int IgnoreList { get; set; }

    /// <summary>The mappings, where the document had them escaped.</summary>
    public byte[]? Unescaped { get; set; }

    /// <summary>Where in the document the mappings are.</summary>
    public Range Mappings { get; set; }

    /// <summary>Finds segments in them.</summary>
    public MappingTable Table { get; set; } = null!;

    /// <summary>The name of a source, resolved; null where it has none. It is kept, for many places are of one source.</summary>
    public string? SourceAt(int index, ReadOnlySpan<byte> document)
    {
        resolved ??= [];
        if (!resolved.TryGetValue(index, out string? name))
            resolved[index] = name = Sources.Get(document, index) is { } text ? SourceName.Resolve(SourceRoot, text) : null;
        return name;
    }

    /// <summary>A name in the sources; null where there is none.</summary>
    public string? NameAt(int index, ReadOnlySpan<byte> document)
    {
        names ??= [];
        if (!names.TryGetValue(index, out string? name))
            names[index] = name = Names.Get(document, index);
        return name;
    }

    /// <summary>Whether a source is somebody else's code.</summary>
    public bool IsIgnored(int index, ReadOnlySpan<byte> document)
    {
        if (IgnoreList > 0 && ignored is null)
        {
            ignored = [];
            var json = new Utf8JsonReader(document[IgnoreList..]);
            for (json.Read(); json.TokenType == JsonTokenType.StartArray && json.Read() && json.TokenType != JsonTokenType.EndArray; json.Skip())
            {
                if (IsPlace(json, out int place) && place < Sources.Count)
                    ignored.Add(place);
            }
        }

        return ignored?.Contains(index) == true;
    }

    /// <summary>Whether a reader is at a number that can be a place in a list.</summary>
    public static bool IsPlace(Utf8JsonReader json, out int place)
    {
        bool isOne = json.TokenType == JsonTokenType.Number && json.TryGetDouble(out double number) && number is >= 0 and < int.MaxValue
            && double.IsInteger(number);
        place = isOne ? (int)json.GetDouble() : -1;
        return isOne;
    }

    /// <summary>The mappings.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> document) => Unescaped is { } bytes ? bytes : document[Mappings];
}

/// <summary>Where a part begins in the generated code.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
/// <param name="Part">The part.</param>
internal readonly record struct PlacedPart(int Line, int Column, SourceMapPart Part)
{
    /// <summary>Whether it begins at a place or before.</summary>
    public bool Reaches(int line, int column) => Line < line || (Line == line && Column <= column);
}
