using UvRelease.Releases;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>What GitHub would read in a YAML file: files are edited as text, line by line, and checked through this.</summary>
/// <param name="Path">Path of the source file, for messages.</param>
/// <param name="Root">Its mapping.</param>
public sealed record YamlFile(string Path, YamlMappingNode Root)
{
    /// <summary>Parses a file.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no YAML, or no mapping; names file and line.</exception>
    public static YamlFile Parse(string path, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw Wrong(path, (int)e.Start.Line, $"'{path}' is no YAML: {e.Message} Mend the file.");
        }

        return stream.Documents is [{ RootNode: YamlMappingNode root }]
            ? new YamlFile(path, root)
            : throw Wrong(path, 1, $"'{path}' must be one YAML mapping.");
    }

    /// <summary>Every <c>uses:</c> with a text, wherever it is, in the order of the file.</summary>
    public IReadOnlyList<(string Value, int Line)> Uses() =>
    [
        .. from mapping in Root.AllNodes.OfType<YamlMappingNode>().Distinct()
           from entry in mapping.Children
           where entry.Key is YamlScalarNode { Value: "uses" } && entry.Value is YamlScalarNode
           orderby entry.Value.Start.Line, entry.Value.Start.Column
           select (((YamlScalarNode)entry.Value).Value ?? "", (int)entry.Value.Start.Line),
    ];

    /// <summary>The value under a key of the root; null when there is none.</summary>
    public YamlNode? Find(string key) => Root.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;

    /// <summary>An error at a line of this file.</summary>
    public ReleaseException Wrong(int line, string message) => Wrong(Path, line, message);

    internal static ReleaseException Wrong(string path, int line, string message) => new(Fault.Input, message) { File = path, Line = line };
}
