using System.Text.RegularExpressions;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.Check;

/// <summary>What was meant to be conventional and is not, as findings.</summary>
internal static partial class LookAlikes
{
    /// <summary>Makes a finding.</summary>
    public static Finding Finding(LookAlike lookAlike, FindingSeverity severity, FindingPlace place) => new(
        severity == FindingSeverity.Error ? "conventional" : "look-alike",
        severity,
        $"{Quoted.Short(lookAlike.Reason, 200)} ({lookAlike.Policy}){(lookAlike.DidYouMean is { } meant ? $" Did you mean {Quoted.Text(meant)}?" : "")}",
        place,
        lookAlike.DidYouMean is { } correction ? Quoted.Short(correction, 200) : null);

    /// <summary>
    /// Finds those of a pull request's body that may mention a break. Headings and comments of a template are none: <c>## Breaking changes</c> is a
    /// section, and
    /// <see cref="Upgrading.PullRequestSection"/> reads it.
    /// </summary>
    public static IEnumerable<Finding> InBody(string body)
    {
        string text = WithoutComments(body);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        // A header that is in order goes before, so that the body is read as one.
        foreach (LookAlike lookAlike in MessageParser.Parse("feat: x\n\n" + text).LookAlikes)
        {
            int line = lookAlike.Line - 2;
            if (line >= 1 && line <= lines.Length && lookAlike.Policy is "CC-11" or "CC-12" or "CC-18" && !lines[line - 1].TrimStart().StartsWith('#'))
                yield return Finding(lookAlike, FindingSeverity.Warning, FindingPlace.Body with { Line = line });
        }
    }

    /// <summary>The body without comments; every line keeps its number.</summary>
    public static string WithoutComments(string body) =>
        Comment().Replace(body.Length <= LongestBody ? body : body[..LongestBody], comment => new string('\n', comment.Value.Count(c => c == '\n')));

    private const int LongestBody = 128 * 1024;

    [GeneratedRegex(@"<!--(?s:.*?)-->", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();
}
