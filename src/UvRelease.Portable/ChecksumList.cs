using System.Buffers;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Portable;

/// <summary>Lists of checksums as <c>sha256sum --check</c> reads them: the sum, two spaces, the path; sorted by path (ordinal).</summary>
public static class ChecksumList
{
    private const int SumLength = 64;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a list.</summary>
    /// <param name="sums">Paths and their sums.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> sums) =>
        StrictUtf8.GetBytes(string.Concat(sums.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value}  {pair.Key}\n")));

    /// <summary>Reads a list, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, with the line: no such form, out of order, or a path that occurs twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> bytes, string name)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Refused, $"{name} is no UTF-8. Make the archive anew.", e) { File = name };
        }

        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        (int line, string before) = (0, "");
        foreach (ReadOnlySpan<char> range in text.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            line++;
            bool good = range.Length > SumLength + 2 && !range[..SumLength].ContainsAnyExcept(Hexadecimal) && range[SumLength..].StartsWith("  ");
            if (!good)
                throw Wrong(name, line, "must be 64 lower-case hexadecimal digits, two spaces and a path");
            string path = range[(SumLength + 2)..].ToString();
            if (line > 1 && string.CompareOrdinal(path, before) <= 0)
                throw Wrong(name, line, $"'{path}' is out of order, or twice");
            sums[path] = range[..SumLength].ToString();
            before = path;
        }

        return sums;
    }

    private static ReleaseException Wrong(string name, int line, string problem) =>
        new(Fault.Refused, $"{name}, line {line}: {problem}. Make the archive anew.") { File = name, Line = line };
}
