using System.Text.RegularExpressions;
using UvRelease.Changelog.Check.Messages;

namespace UvRelease.Changelog.Check.Commitlint;

/// <summary>
/// Divides a message as commitlint does (npm conventional-commits-parser 6 with the preset conventionalcommits): a line with a reference such as #12 begins
/// the footer. Only for imported rules, so that their verdict stays the same; everything else is read by <see cref="Commits.MessageParser"/>.
/// </summary>
internal static partial class CommitlintMessage
{
    /// <summary>Reads a message; never throws.</summary>
    public static MessageParts Read(string message)
    {
        string[] lines = [.. message.Trim('\r', '\n').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Where(line => !Signature().IsMatch(line))];
        string header = lines.Length > 0 ? lines[0] : "";
        var body = new List<string>();
        var footer = new List<string>();
        bool inBody = true, inNote = false;
        foreach (string line in lines.Skip(1))
        {
            bool note = Note().IsMatch(line), reference = HasReference(line);
            inBody &= !note && !inNote && !reference;
            (inBody ? body : footer).Add(line);
            // A note goes on over empty lines until a line with a reference.
            inNote = note || (inNote && !reference);
        }

        Match match = Header().Match(header);
        return new MessageParts(message, header, Group(match, "type"), Group(match, "scope"), Group(match, "subject"), Joined(body), Joined(footer));
    }

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true, Length: > 0, Value: var value } ? value : null;

    private static string? Joined(List<string> lines) => string.Join('\n', lines).Trim('\n') is { Length: > 0 } text ? text : null;

    // Between two words such as "closes" each piece is looked at alone, and one with an address in it has no reference.
    private static bool HasReference(string line)
    {
        int[] starts = [.. Action().Matches(line).Select(match => match.Index)];
        IEnumerable<string> pieces = starts.Length == 0 ? [line]
            : starts.Select((start, i) => line[start..(i + 1 < starts.Length ? starts[i + 1] : line.Length)]);
        return pieces.Any(piece => Reference().IsMatch(piece) && !Address().IsMatch(piece));
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z0-9_]*)(?:\((?<scope>[^\n\r\u2028\u2029]*)\))?!?: (?<subject>[^\n\r\u2028\u2029]*)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Header();

    [GeneratedRegex(@"^[\s|*]*BREAKING[ -]CHANGE[:\s]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Note();

    [GeneratedRegex(@"(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Action();

    [GeneratedRegex(@"#[A-Za-z0-9_-]+(?:\s|\z|[,;)\]])", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\bhttps?://[-a-zA-Z0-9@:%_+.~#?&/=]*[A-Za-z0-9_]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"^\s*gpg:", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Signature();
}
