using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Components;

/// <summary>A part of a monorepo that has versions of its own: an entry of section <c>components</c> of the configuration file.</summary>
/// <param name="Name">Its name, which its artifacts begin with.</param>
/// <param name="Package">Folder of its package.json from the repository's root; "" for the root.</param>
public sealed record Component(string Name, string Package)
{
    /// <summary>Paths that belong to it.</summary>
    public IReadOnlyList<string> IncludePaths { get; init; } = [];

    /// <summary>What is left out of them.</summary>
    public IReadOnlyList<string> ExcludePaths { get; init; } = [];

    /// <summary>How its version tags are named; null takes the configuration's, or the pattern that all version tags share.</summary>
    public string? TagPattern { get; init; }

    /// <summary>Channel of its releases; null for the most stable one.</summary>
    public string? Channel { get; init; }

    /// <summary>Its changelog, from the repository's root.</summary>
    public string Changelog { get; init; } = "CHANGELOG.md";

    /// <summary>Its upgrade guide, from the repository's root.</summary>
    public string Upgrade { get; init; } = "UPGRADING.md";

    /// <summary>Folder of its changelog fragments, from the repository's root.</summary>
    public string Fragments { get; init; } = ChangelogFragmentFolder.Name;

    /// <summary>True for the one component of a repository that names none.</summary>
    public bool IsWhole => Name.Length == 0;

    /// <summary>The repository as one component.</summary>
    public static Component Whole { get; } = new("", "");

    /// <summary>Reads the section <c>components</c>.</summary>
    /// <param name="project">The whole configuration.</param>
    /// <returns>None where the section is missing.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    public static IReadOnlyList<Component> ReadAll(YamlMapping project)
    {
        YamlMapping section = project.Mapping("components");
        var all = new List<Component>();
        foreach ((string name, YamlPair pair) in section.Entries)
        {
            YamlMapping one = section.Mapping(name);
            if (SettingForms.Id(name) is { } problem)
                throw pair.Key.Wrong(problem);
            Component component = Read(name, one);
            if (all.Find(other => other.TagPattern == component.TagPattern) is { } same)
                throw pair.Key.Wrong($"has the tag pattern '{component.TagPattern}', which is that of {same.Name}. Give one of them another.");
            all.Add(component);
        }

        section.End();
        return all;
    }

    /// <summary>Finds a component by its name.</summary>
    /// <param name="project">The whole configuration.</param>
    /// <param name="name">The name; null for the whole repository.</param>
    /// <returns>The whole repository too where the configuration names no components.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it names others.</exception>
    public static Component Find(YamlMapping project, string? name)
    {
        IReadOnlyList<Component> all = ReadAll(project);
        if (name is null || all.Count == 0)
            return Whole;
        return all.FirstOrDefault(one => one.Name == name) ?? throw new ReleaseException(
            Fault.Input, $"There is no component '{name}'. The configuration has: {string.Join(", ", all.Select(one => one.Name))}.");
    }

    private static Component Read(string name, YamlMapping one)
    {
        IReadOnlyList<string> paths = one.Texts("paths", SettingForms.Path) ?? [];
        if (paths.Count == 0)
            throw one.Wrong("lacks 'paths': the folders whose commits are told in its notes. Add them.");
        string package = one.Text("package", SettingForms.Path) ?? paths[0].TrimEnd('/');
        if (package.AsSpan().ContainsAny("*?[") || package == ".")
            package = package == "." ? "" : throw one.Wrong("lacks 'package', and its first path is a pattern. Name the folder of its package.json.");
        string below = package.Length == 0 ? "" : package + "/";
        var component = new Component(name, package)
        {
            IncludePaths = paths,
            ExcludePaths = one.Texts("exclude-paths", SettingForms.Path) ?? [],
            TagPattern = one.Text("tag-pattern", SettingForms.TagPattern, longest: 100) ?? name + "-v*",
            Channel = one.Text("channel", SettingForms.Channel),
            Changelog = one.Text("changelog", SettingForms.Path) ?? below + "CHANGELOG.md",
            Upgrade = one.Text("upgrade", SettingForms.Path) ?? below + "UPGRADING.md",
            Fragments = one.Text("fragments", SettingForms.Path) ?? below + ChangelogFragmentFolder.Name,
        };
        one.End();
        return component;
    }
}
