using YamlDotNet.RepresentationModel;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>Tells the workflows that consumers may call from the repository's own.</summary>
public static class CallableWorkflow
{
    private const string Trigger = "workflow_call";

    /// <summary>True when <c>workflow_call</c> is among the triggers, in any of the forms that <c>on:</c> may have (name, list, mapping).</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: the file is no YAML.</exception>
    public static bool Is(TreeFile file) => YamlFile.Parse(file.Path, file.Text).Find("on") switch
    {
        YamlScalarNode { Value: Trigger } => true,
        YamlSequenceNode list => list.Children.Any(entry => entry is YamlScalarNode { Value: Trigger }),
        YamlMappingNode mapping => mapping.Children.ContainsKey(new YamlScalarNode(Trigger)),
        _ => false,
    };
}
