using System.Globalization;

namespace UvRelease.Releases;

/// <summary>A version by Semantic Versioning 2.0.0; compared by its precedence rules (§11), build metadata left out.</summary>
/// <param name="Major">Incompatible changes.</param>
/// <param name="Minor">New features.</param>
/// <param name="Patch">Fixes.</param>
/// <param name="PreRelease">Dot-separated identifiers after <c>-</c>; empty for a release proper.</param>
/// <param name="Build">Dot-separated identifiers after <c>+</c>; no part of equality of precedence.</param>
public sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string PreRelease = "", string Build = "")
    : IComparable<SemanticVersion>
{
    /// <summary>True for versions such as <c>2.0.0-beta.1</c>.</summary>
    public bool IsPreRelease => PreRelease.Length > 0;

    /// <summary>Reads a version exactly as the specification's grammar has it: no leading <c>v</c>, no leading zeros, three numbers.</summary>
    /// <returns>Null when the text is no semantic version.</returns>
    public static SemanticVersion? TryParse(ReadOnlySpan<char> text)
    {
        int plus = text.IndexOf('+');
        ReadOnlySpan<char> build = plus < 0 ? default : text[(plus + 1)..], rest = plus < 0 ? text : text[..plus];
        int dash = rest.IndexOf('-');
        ReadOnlySpan<char> preRelease = dash < 0 ? default : rest[(dash + 1)..], numbers = dash < 0 ? rest : rest[..dash];
        if (!TryTakeNumber(ref numbers, out ulong major) || !TryTakeNumber(ref numbers, out ulong minor) || !TryParseNumber(numbers, out ulong patch)
            || (dash >= 0 && !AreIdentifiers(preRelease, areOrdered: true)) || (plus >= 0 && !AreIdentifiers(build, areOrdered: false)))
            return null;
        return new SemanticVersion(major, minor, patch, preRelease.ToString(), build.ToString());
    }

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        int order = Major.CompareTo(other.Major);
        if (order == 0)
            order = Minor.CompareTo(other.Minor);
        if (order == 0)
            order = Patch.CompareTo(other.Patch);
        if (order == 0)
            order = other.IsPreRelease.CompareTo(IsPreRelease);
        return order != 0 ? order : ComparePreRelease(PreRelease, other.PreRelease);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Major}.{Minor}.{Patch}{(IsPreRelease ? "-" + PreRelease : "")}{(Build.Length > 0 ? "+" + Build : "")}";

    // Thousands of tags are sorted by it, so it makes no strings.
    private static int ComparePreRelease(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (true)
        {
            int leftEnd = left.IndexOf('.'), rightEnd = right.IndexOf('.');
            int order = CompareIdentifiers(leftEnd < 0 ? left : left[..leftEnd], rightEnd < 0 ? right : right[..rightEnd]);
            if (order != 0 || leftEnd < 0 || rightEnd < 0)
                return order != 0 ? order : (leftEnd >= 0).CompareTo(rightEnd >= 0);
            left = left[(leftEnd + 1)..];
            right = right[(rightEnd + 1)..];
        }
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        bool leftNumber = IsNumber(left), rightNumber = IsNumber(right);
        return leftNumber && rightNumber ? CompareNumbers(left, right)
            : leftNumber != rightNumber ? (leftNumber ? -1 : 1) : left.SequenceCompareTo(right);
    }

    // Identifiers have no upper bound in the grammar; without leading zeros the longer number is the greater.
    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out ulong number)
    {
        int dot = text.IndexOf('.');
        number = 0;
        if (dot < 0 || !TryParseNumber(text[..dot], out number))
            return false;
        text = text[(dot + 1)..];
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        return IsNumber(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    // Those that order versions have no leading zeros where they are numbers (§9).
    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool areOrdered)
    {
        while (true)
        {
            int dot = text.IndexOf('.');
            ReadOnlySpan<char> identifier = dot < 0 ? text : text[..dot];
            if (!IsIdentifier(identifier) || (areOrdered && !identifier.ContainsAnyExceptInRange('0', '9') && !IsNumber(identifier)))
                return false;
            if (dot < 0)
                return true;
            text = text[(dot + 1)..];
        }
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    private static bool IsIdentifier(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                return false;
        }

        return !text.IsEmpty;
    }
}
