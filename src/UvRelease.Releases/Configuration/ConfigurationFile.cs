using UvRelease.Posix;
using UvRelease.Releases.Yaml;

namespace UvRelease.Releases.Configuration;

/// <summary>
/// Reads the configuration file (docs/configuration.md; schema/configuration.schema.json says the same to editors). Each room reads its own section.
/// To add one: its name in <see cref="Sections"/>, a record with its defaults and a <c>Read(YamlMapping)</c> in the room, a part of the schema.
/// </summary>
public static class ConfigurationFile
{
    /// <summary>Where the file is in a repository.</summary>
    public const string Name = ".github/uv-release.yml";

    /// <summary>Sections that the file may have.</summary>
    public static readonly IReadOnlyList<string> Sections =
        ["changelog", "check", "portable", "electron", "publish", "promote", "components", "request", "announce"];

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">Its path relative to the workspace, for errors.</param>
    /// <returns>The file, of which a section is taken with <see cref="YamlMapping.Mapping"/>; one without sections when there is no such file.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: see <see cref="Parse(string, string)"/>; also a file that is too long, or no
    /// UTF-8.</exception>
    public static YamlMapping Read(string path, string name)
    {
        if (!Path.Exists(path))
            return Parse("", name);
        try
        {
            return Parse(RegularFile.Read(path, 4 * YamlText.LongestDocument)
                ?? throw new ReleaseException(Fault.Input, $"{name} has more than the {4 * YamlText.LongestDocument} bytes that it may have. Shorten it.")
                {
                    File = name,
                }, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"{name} can't be read: {e.Message}", e) { File = name };
        }
    }

    /// <summary>Reads the bytes of the file: UTF-8, with or without a byte order mark.</summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static YamlMapping Parse(ReadOnlySpan<byte> bytes, string name) => Parse(YamlText.Decode(bytes, name), name);

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>, with line and column: no YAML, a repeated key, a section that is none of <see cref="Sections"/>, or that is no mapping.
    /// </exception>
    public static YamlMapping Parse(string text, string name)
    {
        YamlMapping root = YamlText.Parse(text, name);
        foreach (string section in Sections)
            root.Mapping(section);
        root.End();
        return root;
    }
}
