using System.Text;
using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Check.Messages;

/// <summary>
/// Cases of words, as commitlint's <c>ensure</c> has them; quoted words don't count. <c>first-lower</c> and <c>first-upper</c> are ours: the first
/// letter alone.
/// </summary>
internal static partial class LetterCase
{
    /// <summary>Names that a configuration may use.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["lower-case", "upper-case", "camel-case", "kebab-case", "pascal-case", "sentence-case",
            "snake-case", "start-case", "lowercase", "uppercase", "lowerCase", "sentencecase"];

    private const char FirstAccent = '\u00c0';

    // What es-toolkit's deburr() makes of U+00C0 to U+017F; a question mark stands for more than one letter, or for none.
    private const string PlainLetters =
        "AAAAAA?CEEEEIIIIDNOOOOO?OUUUUY??aaaaaa?ceeeeiiiidnooooo?ouuuuy?yAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi"
        + "??JjKkkLlLlLlLlLlNnNnNn?NnOoOoOo??RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

    private static readonly Dictionary<char, string> Ligatures = new()
    {
        ['Æ'] = "Ae",
        ['Þ'] = "Th",
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['þ'] = "th",
        ['\u0132'] = "IJ",
        ['\u0133'] = "ij",
        ['\u0149'] = "'n",
        ['Œ'] = "Oe",
        ['œ'] = "oe",
    };

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

    // A culture's tables of letters are not there (InvariantGlobalization), so Latin-1 and Latin Extended-A are spelt out; other accents stay (UV-2).
    private static string WithoutAccents(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            char plain = c is >= FirstAccent and < (char)(FirstAccent + 192) ? PlainLetters[c - FirstAccent] : c;
            if (plain == '?' && c != '?')
                bare.Append(Ligatures.GetValueOrDefault(c, c.ToString()));
            else if (plain is not ('\'' or '\u2019' or (>= '\u0300' and <= '\u036f')))
                bare.Append(plain);
        }

        return bare.ToString();
    }

    [GeneratedRegex("`[^`\n]*`|\"[^\"\n]*\"|'[^'\n]*'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InQuotes();

    [GeneratedRegex(@"(?<capitals>\p{Lu}+)\p{Ll}*|\p{Ll}+|[0-9]+|\p{L}+",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
