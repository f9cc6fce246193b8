using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// A list of texts in a JSON document, which stay there until somebody asks: of each 64 bytes the place of one item is kept, and what is between is read
/// again.
/// </summary>
internal sealed class JsonTexts
{
    private const int LongestName = 128, Distance = 64;

    private static readonly JsonReaderState InList = StateInList();

    private static readonly (string Text, byte[] Bytes)[] Names =
    [
        .. new[]
        {
            "version", "file", "sourceRoot", "sources", "sourcesContent", "names", "mappings", "ignoreList", "x_google_ignoreList", "debugId", "debug_id",
            "sections", "offset", "map", "line", "column",
        }.Select(name => (name, Encoding.UTF8.GetBytes(name))),
    ];

    private int first;
    private List<(int Index, int Place)>? kept;

    /// <summary>No texts.</summary>
    public static JsonTexts Empty { get; } = new();

    /// <summary>How many there are, with those that are null.</summary>
    public int Count { get; private set; }

    /// <summary>Notes an item, whatever it is.</summary>
    /// <param name="place">Place of its first byte.</param>
    public void Add(int place)
    {
        if (Count == 0)
            first = place;
        else if (place - (kept is null ? first : kept[^1].Place) >= Distance)
            (kept ??= []).Add((Count, place));
        Count++;
    }

    /// <summary>Reads one; null where there is none, or no text.</summary>
    /// <param name="document">The document that the places are of.</param>
    /// <param name="index">Which.</param>
    public string? Get(ReadOnlySpan<byte> document, int index)
    {
        if (index < 0 || index >= Count)
            return null;
        int after = 0;
        for (int high = kept?.Count ?? 0; after < high;)
        {
            int middle = (after + high) / 2;
            (after, high) = kept![middle].Index <= index ? (middle + 1, high) : (after, middle);
        }

        (int item, int place) = after == 0 ? (0, first) : kept![after - 1];
        var reader = new Utf8JsonReader(document[place..], isFinalBlock: true, InList);
        reader.Read();
        for (; item < index; item++)
        {
            reader.Skip();
            reader.Read();
        }

        return reader.TokenType == JsonTokenType.String ? Text(reader) : null;
    }

    /// <summary>Reads a text. What is no Unicode in it becomes U+FFFD.</summary>
    /// <param name="json">Begins with its quotation mark, and was found to be JSON.</param>
    public static string Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Text(reader);
    }

    /// <summary>The property's name that a reader is at, where it is one of a map's; else empty.</summary>
    public static string Name(Utf8JsonReader json)
    {
        if (json.ValueIsEscaped)
            return json.ValueSpan.Length <= LongestName && Text(json) is var text && Array.Exists(Names, name => name.Text == text) ? text : "";
        foreach ((string name, byte[] bytes) in Names)
        {
            if (json.ValueSpan.SequenceEqual(bytes))
                return name;
        }

        return "";
    }

    /// <summary>The text that a reader is at. What is no Unicode in it becomes U+FFFD.</summary>
    public static string Text(Utf8JsonReader json) => Encoding.UTF8.GetString(!json.ValueIsEscaped ? json.ValueSpan
        : Utf8.IsValid(json.ValueSpan) ? Unescaped(json) : Unescaped(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.ValueSpan))));

    /// <summary>The bytes of the escaped text that a reader is at. What is no Unicode in it stays as it is.</summary>
    public static byte[] Bytes(Utf8JsonReader json) => Utf8.IsValid(json.ValueSpan) ? Unescaped(json).ToArray() : json.ValueSpan.ToArray();

    private static ReadOnlySpan<byte> Unescaped(Utf8JsonReader json)
    {
        try
        {
            byte[] bytes = new byte[json.ValueSpan.Length];
            return bytes.AsSpan(0, json.CopyString(bytes));
        }
        catch (InvalidOperationException)
        {
            return Unescaped(json.ValueSpan); // half of a surrogate pair
        }
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        byte[] whole = [(byte)'"', .. text, (byte)'"'];
        var reader = new Utf8JsonReader(LoneSurrogates.Replaced(whole));
        reader.Read();
        byte[] bytes = new byte[text.Length];
        return bytes.AsSpan(0, reader.CopyString(bytes));
    }

    // Of a reader that is in a list, before its first item.
    private static JsonReaderState StateInList()
    {
        var reader = new Utf8JsonReader("["u8, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = SourceMapReader.Depth }));
        reader.Read();
        return reader.CurrentState;
    }
}
