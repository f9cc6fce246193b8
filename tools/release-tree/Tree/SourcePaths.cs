using System.Text.RegularExpressions;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// Which files of main the release tree is made from; everything else stays behind, because every caller downloads the whole tree for each action it
/// uses.
/// </summary>
public static partial class SourcePaths
{
    /// <summary>True for manifests and pages of actions, workflows and their lock, the root's README and LICENSE, and schema/.</summary>
    /// <param name="path">Path from the root, with forward slashes.</param>
    public static bool Wanted(string path) => Form().IsMatch(path);

    /// <summary>Folder name of the action whose <c>action.yml</c> or <c>action.yaml</c> this is; null for other files.</summary>
    public static string? ActionOf(string path) => path.Split('/') is ["actions", var folder, "action.yml" or "action.yaml"] ? folder : null;

    /// <summary>True for a workflow.</summary>
    public static bool IsWorkflow(string path) => path.StartsWith(".github/workflows/", StringComparison.Ordinal) && path != ActionsLock.Location;

    [GeneratedRegex(@"^(?:actions/[^/]+/(?:action\.ya?ml|README\.md)|\.github/workflows/(?:[^/]+\.ya?ml|actions\.lock)|README\.md|LICENSE(?:\.md|\.txt)?"
        + @"|schema/.+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
