using System.Globalization;
using System.Text;

namespace UvRelease.Apple.Requirements;

/// <summary>Requirements as text, as codesign prints them (reqdumper.cpp of Apple's Security framework).</summary>
public static class RequirementText
{
    private enum Level { Primary, And, Or, Top }

    /// <summary>Reads a requirement.</summary>
    /// <exception cref="Releases.ReleaseException">It is none, naming the place.</exception>
    public static Requirement Read(string text) => new RequirementParser(text).Read();

    /// <summary>Writes one.</summary>
    public static string Write(Requirement requirement)
    {
        var text = new StringBuilder();
        Expression(text, requirement, Level.Top);
        return text.ToString();
    }

    private static void Expression(StringBuilder text, Requirement requirement, Level level)
    {
        _ = requirement switch
        {
            Requirement.Constant constant => text.Append(constant.Value ? "always" : "never"),
            Requirement.Identifier identifier => Data(text.Append("identifier "), identifier.Name),
            Requirement.AppleAnchor => text.Append("anchor apple"),
            Requirement.AppleGenericAnchor => text.Append("anchor apple generic"),
            Requirement.NamedAnchor anchor => Data(text.Append("anchor apple "), anchor.Name),
            Requirement.CertificateHash hash => text.Append("certificate ").Append(Slot(hash.Slot)).Append(" = H\"").Append(hash.Hash).Append('"'),
            Requirement.CodeDirectoryHash hash => text.Append("cdhash H\"").Append(hash.Hash).Append('"'),
            Requirement.InfoValue info => Data(Data(text.Append("info["), info.Key, true).Append("] = "), info.Value),
            Requirement.And and => Pair(text, and.Left, " and ", and.Right, Level.And, level),
            Requirement.Or or => Pair(text, or.Left, " or ", or.Right, Level.Or, level),
            Requirement.Not not => Not(text, not.Inner),
            Requirement.InfoField field => Match(Data(text.Append("info["), field.Key, true).Append(']'), field.Match),
            Requirement.EntitlementField field => Match(Data(text.Append("entitlement["), field.Key, true).Append(']'), field.Match),
            Requirement.CertificateField field =>
                Match(Data(text.Append("certificate ").Append(Slot(field.Slot)).Append('['), field.Field, true).Append(']'), field.Match),
            Requirement.CertificateExtension of => OfCertificate(text, of.Slot, "field", of.Oid, of.Match),
            Requirement.CertificatePolicy of => OfCertificate(text, of.Slot, "policy", of.Oid, of.Match),
            Requirement.CertificateDate of => OfCertificate(text, of.Slot, "timestamp", of.Oid, of.Match),
            Requirement.Trusted trusted => text.Append("certificate ").Append(Slot(trusted.Slot)).Append(" trusted"),
            Requirement.ChainTrusted => text.Append("anchor trusted"),
            Requirement.NamedCode code => Data(text.Append('('), code.Name).Append(')'),
            Requirement.OfPlatform platform => text.Append("platform = ").Append(platform.Number),
            Requirement.Notarized => text.Append("notarized"),
            _ => text.Append("legacy"),
        };
    }

    private static StringBuilder Pair(StringBuilder text, Requirement left, string word, Requirement right, Level own, Level outer)
    {
        if (outer < own)
            text.Append('(');
        Expression(text, left, own);
        text.Append(word);
        Expression(text, right, own);
        return outer < own ? text.Append(')') : text;
    }

    private static StringBuilder Not(StringBuilder text, Requirement inner)
    {
        Expression(text.Append("! "), inner, Level.Primary);
        return text;
    }

    private static StringBuilder OfCertificate(StringBuilder text, int slot, string word, string oid, RequirementMatch match) =>
        Match(text.Append("certificate ").Append(Slot(slot)).Append('[').Append(word).Append('.').Append(oid).Append(']'), match);

    private static string Slot(int slot) =>
        slot switch { Requirement.Leaf => "leaf", Requirement.Root => "root", _ => slot.ToString(CultureInfo.InvariantCulture) };

    private static StringBuilder Match(StringBuilder text, RequirementMatch match)
    {
        string date = match.IsDate
            ? $"timestamp \"{AppleDate(match.Seconds)}\""
            : "";
        return match.Kind switch
        {
            RequirementMatchKind.Exists => text.Append(" /* exists */"),
            RequirementMatchKind.Absent => text.Append(" absent "),
            RequirementMatchKind.Equal => Data(text.Append(" = "), match.Value!),
            RequirementMatchKind.Contains => Data(text.Append(" ~ "), match.Value!),
            RequirementMatchKind.BeginsWith => Data(text.Append(" = "), match.Value!).Append('*'),
            RequirementMatchKind.EndsWith => Data(text.Append(" = *"), match.Value!),
            RequirementMatchKind.Less => Data(text.Append(" < "), match.Value!),
            RequirementMatchKind.Greater => Data(text.Append(" > "), match.Value!),
            RequirementMatchKind.LessOrEqual => Data(text.Append(" <= "), match.Value!),
            RequirementMatchKind.GreaterOrEqual => Data(text.Append(" >= "), match.Value!),
            RequirementMatchKind.On => text.Append(" = ").Append(date),
            RequirementMatchKind.Before => text.Append(" < ").Append(date),
            RequirementMatchKind.After => text.Append(" > ").Append(date),
            RequirementMatchKind.OnOrBefore => text.Append(" <= ").Append(date),
            _ => text.Append(" >= ").Append(date),
        };
    }

    private static string AppleDate(long seconds) =>
        new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss 'Z'", CultureInfo.InvariantCulture);

    // A word as it is, a printable text in quotes, anything else as hexadecimal digits.
    private static StringBuilder Data(StringBuilder text, string value, bool dots = false)
    {
        if (value.Length > 0 && !char.IsAsciiDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || (dots && c == '.')))
            return text.Append(value);
        return value.All(c => c is >= ' ' and < '\x7f' or (>= '\t' and <= '\r'))
            ? text.Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"')
            : text.Append("0x").Append(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value)));
    }
}
