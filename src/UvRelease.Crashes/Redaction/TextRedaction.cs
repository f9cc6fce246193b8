using System.Text.RegularExpressions;

namespace UvRelease.Crashes.Redaction;

/// <summary>
/// Takes out of a text what says who or whose: folders of people, e-mail and network addresses, what a URL carries beside its path, credentials. What it
/// writes in their place stays as it is when the text is redacted again.
/// </summary>
public static partial class TextRedaction
{
    private const string Secret = "<secret>", Token = "<token>", User = "<user>";
    private const int ShortestName = 3, LongestName = 64;

    // Names of folders that are no names of people: everywhere else in a text they are words.
    private static readonly HashSet<string> Nobody = new(StringComparer.OrdinalIgnoreCase)
    {
        "user", "users", "public", "shared", "default", "runner", "admin", "administrator", "root", "app", "node", "home", "guest", "appdata",
    };

    /// <summary>Redacts one text.</summary>
    public static string Apply(string text) => Apply([text])[0];

    /// <summary>Redacts texts that belong together: a name that is a folder of a person in one of them is taken out of all.</summary>
    public static IReadOnlyList<string> Apply(IReadOnlyList<string> texts)
    {
        var people = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string[] redacted = [.. texts.Select(text => One(text, people))];
        return people.Count == 0 ? redacted : PeopleRedaction.Apply(redacted, people, User);
    }

    private static string One(string text, HashSet<string> people)
    {
        text = PrivateKey().Replace(text, Secret);
        text = Url().Replace(text, match => UrlWithoutSecrets(match.Value));
        text = DataUrl().Replace(text, "data:<data>");
        text = Query().Replace(text, match => "?<query>" + Position().Match(match.Value).Value);
        text = HomeFolder().Replace(text, match =>
        {
            string person = Uri.UnescapeDataString(match.Groups["name"].Value).Trim();
            if (person.Length is >= ShortestName and <= LongestName && !Nobody.Contains(person))
                people.Add(person);
            return "~" + match.Groups["end"].Value;
        });
        text = MailAddress().Replace(text, "<email>");
        text = Authorization().Replace(text, match => $"{match.Groups["scheme"].Value} {Secret}");
        text = Assignment().Replace(text, match => match.Groups["name"].Value + Secret);
        text = KnownToken().Replace(text, Token);
        text = LongWord().Replace(text, match => IsRandom(match.ValueSpan) ? Token : match.Value);
        text = NetworkAddress().Replace(text, match => IsOwnMachine(match.Value) ? match.Value : "<ip>");
        return LongNumber().Replace(text, "<number>");
    }

    private static bool IsOwnMachine(string address) => address == "0.0.0.0" || address.StartsWith("127.", StringComparison.Ordinal);

    private static string UrlWithoutSecrets(string url)
    {
        int host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = url.IndexOfAny(['/', '?', '#'], host);
        int user = url[host..(end < 0 ? url.Length : end)].LastIndexOf('@');
        string clean = url[..host] + url[(host + user + 1)..];
        int query = clean.IndexOfAny(['?', '#'], host);
        return query < 0 ? clean : clean[..query] + Position().Match(clean[query..]).Value;
    }

    // Hexadecimal of a key or an id, or letters of both cases with digits as base64 has them.
    private static bool IsRandom(ReadOnlySpan<char> word)
    {
        bool hex = true, upper = false, lower = false, digit = false;
        foreach (char letter in word)
        {
            hex &= char.IsAsciiHexDigit(letter);
            upper |= char.IsAsciiLetterUpper(letter);
            lower |= char.IsAsciiLetterLower(letter);
            digit |= char.IsAsciiDigit(letter);
        }

        return digit && (hex ? upper || lower : word.Length >= 40 && upper && lower);
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]|-[^-])*(?:-----END [A-Z ]*PRIVATE KEY-----)?", Options)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"[a-z][a-z0-9+.-]*://[^\s""'<>()\[\]{}|]+", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"data:[a-z]+/[^\s""'<>()]+", Options | RegexOptions.IgnoreCase)]
    private static partial Regex DataUrl();

    [GeneratedRegex(@"\?[a-z0-9_.\[\]%-]+=[^\s""'<>()]*", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    // Line and column behind an address, as stacks have them.
    [GeneratedRegex(@"(?::[0-9]+){1,2}\z", Options)]
    private static partial Regex Position();

    [GeneratedRegex(
        """
        (?:\b[a-z]:)?(?:/|\\+|%2f|%5c)(?:users|home|documents\ and\ settings|documents%20and%20settings|media|run/media)(?:/|\\+|%2f|%5c)
        (?:(?<name>[^\\/\r\n"'<>|:;,(){}\[\]~%]{1,64})(?<end>[\\/])|(?<name>[^\\/\s"'<>|:;,(){}\[\]~]+?)(?<end>%2f|%5c)
        |(?<name>[^\\/\s"'<>|:;,(){}\[\]~]+)(?<end>))
        """,
        Options | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex HomeFolder();

    [GeneratedRegex(@"[\p{L}\p{N}._%+'-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}", Options)]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"\b(?<scheme>bearer|basic)\s+[a-z0-9._~+/=-]{8,}", Options | RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    [GeneratedRegex(
        """
        (?<name>[a-z0-9_-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|authorization|cookie|session|credential)
        [a-z0-9_-]*["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|(?:bearer\ |basic\ )?[^\s,;&"'(){}\[\]]+)
        """,
        Options | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Assignment();

    [GeneratedRegex(
        """
        \b(?:eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}
        |xox[abeprs]-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{30,}|sk-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}
        |npm_[A-Za-z0-9]{30,}|sntry[su]_[A-Za-z0-9+/=_-]{20,})
        """,
        Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"[A-Za-z0-9_+=-]{32,}", Options)]
    private static partial Regex LongWord();

    [GeneratedRegex(
        @"\b(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\b|\b(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}\b",
        Options | RegexOptions.IgnoreCase)]
    private static partial Regex NetworkAddress();

    // Cards and accounts.
    [GeneratedRegex(@"\b[0-9](?:[ -]?[0-9]){14,18}\b", Options)]
    private static partial Regex LongNumber();

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
}
