using System.Text;
using UvRelease.Releases;

namespace UvRelease.Portable;

/// <summary>Lists of checksums. They are read as <c>sha256sum --check --strict</c> reads them, so that both say the same of every list.</summary>
public static class ChecksumList
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a list: the sum, two spaces, the path; sorted by path (ordinal).</summary>
    /// <param name="sums">Paths and their sums.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> sums) =>
        StrictUtf8.GetBytes(string.Concat(sums.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value}  {pair.Key}\n")));

    /// <summary>Reads a list.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <returns>Paths without empty parts and <c>.</c>, and their sums.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, with the line: no such form, or two sums of one path; also a list of
    /// nothing.</exception>
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
        int number = 0;
        bool? areShort = null;
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            number++;
            ReadOnlySpan<char> line = text.AsSpan()[range];
            if (line.EndsWith('\r'))
                line = line[..^1];
            if (line.IsEmpty || line[0] == '#')
                continue;
            ChecksumLine read = ChecksumLine.Read(line, areShort)
                ?? throw Wrong(name, number, "must be 64 hexadecimal digits, two spaces and a path, or another form that sha256sum --check reads");
            areShort = read.IsShort ?? areShort;
            string path = Plain(read.Path);
            if (!sums.TryAdd(path, read.Sum) && sums[path] != read.Sum)
                throw Wrong(name, number, $"'{path}' is there twice, with two sums");
        }

        return sums.Count > 0 ? sums : throw Wrong(name, number, "no line before it has a checksum");
    }

    private static string Plain(string path) =>
        path.StartsWith('/') ? path : string.Join('/', path.Split('/').Where(part => part is not ("" or ".")));

    private static ReleaseException Wrong(string name, int line, string problem) =>
        new(Fault.Refused, $"{name}, line {line}: {problem}. Make the archive anew.") { File = name, Line = line };
}
