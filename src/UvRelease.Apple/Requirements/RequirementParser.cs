using System.Globalization;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Apple.Requirements;

/// <summary>Reads the text of a requirement (requirements.grammar of Apple's Security framework).</summary>
internal sealed class RequirementParser(string text)
{
    private const int LongestText = 16 * 1024;
    private readonly RequirementWords words = new(text);

    public Requirement Read()
    {
        if (text.Length > LongestText)
            throw new ReleaseException(Fault.Input, $"A requirement has {text.Length} characters, more than the {LongestText} that are read. Shorten it.");
        Requirement requirement = Or(0);
        return words.Next is null ? requirement : throw words.Bad("nothing, an «and» or an «or»");
    }

    private Requirement Or(int depth)
    {
        if (depth > RequirementBlob.DeepestNesting)
            throw words.Bad($"parentheses nested no deeper than {RequirementBlob.DeepestNesting}");
        Requirement left = And(depth);
        while (words.Take("or"))
            left |= And(depth);
        return left;
    }

    private Requirement And(int depth)
    {
        Requirement left = Primary(depth);
        while (words.Take("and"))
            left &= Primary(depth);
        return left;
    }

    private Requirement Primary(int depth)
    {
        if (words.Take("("))
        {
            Requirement inner = Or(depth + 1);
            words.Expect(")");
            return inner;
        }

        if (words.Take("!"))
            return depth > RequirementBlob.DeepestNesting ? throw words.Bad("fewer «!»") : new Requirement.Not(Primary(depth + 1));
        if (words.Take("always") || words.Take("true"))
            return new Requirement.Constant(true);
        if (words.Take("never") || words.Take("false"))
            return new Requirement.Constant(false);
        if (words.Take("notarized"))
            return new Requirement.Notarized();
        if (words.Take("legacy"))
            return new Requirement.LegacyDeveloperId();
        if (words.Take("identifier"))
        {
            words.Take("=");
            return new Requirement.Identifier(words.Text());
        }

        if (words.Take("cdhash"))
        {
            words.Take("=");
            return new Requirement.CodeDirectoryHash(words.Hash());
        }

        if (words.Take("platform"))
        {
            words.Expect("=");
            return new Requirement.OfPlatform(words.Number());
        }

        if (words.Take("info"))
            return new Requirement.InfoField(words.Key(), Match());
        if (words.Take("entitlement"))
            return new Requirement.EntitlementField(words.Key(), Match());
        if (words.Take("anchor"))
            return Anchor();
        if (words.Take("certificate") || words.Take("cert"))
            return OfCertificate(words.Slot());
        throw words.Bad("a condition, as «identifier», «anchor apple generic», «certificate leaf[subject.OU] = TEAM»");
    }

    private Requirement Anchor()
    {
        if (words.Take("trusted"))
            return new Requirement.ChainTrusted();
        if (!words.Take("apple"))
            return OfCertificate(Requirement.Root);
        if (words.Take("generic"))
            return new Requirement.AppleGenericAnchor();
        return words.Next is null or "and" or "or" or ")" ? new Requirement.AppleAnchor() : new Requirement.NamedAnchor(words.Text());
    }

    private Requirement OfCertificate(int slot)
    {
        if (words.Take("trusted"))
            return new Requirement.Trusted(slot);
        if (words.Take("="))
            return new Requirement.CertificateHash(slot, words.Hash());
        string key = words.Key();
        return key.Split('.', 2) switch
        {
            ["field", var oid] => new Requirement.CertificateExtension(slot, words.Oid(oid), Match()),
            ["policy", var oid] => new Requirement.CertificatePolicy(slot, words.Oid(oid), Match()),
            ["timestamp", var oid] => new Requirement.CertificateDate(slot, words.Oid(oid), Match()),
            _ => new Requirement.CertificateField(slot, key, Match()),
        };
    }

    private RequirementMatch Match()
    {
        if (words.Take("absent"))
            return new RequirementMatch(RequirementMatchKind.Absent);
        if (words.Take("exists") || words.Next is null or "and" or "or" or ")")
            return RequirementMatch.Exists;
        foreach ((string sign, RequirementMatchKind kind, RequirementMatchKind date) in Signs)
        {
            if (!words.Take(sign))
                continue;
            if (words.Take("timestamp"))
                return date == RequirementMatchKind.Exists ? throw words.Bad("a text") : new RequirementMatch(date, Seconds: Seconds(words.Text()));
            if (kind != RequirementMatchKind.Equal)
                return new RequirementMatch(kind, words.Text());
            bool before = words.Take("*");
            string value = words.Text();
            bool behind = words.Take("*");
            return new RequirementMatch((before, behind) switch
            {
                (true, true) => RequirementMatchKind.Contains,
                (true, false) => RequirementMatchKind.EndsWith,
                (false, true) => RequirementMatchKind.BeginsWith,
                _ => kind,
            }, value);
        }

        throw words.Bad("a comparison");
    }

    private static readonly (string Sign, RequirementMatchKind Kind, RequirementMatchKind Date)[] Signs =
    [
        ("=", RequirementMatchKind.Equal, RequirementMatchKind.On),
        ("~", RequirementMatchKind.Contains, RequirementMatchKind.Exists),
        ("<=", RequirementMatchKind.LessOrEqual, RequirementMatchKind.OnOrBefore),
        (">=", RequirementMatchKind.GreaterOrEqual, RequirementMatchKind.OnOrAfter),
        ("<", RequirementMatchKind.Less, RequirementMatchKind.Before),
        (">", RequirementMatchKind.Greater, RequirementMatchKind.After),
    ];

    private long Seconds(string date) => DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
        ? (long)(at - new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds
        : throw words.Bad("a date as 2026-01-01 00:00:00 Z");
}

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
            new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER).WriteObjectIdentifier(oid);
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

    private static readonly System.Buffers.SearchValues<char> WordCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");
}
