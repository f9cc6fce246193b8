using System.Globalization;
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
