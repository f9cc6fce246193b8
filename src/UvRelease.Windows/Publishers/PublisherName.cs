using System.Buffers;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Windows.Publishers;

/// <summary>
/// Names of publishers, as electron-updater compares them (parseDn of builder-util-runtime 9, verifySignature of electron-updater 6): an installed app takes an
/// update when one of its names is that of the update's signer.
/// </summary>
public static class PublisherName
{
    // What Windows writes into the text of a subject; others are spelled differently there, or not at all.
    private static readonly string[] Known = ["CN", "O", "OU", "L", "S", "C", "STREET", "PostalCode", "SERIALNUMBER"];

    private static readonly SearchValues<char> Special = SearchValues.Create(",;+=\\\"");

    /// <summary>True when an app with these names takes what somebody signed.</summary>
    /// <param name="names">publisherName of app-update.yml.</param>
    /// <param name="subject">Subject of the signer's certificate, as Windows writes it.</param>
    public static bool Accept(IReadOnlyList<string> names, string subject)
    {
        IReadOnlyDictionary<string, string> there = Parse(subject);
        return names.Any(name => Parse(name) is { Count: > 0 } wanted
            ? wanted.All(part => there.TryGetValue(part.Key, out string? value) && value == part.Value)
            : there.TryGetValue("CN", out string? cn) && cn == name);
    }

    /// <summary>The name by which apps shall know a signer: common name and organization.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the certificate has no name that the client would compare.</exception>
    public static string Of(X509Certificate2 certificate)
    {
        IReadOnlyDictionary<string, string> parts = Parse(certificate.Subject);
        foreach (string[] keys in (string[][])[["CN", "O"], ["CN"]])
        {
            string name = string.Join(", ", keys.Where(parts.ContainsKey).Select(key => $"{key}={Quoted(parts[key])}"));
            if (parts.ContainsKey("CN") && keys.All(parts.ContainsKey) && Accept([name], certificate.Subject))
                return name;
        }

        throw new ReleaseException(Fault.Input,
            $"No name can be made of '{certificate.Subject}' that electron-updater would find in it. Give 'publisher-names'.");
    }

    /// <summary>Refuses names that electron-updater would not compare as they are meant.</summary>
    /// <param name="names">The names.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is wrong; the sentence says why.</exception>
    public static void Check(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            IReadOnlyDictionary<string, string> parts = Parse(name);
            if (parts.Count == 0 ? name.Length == 0 : !parts.ContainsKey("CN"))
                throw Bad(name, "has no CN, so that it would be the name of many");
            if (parts.Keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.Ordinal)) is { } strange)
                throw Bad(name, $"has '{strange}', which Windows does not write so. Take some of {string.Join(", ", Known)}");
            if (parts.FirstOrDefault(part => part.Value.Length == 0) is { Key: { } empty })
                throw Bad(name, $"has nothing behind '{empty}='");
        }
    }

    /// <summary>The parts of a distinguished name, by their keys; none for a plain name.</summary>
    internal static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        string? key = null;
        var token = new StringBuilder();
        bool isQuoted = false;
        text = text.Trim();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted)
            {
                token.Append(c);
            }
            else if (c == '\\')
            {
                // The client forgets the last part where its end is a part of an escape.
                i = Escaped(text, i + 1, token);
                if (i >= text.Length)
                    return parts;
            }
            else if (key is null && c == '=')
            {
                key = token.ToString();
                token.Clear();
            }
            else if (c is ',' or ';' or '+')
            {
                if (key is not null)
                    parts[key] = token.ToString();
                key = null;
                token.Clear();
            }
            else if (c == ' ' && IsAround(text, i, key is not null, token.Length == 0))
            {
                // Spaces around a part are none of it.
            }
            else
            {
                token.Append(c);
            }
        }

        if (key is not null)
            parts[key] = token.ToString();
        return parts;
    }

    // What parseInt of JavaScript makes of two characters: one character, whatever the encoding was; else what stands there is meant.
    private static int Escaped(string text, int at, StringBuilder token)
    {
        if (at >= text.Length)
            return at;
        ReadOnlySpan<char> two = text.AsSpan(at, Math.Min(2, text.Length - at)), number = two.TrimStart();
        bool isNegative = number.StartsWith("-");
        if (isNegative || number.StartsWith("+"))
            number = number[1..];
        int digits = 0;
        while (digits < number.Length && char.IsAsciiHexDigit(number[digits]))
            digits++;
        if (digits == 0 || two.Equals("0x", StringComparison.OrdinalIgnoreCase))
        {
            token.Append(text[at]);
            return at;
        }

        int code = int.Parse(number[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        token.Append((char)(isNegative ? -code : code));
        return at + 1;
    }

    private static bool IsAround(string text, int at, bool hasKey, bool isFirst)
    {
        int next = at;
        while (next < text.Length && text[next] == ' ')
            next++;
        return isFirst || next >= text.Length || text[next] is ',' or ';' || (text[next] == '=' && !hasKey) || (text[next] == '+' && hasKey);
    }

    private static string Quoted(string value) => value.AsSpan().IndexOfAny(Special) < 0 ? value : $"\"{value.Replace("\"", "", StringComparison.Ordinal)}\"";

    private static ReleaseException Bad(string name, string problem) => new(Fault.Input, $"The publisher's name '{name}' {problem}.");
}
