using System.Text.RegularExpressions;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>Rewrites what a workflow says about its own repository: <c>$/actions/publish-channel</c> of main is <c>$/publish</c> of the tree.</summary>
/// <param name="actions">Public names by folder under actions/.</param>
/// <param name="workflows">Paths of the workflows that the tree has.</param>
/// <param name="request">Style, repository and tag.</param>
public sealed partial class SelfReferences(IReadOnlyDictionary<string, string> actions, IReadOnlySet<string> workflows, TreeRequest request)
{
    // Where a workflow loads a program of the release that it is a part of.
    private const string OwnRelease = "org/uv-release@v0.0.0-source";
    private const string Self = "$/";
    private const string ActionsFolder = "actions/";

    /// <summary>Rewrites the <c>uses:</c> lines of a workflow; every other byte stays. Then reads the result as GitHub would.</summary>
    /// <exception cref="Releases.ReleaseException">
    /// <see cref="Releases.Fault.Input"/>: a reference is left that means something else, or nothing, in a consumer's run; names file and line.
    /// </exception>
    public TreeFile Rewrite(TreeFile workflow)
    {
        string[] lines = workflow.Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            Match match = UsesLine().Match(lines[i]);
            if (match.Success && Target(match.Groups["target"].Value) is { } target)
                lines[i] = match.Groups["before"].Value + Name(target) + match.Groups["after"].Value;
            lines[i] = lines[i].Replace(OwnRelease, $"{request.Repository}@{request.Tag}", StringComparison.Ordinal);
        }

        var result = new TreeFile(workflow.Path, string.Join('\n', lines));
        Check(YamlFile.Parse(result.Path, result.Text));
        return result;
    }

    // Path in the tree; null for what the tree does not have.
    private string? Target(string target) => target.StartsWith(ActionsFolder, StringComparison.Ordinal)
        ? actions.GetValueOrDefault(target[ActionsFolder.Length..])
        : workflows.Contains(target) ? target : null;

    private string Name(string target) => request.ReferenceStyle == ReferenceStyle.Self ? Self + target : $"{request.Repository}/{target}@{request.Tag}";

    private void Check(YamlFile file)
    {
        foreach ((string value, int line) in file.Uses())
        {
            if (value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith("../", StringComparison.Ordinal))
                throw file.Wrong(line,
                    $"'uses: {value}' in '{file.Path}' is a path of the caller's workspace once the workflow is called. Write "
                    + $"{Self}{value.TrimStart('.', '/')} instead.");
            if (!value.StartsWith(Self, StringComparison.Ordinal))
                continue;
            string target = value[Self.Length..];
            if (request.ReferenceStyle == ReferenceStyle.Tag || !(workflows.Contains(target) || actions.Values.Contains(target)))
                throw file.Wrong(line, $"'uses: {value}' in '{file.Path}' {Missing(target)}");
        }
    }

    private static string Missing(string target) =>
        target.StartsWith(ActionsFolder, StringComparison.Ordinal)
            ? $"stands for no action: there is no {target.TrimEnd('/')}/action.yml, or the line has a form that is not rewritten. Write it as 'uses: "
                + "$/actions/<folder>' on a line of its own."
            : target.StartsWith(".github/", StringComparison.Ordinal)
                ? "stands for no workflow of the release tree, which has those with a workflow_call trigger alone."
                : "stands for nothing under actions/ or .github/workflows/. Write $/actions/<folder> or $/.github/workflows/<file>.";

    [GeneratedRegex("""^(?<before>\s*(?:-\s+)?uses:\s+["']?)\$/(?<target>[^\s"']+)(?<after>["']?\s*(?:#.*)?)$""", RegexOptions.NonBacktracking)]
    private static partial Regex UsesLine();
}
