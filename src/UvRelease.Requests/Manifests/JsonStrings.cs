using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Requests.Manifests;

/// <summary>Changes texts of a JSON file and leaves every other byte as it is: order, indentation, line ends, byte order mark.</summary>
internal static class JsonStrings
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 256 };

    /// <summary>Hands over each text with its path; what comes back other than null takes its place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="change">Gets the names on the way to a text (places of an array as numbers), and the text.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with the line: no JSON.</exception>
    public static byte[] Change(byte[] file, string name, Func<IReadOnlyList<string>, string, string?> change)
    {
        int head = file.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var written = new ArrayBufferWriter<byte>(file.Length + 256);
        int copied = 0;
        try
        {
            var reader = new Utf8JsonReader(file.AsSpan(head), Strict);
            var path = new List<string>();
            var places = new Stack<int>(); // of arrays; -1 for objects
            while (reader.Read())
            {
                Enter(ref reader, path, places);
                if (reader.TokenType == JsonTokenType.String && change(path, reader.GetString()!) is { } text)
                {
                    int start = head + (int)reader.TokenStartIndex;
                    written.Write(file.AsSpan(copied, start - copied));
                    written.Write(Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\""));
                    copied = head + (int)reader.BytesConsumed;
                }

                Leave(ref reader, path, places);
            }
        }
        // A text with half of a surrogate pair has no characters.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no JSON: {e.Message}", e) { File = name, Line = (int?)(e as JsonException)?.LineNumber + 1 };
        }

        written.Write(file.AsSpan(copied));
        return written.WrittenSpan.ToArray();
    }

    private static void Enter(ref Utf8JsonReader reader, List<string> path, Stack<int> places)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            path.Add(reader.GetString()!);
            return;
        }

        if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && places.TryPeek(out int place) && place >= 0)
        {
            path.Add($"{place}");
            places.Push(places.Pop() + 1);
        }

        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            places.Push(reader.TokenType == JsonTokenType.StartArray ? 0 : -1);
    }

    private static void Leave(ref Utf8JsonReader reader, List<string> path, Stack<int> places)
    {
        if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.StartArray or JsonTokenType.StartObject)
            return;
        if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            places.Pop();
        if (path.Count > 0)
            path.RemoveAt(path.Count - 1);
    }
}
