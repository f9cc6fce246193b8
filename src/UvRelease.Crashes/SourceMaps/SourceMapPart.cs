namespace UvRelease.Crashes.SourceMaps;

/// <summary>A section of an index map, or all of a map without sections.</summary>
internal sealed class SourceMapPart
{
    private string?[]? resolved;
    private string?[]? names;

    /// <summary>Line of the generated code that it begins at.</summary>
    public int Line { get; set; }

    /// <summary>Column that it begins at.</summary>
    public int Column { get; set; }

    /// <summary>What comes before the name of each source.</summary>
    public string? SourceRoot { get; set; }

    /// <summary>Names of the sources.</summary>
    public JsonTexts Sources { get; set; } = JsonTexts.Empty;

    /// <summary>The sources themselves.</summary>
    public JsonTexts Contents { get; set; } = JsonTexts.Empty;

    /// <summary>Names in the sources.</summary>
    public JsonTexts Names { get; set; } = JsonTexts.Empty;

    /// <summary>Places of the sources that are somebody else's code.</summary>
    public HashSet<int> Ignored { get; set; } = [];

    /// <summary>The mappings, where the document had them escaped.</summary>
    public byte[]? Unescaped { get; set; }

    /// <summary>Where in the document the mappings are.</summary>
    public Range Mappings { get; set; }

    /// <summary>Finds segments in them.</summary>
    public MappingTable Table { get; set; } = null!;

    /// <summary>The name of a source, resolved; null where it has none. It is kept, for many places are of one source.</summary>
    public string? SourceAt(int index, ReadOnlySpan<byte> document)
    {
        resolved ??= new string?[Sources.Count];
        return resolved[index] ??= Sources.Get(document, index) is { } text ? SourceName.Resolve(SourceRoot, text) : null;
    }

    /// <summary>A name in the sources; null where there is none.</summary>
    public string? NameAt(int index, ReadOnlySpan<byte> document)
    {
        names ??= new string?[Names.Count];
        return index >= 0 && index < names.Length ? names[index] ??= Names.Get(document, index) : null;
    }

    /// <summary>The mappings.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> document) => Unescaped is { } bytes ? bytes : document[Mappings];

    /// <summary>Whether it begins at a place or before.</summary>
    public bool Reaches(int line, int column) => Line < line || (Line == line && Column <= column);
}
