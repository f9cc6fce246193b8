using System.Text;
using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Check;

/// <summary>Cases of words, as commitlint's <c>ensure</c> has them; quoted words don't count. <c>first-lower</c> and <c>first-upper</c> are ours: the first letter alone.</summary>
internal static partial class LetterCase
{
    /// <summary>Names that a configuration may use.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["lower-case", "upper-case", "camel-case", "kebab-case", "pascal-case", "sentence-case", "snake-case", "start-case", "lowercase", "uppercase", "lowerCase", "sentencecase"];

    /// <summary>True when a text is written in a case.</summary>
    public static bool Is(string text, string name)
    {
        string bare = InQuotes().Replace(text, "").Trim();
        string changed = To(bare, name);
        return changed.Length == 0 || char.IsAsciiDigit(changed[0]) || changed == bare;
    }

    private static string To(string text, string name) => name switch
    {
        "camel-case" => Camel(text),
        "kebab-case" => string.Join('-', Words(text).Select(word => word.ToLowerInvariant())),
        "snake-case" => string.Join('_', Words(text).Select(word => word.ToLowerInvariant())),
        "pascal-case" => First(Camel(text), upper: true),
        "start-case" => string.Join(' ', Words(text).Select(word => First(word, upper: true))),
        "upper-case" or "uppercase" => text.ToUpperInvariant(),
        "sentence-case" or "sentencecase" or "first-upper" => First(text, upper: true),
        "first-lower" => First(text, upper: false),
        _ => text.ToLowerInvariant(),
    };

    /// <summary>A text with its first letter changed.</summary>
    public static string First(string text, bool upper)
    {
        if (text.Length == 0 || !Rune.TryGetRuneAt(text, 0, out Rune first))
            return text;
        return (upper ? Rune.ToUpperInvariant(first) : Rune.ToLowerInvariant(first)).ToString() + text[first.Utf16SequenceLength..];
    }

    private static string Camel(string text) => string.Concat(Words(text).Select((word, index) =>
        index == 0 ? word.ToLowerInvariant() : First(word.ToLowerInvariant(), upper: true)));

    // es-toolkit's words(): accents are taken off first (deburr), apostrophes are no ends of words.
    private static IEnumerable<string> Words(string text)
    {
        foreach (Match match in Word().Matches(WithoutAccents(text)))
        {
            // An acronym ends before the capital of the next word: HTTP|Request.
            int capitals = match.Groups["capitals"].Length;
            bool two = capitals > 1 && capitals < match.Length;
            if (two)
                yield return match.Value[..(capitals - 1)];
            yield return two ? match.Value[(capitals - 1)..] : match.Value;
        }
    }

    private static string WithoutAccents(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (char c in Valid(text).Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark && c is not ('\'' or '\u2019'))
                bare.Append(c);
        }

        return bare.ToString();
    }

    // Half a surrogate pair can't be normalized.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("`[^`\n]*`|\"[^\"\n]*\"|'[^'\n]*'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InQuotes();

    [GeneratedRegex(@"(?<capitals>\p{Lu}+)\p{Ll}*|\p{Ll}+|[0-9]+|\p{L}+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
