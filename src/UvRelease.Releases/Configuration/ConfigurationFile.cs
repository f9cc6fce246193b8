using System.Text;
using UvRelease.Releases.Yaml;

namespace UvRelease.Releases.Configuration;

/// <summary>
/// Reads the configuration file (docs/configuration.md; schema/configuration.schema.json says the same to editors). To add a section: a record with
/// its defaults and a <c>Read(YamlMapping)</c>, a property of <see cref="ProjectConfiguration"/>, a line in <see cref="Parse(string, string)"/>, a part of the schema.
/// </summary>
public static class ConfigurationFile
{
    /// <summary>Where the file stands in a repository.</summary>
    public const string Name = ".github/uv-release.yml";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">Its path relative to the workspace, for errors.</param>
    /// <returns>The defaults when there is no such file.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: see <see cref="Parse(string, string)"/>; also a file that is too long, or no UTF-8.</exception>
    public static ProjectConfiguration Read(string path, string name)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return new ProjectConfiguration();
        if (file.Length > 4 * YamlText.LongestDocument)
            throw new ReleaseException(Fault.Input, $"{name} has {file.Length} bytes and may have {4 * YamlText.LongestDocument}. Shorten it.") { File = name };
        return Parse(File.ReadAllBytes(path), name);
    }

    /// <summary>Reads the bytes of the file: UTF-8, with or without a byte order mark.</summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static ProjectConfiguration Parse(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            return Parse(StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes), name);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no UTF-8 text: byte {e.Index} can't be read. Save it as UTF-8.", e) { File = name };
        }
    }

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>, with line and column: no YAML, an unknown or repeated key, a value of the wrong type or out of its bounds.
    /// </exception>
    public static ProjectConfiguration Parse(string text, string name)
    {
        YamlMapping root = YamlText.Parse(text, name);
        var configuration = new ProjectConfiguration
        {
            Changelog = ChangelogConfiguration.Read(root.Mapping("changelog")),
            Check = CheckConfiguration.Read(root.Mapping("check")),
            Portable = PortableConfiguration.Read(root.Mapping("portable")),
            Electron = ElectronConfiguration.Read(root.Mapping("electron")),
            Publish = PublishConfiguration.Read(root.Mapping("publish")),
        };
        root.End();
        return configuration;
    }
}
