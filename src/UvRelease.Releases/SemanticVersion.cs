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
    public static SemanticVersion? TryParse(string text)
    {
        int plus = text.IndexOf('+', StringComparison.Ordinal);
        string build = plus < 0 ? "" : text[(plus + 1)..];
        string rest = plus < 0 ? text : text[..plus];
        int dash = rest.IndexOf('-', StringComparison.Ordinal);
        string preRelease = dash < 0 ? "" : rest[(dash + 1)..];
        string[] numbers = (dash < 0 ? rest : rest[..dash]).Split('.');
        if (numbers.Length != 3
            || !TryParseNumber(numbers[0], out ulong major) || !TryParseNumber(numbers[1], out ulong minor) || !TryParseNumber(numbers[2], out ulong patch)
            || (dash >= 0 && !preRelease.Split('.').All(part => IsIdentifier(part) && (!part.All(char.IsAsciiDigit) || IsNumber(part))))
            || (plus >= 0 && !build.Split('.').All(IsIdentifier)))
            return null;
        return new SemanticVersion(major, minor, patch, preRelease, build);
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

    private static bool TryParseNumber(string text, out ulong number)
    {
        number = 0;
        return IsNumber(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    private static bool IsIdentifier(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
