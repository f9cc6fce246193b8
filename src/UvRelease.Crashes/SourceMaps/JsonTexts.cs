using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>A list of texts in a JSON document, which stay there until somebody asks: only their places are kept.</summary>
internal sealed class JsonTexts
{
    private const int None = -1, LongestName = 128;

    private readonly List<int> places = [];

    /// <summary>No texts.</summary>
    public static JsonTexts Empty { get; } = new();

    /// <summary>How many there are, with those that are null.</summary>
    public int Count => places.Count;

    /// <summary>Notes a text.</summary>
    /// <param name="place">Place of its quotation mark.</param>
    public void Add(int place) => places.Add(place);

    /// <summary>Notes that there is none.</summary>
    public void AddNone() => places.Add(None);

    /// <summary>Reads one; null where there is none.</summary>
    /// <param name="document">The document that the places are of.</param>
    /// <param name="index">Which.</param>
    public string? Get(ReadOnlySpan<byte> document, int index) =>
        index >= 0 && index < places.Count && places[index] != None ? Read(document[places[index]..]) : null;

    /// <summary>Reads a text. What is no Unicode in it becomes U+FFFD.</summary>
    /// <param name="json">Begins with its quotation mark, and was found to be JSON.</param>
    public static string Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Text(reader);
    }

    /// <summary>The property's name that a reader is at; empty where it is longer than any of a map's, also when each character is escaped.</summary>
    public static string Name(Utf8JsonReader json) => json.ValueSpan.Length <= LongestName ? Text(json) : "";

    /// <summary>The text that a reader is at. What is no Unicode in it becomes U+FFFD.</summary>
    public static string Text(Utf8JsonReader json)
    {
        string text = Encoding.UTF8.GetString(json.ValueSpan);
        return json.ValueIsEscaped ? Encoding.UTF8.GetString(Unescaped(Encoding.UTF8.GetBytes(text))) : text;
    }

    /// <summary>The bytes of the escaped text that a reader is at. What is no Unicode in it stays as it is.</summary>
    public static byte[] Bytes(Utf8JsonReader json) => Utf8.IsValid(json.ValueSpan) ? Unescaped(json.ValueSpan).ToArray() : json.ValueSpan.ToArray();

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        byte[] whole = [(byte)'"', .. text, (byte)'"'];
        var reader = new Utf8JsonReader(LoneSurrogates.Replaced(whole));
        reader.Read();
        byte[] bytes = new byte[text.Length];
        return bytes.AsSpan(0, reader.CopyString(bytes));
    }
}
