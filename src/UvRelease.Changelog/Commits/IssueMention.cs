using UvRelease.Releases;

namespace UvRelease.Changelog.Commits;

/// <summary>A place where a text names an issue.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Url">Address; empty where nothing says where its tracker is.</param>
internal readonly record struct IssueMention(int Start, int End, string Url)
{
    // More digits than any tracker has issues; it keeps numbers of builds and colours out.
    private const int LongestNumber = 9;

    // Longer than any address of an issue; a text of nothing but addresses is then still read in linear time.
    private const int LongestAddress = 2_000;

    private static readonly AsciiSet AfterAddress = new(" \t\r\n)>]\"'`");

    private static readonly string[] Kinds = ["/issues/", "/pull/", "/merge_requests/"];

    /// <summary>Finds all of a text, each kind in its order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="trackers">Where the trackers are.</param>
    /// <returns>Null for none.</returns>
    public static List<IssueMention>? Find(string text, IssueTrackers trackers)
    {
        List<IssueMention>? mentions = null;
        for (int at = -1; (at = text.IndexOf('#', at + 1)) >= 0;)
        {
            if (Numbered(text, at, trackers) is { } mention)
                (mentions ??= []).Add(mention);
        }

        for (int at = 0; (at = text.IndexOf('-', at)) >= 0;)
        {
            int start = at++ - 2;
            if (start >= 0 && text[start] is 'G' or 'g' && text[start + 1] is 'H' or 'h' && Digits(text, at) is > 0 and int length && IsStart(text, start))
                (mentions ??= []).Add(new IssueMention(start, at + length, trackers.Issue(text.AsSpan(at, length))));
        }

        for (int at = -1; (at = text.IndexOf("://", at + 1, StringComparison.Ordinal)) >= 0;)
        {
            if (Address(text, at) is { } mention)
                (mentions ??= []).Add(mention);
        }

        foreach ((string prefix, string url) in trackers.Prefixes)
        {
            for (int at = -1; (at = text.IndexOf(prefix, at + 1, StringComparison.Ordinal)) >= 0;)
            {
                if (Digits(text, at + prefix.Length) is > 0 and int length && IsStart(text, at))
                    (mentions ??= []).Add(
                        new IssueMention(at, at + prefix.Length + length,
                        IssueTrackers.Fill(url, text.Substring(at, prefix.Length + length), text.Substring(at + prefix.Length, length))));
            }
        }

        return mentions;
    }

    // #12, where neither a word nor another sign goes before; or acme/app#12.
    private static IssueMention? Numbered(string text, int at, IssueTrackers trackers)
    {
        int length = Digits(text, at + 1);
        if (length == 0 || text[at + 1] == '0')
            return null;
        ReadOnlySpan<char> number = text.AsSpan(at + 1, length);
        int start = at;
        while (start > 0 && IsOfName(text[start - 1]))
            start--;
        if (start == at || IsNumberBefore(text, start, at))
            return at > 0 && text[at - 1] is '&' or '/' or '#' ? null : new IssueMention(at, at + 1 + length, trackers.Issue(number));
        int owner = start - 1;
        if (owner < 1 || text[owner] != '/')
            return null;
        while (owner > 0 && IsOfName(text[owner - 1]))
            owner--;
        if (owner == start - 1 || (owner > 0 && text[owner - 1] is '/' or ':' or '@' or '#'))
            return null;
        return new IssueMention(owner, at + 1 + length, trackers.Issue(text.AsSpan(owner, at - owner), number));
    }

    // #64#65: what goes before the second sign are the digits of the first.
    private static bool IsNumberBefore(ReadOnlySpan<char> text, int start, int at) =>
        start > 0 && text[start - 1] == '#' && text[start..at].IndexOfAnyExceptInRange('0', '9') < 0 && (start < 2 || !IsOfName(text[start - 2]));

    private static IssueMention? Address(string text, int colon)
    {
        int start = text.AsSpan(0, colon).EndsWith("https", StringComparison.Ordinal) ? colon - 5
            : text.AsSpan(0, colon).EndsWith("http", StringComparison.Ordinal) ? colon - 4 : -1;
        if (start < 0)
            return null;
        ReadOnlySpan<char> address = text.AsSpan(start, Math.Min(text.Length - start, LongestAddress));
        int length = AfterAddress.IndexIn(address);
        address = length < 0 ? address : address[..length];
        foreach (string kind in Kinds)
        {
            int place = address.IndexOf(kind, StringComparison.Ordinal);
            if (place > 0 && Digits(text, start + place + kind.Length) is > 0 and int digits)
                return new IssueMention(start, start + place + kind.Length + digits, address[..(place + kind.Length + digits)].ToString());
        }

        return null;
    }

    // How many digits are here; none when they are too many, or a part of a word.
    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        ReadOnlySpan<char> rest = text[at..];
        int length = rest.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? rest.Length : length;
        return length > LongestNumber || (length < rest.Length && (char.IsLetter(rest[length]) || rest[length] == '_')) ? 0 : length;
    }

    private static bool IsStart(ReadOnlySpan<char> text, int at) => at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '-' or '_');

    private static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
}
