using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Git;

/// <summary>A commit of a release branch.</summary>
/// <param name="Id">Its full id.</param>
/// <param name="Tree">Id of its tree.</param>
/// <param name="Parent">The release before it; null for the first.</param>
/// <param name="Version">Version that it released.</param>
/// <param name="Source">Commit of main that it was made from.</param>
public sealed partial record ReleaseCommit(string Id, string Tree, string? Parent, SemanticVersion Version, string Source)
{
    /// <summary>The message of a release commit.</summary>
    public static string Message(SemanticVersion version, string source) => $"release: v{version}\n\nSource-commit: {source}\n";

    /// <summary>Reads a commit by its message: <c>release: v1.4.0</c> and one <c>Source-commit:</c> trailer, nothing else.</summary>
    /// <returns>Null for a commit that release-tree did not make.</returns>
    public static ReleaseCommit? TryParse(string id, string tree, string parents, string message) =>
        Form().Match(message.TrimEnd('\n')) is { Success: true } match && SemanticVersion.TryParse(match.Groups["version"].Value) is { } version
            && !parents.Contains(' ', StringComparison.Ordinal)
            ? new ReleaseCommit(id, tree, parents.Length > 0 ? parents : null, version, match.Groups["source"].Value)
            : null;

    [GeneratedRegex(@"^release: v(?<version>\S+)\n\nSource-commit: (?<source>[0-9a-f]{40}|[0-9a-f]{64})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
