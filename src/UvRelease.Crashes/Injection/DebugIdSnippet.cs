using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Crashes.Injection;

/// <summary>
/// The code that tells a script's debug id while it runs: under the stack of the place where it stands, in the global <c>_sentryDebugIds</c>, where
/// sentry-cli's code and Sentry's clients have it too. It is one statement in one line, so that no other line moves.
/// </summary>
internal static class DebugIdSnippet
{
    private const string Begin = ";!function(){try{var e=\"undefined\"!=typeof globalThis?globalThis:\"undefined\"!=typeof window?window:"
        + "\"undefined\"!=typeof global?global:self,n=(new e.Error).stack;n&&((e._sentryDebugIds=e._sentryDebugIds||{})[n]=\"";
    private const string End = "\")}catch(e){}}();";
    private const string CommentStart = "//# debugId=";
    private const int LengthOfId = 36;

    /// <summary>Bytes of it.</summary>
    public static int Length => Begin.Length + LengthOfId + End.Length;

    /// <summary>The code.</summary>
    public static byte[] Of(Guid id) => Encoding.ASCII.GetBytes($"{Begin}{id:D}{End}");

    /// <summary>Place of the code in a script; −1 where it is not.</summary>
    public static int Find(ReadOnlySpan<byte> script) => script.IndexOf(Encoding.ASCII.GetBytes(Begin));

    /// <summary>The comment that names the id, in a line of its own.</summary>
    /// <param name="script">The script.</param>
    /// <param name="place">Where a line begins, or the end.</param>
    /// <param name="code">Where the code is put: what stands behind it there is in its line.</param>
    /// <param name="id">The id.</param>
    public static Edit Comment(ReadOnlySpan<byte> script, int place, int code, Guid id)
    {
        string lineEnd = LineEnd(script);
        bool isInLine = place == code || (place > 0 && script[place - 1] is not ((byte)'\n' or (byte)'\r'));
        return new Edit(place, place, Encoding.ASCII.GetBytes($"{(isInLine ? lineEnd : "")}{CommentStart}{id:D}{lineEnd}"));
    }

    /// <summary>The id of a script and its map: a UUID in the form of version 5, of their content alone.</summary>
    public static Guid IdOf(ReadOnlySpan<byte> script, ReadOnlySpan<byte> map) => IdOf([], script, [], map);

    /// <summary>Whether a script has our code and comment, and its map is the one that the id was made of: then the map was not changed yet.</summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> script, ReadOnlySpan<byte> map, Guid id)
    {
        byte[] code = Of(id), comment = Encoding.ASCII.GetBytes($"{CommentStart}{id:D}");
        int place = script.IndexOf(code), end = script.LastIndexOf(comment), behind = place + code.Length;
        if (place < 0 || end < behind)
            return false;
        string lineEnd = LineEnd(script);
        ReadOnlySpan<byte> head = script[..place], middle = script[behind..end], tail = script[(end + comment.Length)..];
        tail = tail[Math.Min(lineEnd.Length, tail.Length)..];

        // Where the script did not end its last line, the comment did.
        return IdOf(head, middle, tail, map) == id || (middle.Length >= lineEnd.Length && IdOf(head, middle[..^lineEnd.Length], tail, map) == id);
    }

    private static string LineEnd(ReadOnlySpan<byte> script) => script.IndexOf((byte)'\n') is > 0 and var end && script[end - 1] == '\r' ? "\r\n" : "\n";

    private static Guid IdOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> tail, ReadOnlySpan<byte> map)
    {
        using var script = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        script.AppendData(head);
        script.AppendData(middle);
        script.AppendData(tail);
        byte[] hash = SHA256.HashData([.. script.GetHashAndReset(), .. SHA256.HashData(map)]);

        // RFC 9562: the version in the upper half of byte 6, the variant in the upper bits of byte 8.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
