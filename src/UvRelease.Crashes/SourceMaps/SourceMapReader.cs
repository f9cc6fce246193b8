using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// Reads the JSON of a source map (ECMA-426, decoding source maps). What the standard calls an optional error is one where it reads strictly, and is passed
/// over elsewhere.
/// </summary>
internal sealed class SourceMapReader(CheckedReader document, bool isStrict)
{
    internal const int Depth = 64;
    private const int LongestProblem = 200;

    private int start;

    /// <summary>The document.</summary>
    internal ReadOnlySpan<byte> Bytes => document.At(0, (int)document.Length, "the document");

    /// <summary>Reads all of it.</summary>
    /// <exception cref="ReleaseException">It is no source map.</exception>
    public SourceMap Read()
    {
        MapFields map = Fields();
        return new SourceMap(document, map.Parts(), map.DebugId);
    }

    /// <summary>Reads its debug id, without its mappings; null where it has none.</summary>
    /// <exception cref="ReleaseException">It is no JSON object.</exception>
    public Guid? ReadDebugId() => Fields().DebugId;

    /// <summary>The fields, which <see cref="MapFields.Parts"/> found to be those of a map.</summary>
    /// <exception cref="ReleaseException">It is no source map.</exception>
    public MapFields Check()
    {
        MapFields map = Fields();
        _ = map.Parts();
        return map;
    }

    private MapFields Fields()
    {
        if (document.Length > SourceMap.MostBytes)
            throw document.Bad(0, "the document", $"has {document.Length} bytes, and may have {SourceMap.MostBytes}");
        ReadOnlySpan<byte> bytes = Bytes;
        if (isStrict && !Utf8.IsValid(bytes))
            throw document.Bad(0, "the document", "has bytes that are no UTF-8");
        start = Begin(bytes);
        var json = new Utf8JsonReader(bytes[start..], new JsonReaderOptions { MaxDepth = Depth });
        try
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                throw document.Bad(start, "the document", "is no JSON object");
            var map = new MapFields(this);
            map.Read(ref json);
            json.Read();
            return map;
        }
        catch (JsonException e)
        {
            // It may quote the document, up to its end.
            string problem = e.Message.Length > LongestProblem ? e.Message[..LongestProblem] + "…" : e.Message;
            problem = problem.Split(" LineNumber")[0].TrimEnd('.');
            throw document.Bad(start + json.BytesConsumed, "the JSON", $"can't be read: {problem}", e);
        }
    }

    /// <summary>Refuses something.</summary>
    internal ReleaseException Bad(long place, string field, string problem) => document.Bad(place, field, problem);

    /// <summary>Refuses something where it reads strictly.</summary>
    internal void Wrong(long place, string field, string problem)
    {
        if (isStrict)
            throw document.Bad(place, field, problem);
    }

    /// <summary>Place of what a reader is at.</summary>
    internal int Place(Utf8JsonReader json) => start + (int)json.TokenStartIndex;

    /// <summary>Whether it reads strictly.</summary>
    internal bool IsStrict => isStrict;

    // A byte order mark; and a line that keeps a document from being run as a script.
    private static int Begin(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        if (!bytes[at..].StartsWith(")]}"u8))
            return at;
        int line = bytes[at..].IndexOf((byte)'\n');
        return line < 0 ? bytes.Length : at + line + 1;
    }
}
