using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// Workflows as GitHub Enterprise Server runs them. It has no artifacts of version 4 (github/roadmap#930): the actions from v4 on end there with
/// GHESNotSupportedError, so their last releases for Node 20 before that take their place. A workflow that asks for what these can't do is left out, and so is
/// one that calls it.
/// </summary>
public static partial class EnterpriseWorkflows
{
    // Inputs: action.yml of those releases.
    private static readonly Dictionary<string, (string Pin, string[] Inputs)> Actions = new(StringComparer.Ordinal)
    {
        ["actions/upload-artifact"] = ("c6a366c94c3e0affe28c06c8df20a878f24da3cf # v3.2.2", ["name", "path", "if-no-files-found", "retention-days"]),
        ["actions/download-artifact"] = ("a9bc5e6ef2cb54c177f32aa5726adaa15e7e2d59 # v3.1.0", ["name", "path"]),
    };

    /// <summary>Chooses the workflows that can work there, and gives them the artifact actions that do.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: a file is no YAML.</exception>
    public static IReadOnlyList<TreeFile> From(IEnumerable<TreeFile> workflows)
    {
        List<(TreeFile File, YamlFile Yaml)> all = [.. workflows.Select(file => (file, YamlFile.Parse(file.Path, file.Text)))];
        var missing = new HashSet<string>(StringComparer.Ordinal);
        while (all.Find(workflow => !missing.Contains(workflow.File.Path) && !Works(workflow.Yaml, missing)) is { File: { } file })
            missing.Add(file.Path);
        return [.. all.Where(workflow => !missing.Contains(workflow.File.Path)).Select(workflow => workflow.File with { Text = Pinned(workflow.File.Text) })];
    }

    private static bool Works(YamlFile workflow, HashSet<string> missing) =>
        workflow.Root.AllNodes.OfType<YamlMappingNode>().All(node => Text(node, "uses") is not { } uses
            || (!missing.Any(path => uses == "$/" + path) && !AsksTooMuch(uses.Split('@')[0], node)));

    private static bool AsksTooMuch(string action, YamlMappingNode step) =>
        Actions.TryGetValue(action, out (string Pin, string[] Inputs) known)
        && step.Children.TryGetValue(new YamlScalarNode("with"), out YamlNode? given)
        && given is YamlMappingNode inputs
        && inputs.Children.Keys.Any(key => !known.Inputs.Contains((key as YamlScalarNode)?.Value));

    private static string Pinned(string text) => UsesLine().Replace(text, match => match.Groups["before"].Value + Actions[match.Groups["action"].Value].Pin);

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? (value as YamlScalarNode)?.Value : null;

    [GeneratedRegex(
        "^(?<before>\\s*(?:-\\s+)?uses:\\s+(?<action>actions/(?:upload|download)-artifact)@).*$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex UsesLine();
}
