using System.Text;

namespace UvRelease.Crashes.Injection;

/// <summary>
/// The comments at the end of a script that name its source map and its debug id (ECMA-426, linking generated code to source maps, "without parsing"; and its
/// proposal "Debug ID"). A comment that other code follows, or that could be a part of a template or of another comment, is none.
/// </summary>
/// <param name="MapUrl">What <c>sourceMappingURL</c> says; null where nothing does.</param>
/// <param name="DebugId">The debug id; null where there is none.</param>
/// <param name="Place">Where a debug id belongs: before the line that names the map, or at the end.</param>
internal sealed record ScriptTail(string? MapUrl, Guid? DebugId, int Place)
{
    private const string Url = "sourceMappingURL=", Id = "debugId=";

    /// <summary>Reads them.</summary>
    /// <param name="script">UTF-8.</param>
    public static ScriptTail Of(ReadOnlySpan<byte> script)
    {
        var tail = new ScriptTail(null, null, script.Length);
        for (int end = script.Length; end > 0;)
        {
            int start = script[..end].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            ReadOnlySpan<byte> line = script[start..end].Trim(" \t\v\f"u8);
            if (!line.IsEmpty && (!line.StartsWith("//"u8) || line.ContainsAny("\"'`"u8) || line.IndexOf("*/"u8) >= 0))
                break;
            if (line.StartsWith("//#"u8) || line.StartsWith("//@"u8))
                tail = tail.With(Encoding.UTF8.GetString(line[3..]).Trim(), start);
            end = start - 1;
        }

        return tail;
    }

    // The last one counts.
    private ScriptTail With(string comment, int place)
    {
        if (MapUrl is null && comment.StartsWith(Url, StringComparison.Ordinal) && !comment.Any(char.IsWhiteSpace))
            return this with { MapUrl = comment[Url.Length..], Place = place };
        return DebugId is null && comment.StartsWith(Id, StringComparison.Ordinal) && Guid.TryParseExact(comment.AsSpan(Id.Length), "D", out Guid id)
            ? this with { DebugId = id }
            : this;
    }
}
