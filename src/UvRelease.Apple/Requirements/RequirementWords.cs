using System.Buffers;
using System.Formats.Asn1;
using System.Globalization;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Apple.Requirements;

/// <summary>The words of a requirement's text, one after the other.</summary>
internal sealed class RequirementWords
{
    private readonly string text;
    private int start, end;
    private string? quoted;

    public RequirementWords(string text)
    {
        this.text = text;
        Advance();
    }

    /// <summary>The word that is looked at; null at the end. Of a text in quotes it is the quote.</summary>
    public string? Next => start == text.Length ? null : text[start..end];

    public bool Take(string word)
    {
        if (quoted is not null || Next != word)
            return false;
        Advance();
        return true;
    }

    public void Expect(string word)
    {
        if (!Take(word))
            throw Bad($"«{word}»");
    }

    /// <summary>A word, a text in quotes, or bytes as 0x….</summary>
    public string Text()
    {
        string? value = quoted ?? Next;
        if (value is null || (quoted is null && !char.IsAsciiLetterOrDigit(value[0])))
            throw Bad("a text");
        if (quoted is null && value.StartsWith("0x", StringComparison.Ordinal) && value.Length % 2 == 0 && value[2..].All(char.IsAsciiHexDigit))
            value = Encoding.UTF8.GetString(Convert.FromHexString(value[2..]));
        Advance();
        return value;
    }

    public string Hash()
    {
        if (Next == "H")
            Advance();
        string? hash = quoted;
        if (hash is not { Length: 40 } || !hash.All(char.IsAsciiHexDigit))
            throw Bad("the 40 digits of a hash, as H\"0123…\"");
        Advance();
        return hash.ToLowerInvariant();
    }

    public uint Number()
    {
        if (!uint.TryParse(Next, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
            throw Bad("a number");
        Advance();
        return number;
    }

    public int Slot()
    {
        if (Take("leaf"))
            return Requirement.Leaf;
        if (Take("root"))
            return Requirement.Root;
        bool negative = Take("-");
        int slot = (int)Math.Min(Number(), 100);
        return negative ? -slot : slot;
    }

    /// <summary>What is in brackets.</summary>
    public string Key()
    {
        Expect("[");
        string key = Text();
        Expect("]");
        return key;
    }

    public string Oid(string oid)
    {
        try
        {
            new AsnWriter(AsnEncodingRules.DER).WriteObjectIdentifier(oid);
            return oid;
        }
        catch (ArgumentException)
        {
            throw Bad($"an object identifier in place of '{oid}'");
        }
    }

    public ReleaseException Bad(string wanted) => new(Fault.Input,
        $"The requirement '{text}' can't be read: at character {start + 1}, where {(Next is { } next ? $"'{next}'" : "it ends")}, {wanted} is expected.");

    private void Advance()
    {
        start = end;
        quoted = null;
        for (bool more = true; more;)
        {
            while (start < text.Length && char.IsWhiteSpace(text[start]))
                start++;
            int close = start + 1 < text.Length && text[start] == '/' && text[start + 1] == '*' ? text.IndexOf("*/", start + 2, StringComparison.Ordinal) : -1;
            more = close >= 0;
            start = more ? close + 2 : start;
        }

        end = start;
        if (start == text.Length)
            return;
        if (text[start] == '"')
            Quoted();
        else if (char.IsAsciiLetterOrDigit(text[start]))
            end = text.AsSpan(start).IndexOfAnyExcept(WordCharacters) is >= 0 and var length ? start + length : text.Length;
        else
            end = start + (text[start] is '<' or '>' && start + 1 < text.Length && text[start + 1] == '=' ? 2 : 1);
    }

    private void Quoted()
    {
        var value = new StringBuilder();
        for (end = start + 1; end < text.Length && text[end] != '"'; end++)
        {
            if (text[end] == '\\' && end + 1 < text.Length)
                end++;
            value.Append(text[end]);
        }

        if (end == text.Length)
            throw Bad("a closing quote");
        end++;
        quoted = value.ToString();
    }

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");
}
