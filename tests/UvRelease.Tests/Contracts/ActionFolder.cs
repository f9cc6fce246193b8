using System.Reflection;
using UvRelease.Runner;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace UvRelease.Tests.Contracts;

/// <summary>An action as its folder has it: the manifest that GitHub reads, and the step that runs.</summary>
public sealed class ActionFolder
{
    private ActionFolder(string name)
    {
        Name = name;
        Path = SourceTree.At("actions", name);
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(System.IO.Path.Combine(Path, "action.yml"))));
        Manifest = (YamlMappingNode)yaml.Documents[0].RootNode;
        Type step = Assembly.Load(name).GetTypes().Single(type => type.GetInterfaces().Any(IsStep));
        Description = (StepDescription)step.GetProperty("Description", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        Inputs = StepDefinition.Of(step.GetInterfaces().Single(IsStep).GetGenericArguments()[0], step).Inputs;
    }

    /// <summary>Folder names of all actions, as data of a theory.</summary>
    public static TheoryData<string> All =>
        [.. Directory.GetDirectories(SourceTree.At("actions")).Where(folder => File.Exists(System.IO.Path.Combine(folder, "action.yml")))
            .Select(folder => System.IO.Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public string Name { get; }

    /// <summary>Name that consumers use (tools/release-tree/README.md).</summary>
    public string PublicName => Name == "publish-channel" ? "publish" : Name;

    public string Path { get; }

    public YamlMappingNode Manifest { get; }

    public StepDescription Description { get; }

    public IReadOnlyList<InputDefinition> Inputs { get; }

    public static ActionFolder Open(string name) => new(name);

    /// <summary>Rows of a mapping in the manifest: name, and the text of one of its properties or null.</summary>
    public IReadOnlyList<(string Name, string? Value)> Rows(string section, string property) =>
    [
        .. from row in (YamlMappingNode)Manifest[section]
           let properties = (YamlMappingNode)row.Value
           select (((YamlScalarNode)row.Key).Value!, properties.Children.TryGetValue(property, out YamlNode? value) ? ((YamlScalarNode)value).Value : null),
    ];

    private static bool IsStep(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IStep<>);
}
