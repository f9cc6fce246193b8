namespace UvRelease.Posix;

/// <summary>Reads text of pipes and files whose size nobody can ask for: devices have no end.</summary>
public static class BoundedText
{
    /// <summary>Reads to the end.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="longest">Most characters that it may have.</param>
    /// <returns>The text; null where it has more.</returns>
    public static string? Read(TextReader reader, int longest)
    {
        char[] text = new char[longest + 1];
        int length = reader.ReadBlock(text, 0, text.Length);
        return length <= longest ? new string(text, 0, length) : null;
    }
}
