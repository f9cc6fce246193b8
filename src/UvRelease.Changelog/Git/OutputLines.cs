using System.Text;

namespace UvRelease.Changelog.Git;

/// <summary>Takes what git prints apart into lines, without a string for each.</summary>
internal static class OutputLines
{
    private const int FirstSize = 16 * 1024;

    /// <summary>Hands over each line of a UTF-8 stream, without its LF; invalid bytes are replaced.</summary>
    public static void Read(Stream stream, Action<ReadOnlySpan<char>> each)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, FirstSize, leaveOpen: true);
        char[] buffer = new char[FirstSize];
        int used = 0, count;
        while ((count = reader.Read(buffer, used, buffer.Length - used)) > 0)
        {
            used += count;
            int begin = 0;
            for (int length; (length = buffer.AsSpan(begin, used - begin).IndexOf('\n')) >= 0; begin += length + 1)
                each(buffer.AsSpan(begin, length));
            buffer.AsSpan(begin, used - begin).CopyTo(buffer);
            used -= begin;
            if (used == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }

        if (used > 0)
            each(buffer.AsSpan(0, used));
    }
}
