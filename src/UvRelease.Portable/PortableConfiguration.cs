using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using System.Text.Json.Serialization;
using UvRelease.Releases.Yaml;

namespace UvRelease.Portable;

/// <summary>Who runs a portable archive.</summary>
public enum PortableKind
{
    /// <summary>A person at a screen.</summary>
    [JsonStringEnumMemberName("desktop")]
    Desktop,

    /// <summary>A machine without one.</summary>
    [JsonStringEnumMemberName("headless")]
    Headless,
}

/// <summary>What a file of a portable archive is there for.</summary>
public enum PortableRole
{
    /// <summary>A program; its header must be of the archive's platform and processor.</summary>
    [JsonStringEnumMemberName("binary")]
    Binary,

    /// <summary>What a browser or window shows.</summary>
    [JsonStringEnumMemberName("web")]
    Web,

    /// <summary>What people read.</summary>
    [JsonStringEnumMemberName("docs")]
    Docs,

    /// <summary>What an earlier step made for operators: units, deployments.</summary>
    [JsonStringEnumMemberName("recipe")]
    Recipe,

    /// <summary>Anything else that is declared.</summary>
    [JsonStringEnumMemberName("extra")]
    Extra,

    /// <summary>A text that every archive has: README.txt and its like.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>What installs the archive: install.sh, install.ps1, install.data.</summary>
    [JsonStringEnumMemberName("installer")]
    Installer,
}

/// <summary>A file or folder that goes into portable archives.</summary>
/// <param name="Path">Where it is, relative to the workspace; may hold <c>{platform}</c>, <c>{arch}</c>, <c>{kind}</c>, <c>{version}</c>, <c>{exe}</c>.</param>
/// <param name="To">Where it goes in the archive; may hold the same.</param>
/// <param name="Role">What it is there for.</param>
/// <param name="Kinds">Archives that it belongs in, and must be there for.</param>
/// <param name="MustHave">Files that a folder must hold, relative to it.</param>
public sealed record PortablePart(string Path, string To, PortableRole Role, IReadOnlyList<PortableKind> Kinds, IReadOnlyList<string> MustHave);

/// <summary>Section <c>portable</c> of the configuration file: what portable archives hold.</summary>
public sealed record PortableConfiguration
{
    private static readonly string[] AssetRoles = ["web", "docs", "recipe", "extra"];

    /// <summary>Name that archives begin with; null where the section is absent.</summary>
    public string? Name { get; init; }

    /// <summary>Binaries and assets, in the file's order.</summary>
    public IReadOnlyList<PortablePart> Parts { get; init; } = [];

    /// <summary>
    /// Patterns of content that is forbidden beside the built-in ones: a file's name with <c>*</c>, or a folder's name with a slash behind it.
    /// </summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];

    /// <summary>Built-in patterns of forbidden content that don't hold for this project, as docs/portable.md writes them.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>File that takes the place of the README.txt that is written; null for that.</summary>
    public string? Readme { get; init; }

    /// <summary>File that takes the place of the ROLLBACK.txt that is written; null for that.</summary>
    public string? Rollback { get; init; }

    /// <summary>How the archive installs itself; null for an archive without installers.</summary>
    public PortableInstall? Install { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column: an unknown key, or a value of the wrong type or out of its
    /// bounds.</exception>
    public static PortableConfiguration Read(YamlMapping section)
    {
        IEnumerable<PortablePart> binaries = (section.Mappings("binaries") ?? []).Select(part => ReadPart(part, PortableRole.Binary)).ToArray();
        IEnumerable<PortablePart> assets = (section.Mappings("assets") ?? []).Select(part => ReadPart(part, PortableRole.Extra)).ToArray();
        var configuration = new PortableConfiguration
        {
            Name = section.Text("name", SettingForms.Id),
            Parts = [.. binaries, .. assets],
            Forbidden = section.Texts("forbidden", SettingForms.ContentPattern) ?? [],
            Allowed = section.Texts("allowed", SettingForms.ContentPattern) ?? [],
            Readme = section.Text("readme", SettingForms.Path),
            Rollback = section.Text("rollback", SettingForms.Path),
            Install = PortableInstall.Read(section),
        };
        if (configuration.Name is null && configuration.Parts.Count > 0)
            throw section.Wrong("lacks the key 'name', which archives begin with. Add it.");
        section.End();
        return configuration;
    }

    private static PortablePart ReadPart(YamlMapping part, PortableRole role)
    {
        string path = part.RequiredText("path", SettingForms.Path);
        string to = part.Text("to", SettingForms.Path) ?? path[(path.LastIndexOf('/') + 1)..];
        if (role != PortableRole.Binary && part.OneOf("role", AssetRoles) is { } word)
            role = PortableRole.Web + Array.IndexOf(AssetRoles, word);
        IReadOnlyList<string> must = role == PortableRole.Binary ? [] : part.Texts("must-have", SettingForms.Path) ?? [];
        IReadOnlyList<PortableKind> kinds = PortableKinds.Read(part);
        part.End();
        return new PortablePart(path, to, role, kinds, must);
    }
}
