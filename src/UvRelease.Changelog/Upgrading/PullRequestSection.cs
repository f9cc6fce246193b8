using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;

namespace UvRelease.Changelog.Upgrading;

/// <summary>
/// Finds what a pull request's body says to users: a section <c>## Migration</c> (or Upgrade guide, Breaking change), or a line <c>Notes: …</c> as
/// Electron's.
/// </summary>
public static partial class PullRequestSection
{
    private const int LongestBody = 128 * 1024;

    /// <summary>Returns the section's text, Markdown as written; null when there is none, or when it says none. Comments of a template are left out.</summary>
    public static string? Find(string body)
    {
        string text = (body.Length <= LongestBody ? body : body[..LongestBody]).ReplaceLineEndings("\n");
        string[] lines = Comment().Replace(text, "").Split('\n');
        int level = 0;
        var found = new List<string>();
        CodeFence? fence = null;
        foreach (string line in lines)
        {
            if (fence is not null)
                fence = fence.Closes(line) ? null : fence;
            else if (CodeFence.Open(line) is { } open)
                fence = open;
            else if (HeadingLine.TryRead(line, out HeadingLine heading))
            {
                bool begins = SectionName().IsMatch(heading.Name);
                if (level > 0 && heading.Level <= level)
                    break;
                if (level == 0 && begins)
                {
                    level = heading.Level;
                    continue;
                }
            }
            else if (level == 0 && Notes().Match(line) is { Success: true } notes)
            {
                return Said(notes.Groups["text"].Value);
            }

            if (level > 0)
                found.Add(line);
        }

        return Said(string.Join('\n', found));
    }

    private static string? Said(string text)
    {
        string trimmed = text.Trim('\n', ' ', '\t');
        return trimmed.Length == 0 || Nothing().IsMatch(trimmed) ? null : trimmed;
    }

    [GeneratedRegex(@"<!--(?s:.*?)-->", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?:migration(?: guide| notes?)?|upgrade guide|upgrading|breaking changes?)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex SectionName();

    [GeneratedRegex(@"^ {0,3}notes:[ \t]*(?<text>.+)$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Notes();

    [GeneratedRegex(@"^(?:none|no-notes|n/?a|nothing|-)[.]?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Nothing();
}
