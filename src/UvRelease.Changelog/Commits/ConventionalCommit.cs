using System.Text.RegularExpressions;
using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>What a commit says by Conventional Commits 1.0.0. A message that does not follow it has no type; nothing is dropped.</summary>
/// <param name="Commit">The commit itself.</param>
/// <param name="Type">Type in lower case (types are not case-sensitive, rule 15); null when the subject is not conventional.</param>
/// <param name="Scope">Scope, or null.</param>
/// <param name="Description">Description after the colon; the whole subject when the commit is not conventional.</param>
/// <param name="Breaking">What breaks: the text of a BREAKING CHANGE footer, or the description when only a <c>!</c> says so; null when nothing breaks.</param>
public sealed partial record ConventionalCommit(Commit Commit, string? Type, string? Scope, string Description, string? Breaking)
{
    private static readonly string[] BreakingTokens = ["BREAKING CHANGE: ", "BREAKING-CHANGE: "];

    /// <summary>Reads a message; never throws.</summary>
    public static ConventionalCommit Parse(Commit commit)
    {
        string message = commit.Message.ReplaceLineEndings("\n").Trim('\n');
        int end = message.IndexOf('\n', StringComparison.Ordinal);
        string subject = (end < 0 ? message : message[..end]).Trim();
        string body = end < 0 ? "" : message[end..];
        string? note = BreakingNote(body);
        Match header = Header().Match(subject);
        if (!header.Success)
            return new ConventionalCommit(commit, null, null, subject, note);
        string description = header.Groups["description"].Value;
        return new ConventionalCommit(
            commit,
            header.Groups["type"].Value.ToLowerInvariant(),
            header.Groups["scope"] is { Success: true, Value: var scope } ? scope : null,
            description,
            note ?? (header.Groups["mark"].Success ? description : null));
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z][A-Za-z0-9-]*)(?:\((?<scope>[^()\r\n]+)\))?(?<mark>!)?:[ \t]*(?<description>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Header();

    // Upper case only (rule 15); the text goes on until the next footer or the end (rule 10).
    private static string? BreakingNote(string body)
    {
        string[] lines = body.Split('\n');
        int first = Array.FindIndex(lines, line => Array.Exists(BreakingTokens, token => line.StartsWith(token, StringComparison.Ordinal)));
        if (first < 0)
            return null;
        IEnumerable<string> rest = lines.Skip(first + 1).TakeWhile(line => !Footer().IsMatch(line));
        return string.Join('\n', rest.Prepend(lines[first][BreakingTokens[0].Length..])).Trim();
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z-]*(: | #)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Footer();
}
