using System.Buffers.Text;

namespace UvRelease.Releases.Json;

/// <summary>
/// Escapes such as <c>\ud83d</c> without their other half. JSON allows them (RFC 8259 §8.2) and GitHub hands over what people's tools wrote, but they are no
/// character, and .NET refuses a text that has one.
/// </summary>
public static class LoneSurrogates
{
    private const int EscapeLength = 6, DigitsAt = 2;

    // U+FFFD, the replacement character.
    private static ReadOnlySpan<byte> Replacement => "\\ufffd"u8;

    /// <summary>Replaces each by U+FFFD, as UTF-8 decoders replace what is no character.</summary>
    /// <param name="json">A JSON document in UTF-8. It is changed in place.</param>
    /// <returns>The same array.</returns>
    public static byte[] Replaced(byte[] json)
    {
        for (int at = 0; (at = Next(json, at)) >= 0;)
        {
            int unit = Unit(json, at);
            if (char.IsHighSurrogate((char)unit) && Unit(json, at + EscapeLength) is var low && low >= 0 && char.IsLowSurrogate((char)low))
            {
                at += 2 * EscapeLength;
                continue;
            }

            if (unit >= 0 && char.IsSurrogate((char)unit))
                Replacement.CopyTo(json.AsSpan(at));
            at += unit < 0 ? DigitsAt : EscapeLength;
        }

        return json;
    }

    // The next backslash; an escaped one is passed over with it.
    private static int Next(byte[] json, int from)
    {
        int found = json.AsSpan(Math.Min(from, json.Length)).IndexOf((byte)'\\');
        return found < 0 ? -1 : from + found;
    }

    // The UTF-16 unit of a JSON escape (RFC 8259, section 7) at a place; -1 where there is none.
    private static int Unit(byte[] json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && Utf8Parser.TryParse(json.AsSpan(at + DigitsAt, EscapeLength - DigitsAt), out ushort unit, out int digits, 'x') && digits == EscapeLength - DigitsAt
            ? unit
            : -1;
}
