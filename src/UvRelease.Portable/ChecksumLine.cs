using System.Buffers;

namespace UvRelease.Portable;

/// <summary>A line of a list of checksums.</summary>
/// <param name="Sum">64 lower-case hexadecimal digits.</param>
/// <param name="Path">The file as the line names it.</param>
/// <param name="IsShort">True for one space between sum and path, as BSD's md5 -r writes; a list has that in all of its lines or in none. Null for a
/// line with a tag, which may stand among both.</param>
internal sealed record ChecksumLine(string Sum, string Path, bool? IsShort)
{
    private const int SumLength = 64;
    private const string Tag = "SHA256";
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads a line as <c>sha256sum --check --strict</c> does (split_3 of digest.c, GNU coreutils 9.1).</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="areShort">What the lines before are; null for the first.</param>
    /// <returns>Null for a line that is not of the form.</returns>
    public static ChecksumLine? Read(ReadOnlySpan<char> line, bool? areShort)
    {
        ReadOnlySpan<char> rest = line.TrimStart(" \t");
        bool isEscaped = rest.StartsWith('\\');
        if (isEscaped)
            rest = rest[1..];
        if (rest.StartsWith(Tag))
            return Tagged(rest[Tag.Length..], isEscaped);
        if (rest.Length < SumLength + 2 || rest[..SumLength].ContainsAnyExcept(Hexadecimal) || rest[SumLength] is not (' ' or '\t'))
            return null;
        ReadOnlySpan<char> name = rest[(SumLength + 1)..];
        bool isShort = areShort == true || name.Length == 1 || name[0] is not (' ' or '*');
        if (isShort && areShort == false)
            return null;
        return Of(rest[..SumLength], isShort ? name : name[1..], isEscaped, isShort);
    }

    // SHA256 (path) = sum
    private static ChecksumLine? Tagged(ReadOnlySpan<char> rest, bool isEscaped)
    {
        if (rest.StartsWith(' '))
            rest = rest[1..];
        int end = rest.LastIndexOf(')');
        if (!rest.StartsWith('(') || end < 1)
            return null;
        ReadOnlySpan<char> sum = rest[(end + 1)..].TrimStart(" \t");
        if (!sum.StartsWith('='))
            return null;
        sum = sum[1..].TrimStart(" \t");
        return sum.Length == SumLength && !sum.ContainsAnyExcept(Hexadecimal) ? Of(sum, rest[1..end], isEscaped, isShort: null) : null;
    }

    private static ChecksumLine? Of(ReadOnlySpan<char> sum, ReadOnlySpan<char> name, bool isEscaped, bool? isShort) =>
        name.Contains('\0') || (isEscaped && !IsEscaped(name)) ? null
            : new ChecksumLine(sum.ToString().ToLowerInvariant(), isEscaped ? Unescaped(name.ToString()) : name.ToString(), isShort);

    private static bool IsEscaped(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && (++i == name.Length || name[i] is not ('\\' or 'n' or 'r')))
                return false;
        }

        return true;
    }

    private static string Unescaped(string name) => string.Join('\\', name.Split("\\\\").Select(part =>
        part.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal)));
}
