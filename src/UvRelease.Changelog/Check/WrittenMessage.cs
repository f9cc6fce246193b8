using System.Text.RegularExpressions;
using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.Check;

/// <summary>Headers that programs write and nobody should have to rename: of merges, of what a rebase folds away, of releases, and of the buttons Revert and
/// Reapply.</summary>
internal static partial class WrittenMessage
{
    /// <summary>True for one.</summary>
    /// <param name="header">First line of a message, or a title.</param>
    /// <param name="imported">
    /// Imported rules come with commitlint's default ignores (npm @commitlint/is-ignored 21), unless they switch these off; null for the project's own.
    /// </param>
    public static bool Is(string header, CommitlintRules? imported)
    {
        if (imported is { DefaultIgnores: false })
            return false;
        string line = PullRequestNumber().Replace(header.Trim(), "");
        return Written().IsMatch(line) || IsReverted(line) || VersionCommit.Is(line) || (imported is not null && Imported().IsMatch(line));
    }

    /// <summary>A header without the number of the pull request that hosts add, which nobody could shorten.</summary>
    public static string Landing(string header) => PullRequestNumber().Replace(header, "");

    // Revert "feat: x", however often it was done; a text that only begins so is nobody's but its author's.
    private static bool IsReverted(string line) =>
        (line.StartsWith("Revert \"", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Reapply \"", StringComparison.OrdinalIgnoreCase))
        && line.Length > "Reapply \"".Length && line.EndsWith('"') && RevertStatement.Quoted(line) is { } quoted && !string.IsNullOrWhiteSpace(quoted);

    [GeneratedRegex(@" \(#[0-9]+\)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PullRequestNumber();

    [GeneratedRegex(@"^(?:Merge (?:pull request|branch|branches|tag|commit|remote-tracking branch(?:es)?) |Merge .* into |Merged .* into |Merged PR "
        + @"|Merged in |"
        + @"Automatic merge|Auto-merged .* into |(?:amend|fixup|squash)!)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Written();

    [GeneratedRegex(@"^(?:[Rr]evert .|[Rr]eapply .|Merged .* in(?:to)? |Merge remote-tracking branch|Merge tag)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Imported();
}
