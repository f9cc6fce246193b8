using System.Text;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Commits;

/// <summary>
/// Reads the overrides of a project (docs/configuration.md; schema/overrides.schema.json says the same to editors): a YAML mapping of commit ids to
/// messages, so that a
/// wrong type never needs a rewrite of history.
/// </summary>
public static class OverrideFile
{
    /// <summary>Its name, in the folder of changelog fragments.</summary>
    public const string Name = "overrides.yml";

    /// <summary>Greatest length of a message, in UTF-16 units.</summary>
    public const int LongestMessage = 64 * 1024;

    private const int ShortestId = 7, LongestId = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">Its path relative to the workspace, for errors.</param>
    /// <returns>Nothing when there is no such file.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: see <see cref="Parse"/>; also a link, a file that is too long, or no UTF-8.</exception>
    public static IReadOnlyList<MessageOverride> Read(string path, string name)
    {
        if (new ProjectPath(path, name).Bytes(4 * YamlText.LongestDocument, "Remove what is released.") is not { } bytes)
            return [];
        try
        {
            return Parse(StrictUtf8.GetString(bytes).TrimStart('\ufeff'), name);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no UTF-8 text: byte {e.Index} can't be read. Save it as UTF-8.", e) { File = name };
        }
    }

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with file, line and column: no YAML, a key that is no id, a value that is no
    /// message.</exception>
    public static IReadOnlyList<MessageOverride> Parse(string text, string name)
    {
        YamlMapping root = YamlText.Parse(text, name);
        var overrides = new List<MessageOverride>();
        foreach ((string id, (YamlScalar key, YamlNode value)) in root.Entries)
        {
            if (id.Length is < ShortestId or > LongestId || !id.All(char.IsAsciiHexDigit))
                throw key.Wrong($"must be the id of a commit, or its first digits: {ShortestId} to {LongestId} hexadecimal digits.");
            // An id of digits alone is a number to YAML; as a key its text counts.
            string? message = value is YamlScalar { What: "nothing" } ? null : root.Text(id, Problem, LongestMessage);
            overrides.Add(new MessageOverride(id, message, name, key.Line));
        }

        return overrides;
    }

    private static string? Problem(string message) => string.IsNullOrWhiteSpace(message)
        ? "is empty. Write a message, or null to leave the commit out of the notes." : null;
}
