using System.Text;

namespace UvRelease.Crashes.Symbols.Gates;

/// <summary>The debug ids of scripts and source maps (ECMA-426 and its proposal "Debug ID"), read without holding the file in memory.</summary>
internal static class ScriptIds
{
    private const int Block = 64 * 1024, LongestText = 64;
    private const string Comment = "//# debugId=";

    /// <summary>Bytes at the end of a script in which its comments are.</summary>
    public const int Tail = 4096;

    /// <summary>Id in the last comment of a script that has one; null for none.</summary>
    /// <param name="tail">The last bytes of the script.</param>
    public static Guid? OfScript(ReadOnlySpan<byte> tail) => Encoding.UTF8.GetString(tail).Split('\n').Select(line => line.Trim())
        .LastOrDefault(line => line.StartsWith(Comment, StringComparison.Ordinal)) is { } found ? Id(found[Comment.Length..]) : null;

    /// <summary>The text of <c>debugId</c>, or else of <c>debug_id</c>, of the outermost object of a source map; null for none.</summary>
    public static Guid? OfMap(Stream map)
    {
        var reader = new TopTexts();
        byte[] block = new byte[Block];
        for (int read; (read = map.Read(block)) > 0;)
        {
            foreach (byte next in block.AsSpan(0, read))
                reader.Take(next);
        }

        return Id(reader.Found.GetValueOrDefault("debugId")) ?? Id(reader.Found.GetValueOrDefault("debug_id"));
    }

    private static Guid? Id(string? text) => Guid.TryParseExact(text, "D", out Guid id) ? id : null;

    /// <summary>Collects the short texts of a JSON object itself, not of what is in it. What is no JSON gives nothing, or nothing of worth.</summary>
    private sealed class TopTexts
    {
        private readonly StringBuilder text = new();
        private int depth;
        private bool inText, isEscaped, isValue;
        private string name = "";

        public Dictionary<string, string> Found { get; } = new(StringComparer.Ordinal);

        public void Take(byte next)
        {
            if (inText)
                TakeInText(next);
            else if (next == '"')
                (inText, isEscaped) = (true, false);
            else if (next is (byte)'{' or (byte)'[')
                depth++;
            else if (next is (byte)'}' or (byte)']')
                depth--;
            else if (depth == 1 && next is (byte)':' or (byte)',')
                isValue = next == ':';
        }

        private void TakeInText(byte next)
        {
            if (!isEscaped && next == '"')
                End();
            else if (depth == 1 && text.Length < LongestText)
                text.Append((char)next);
            isEscaped = !isEscaped && next == '\\';
        }

        private void End()
        {
            inText = false;
            if (depth == 1 && isValue && text.Length < LongestText && name is "debugId" or "debug_id")
                Found[name] = text.ToString();
            else if (depth == 1)
                name = text.ToString();
            text.Clear();
        }
    }
}
