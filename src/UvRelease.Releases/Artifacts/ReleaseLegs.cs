using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using UvRelease.Posix;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Artifacts;

/// <summary>
/// The artifacts of a workflow's run that make up a release, as the job says that knows the legs before they are built; published as
/// schema/legs.schema.json. Nothing else of the run is taken.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Version">Version of the app: a semantic version.</param>
/// <param name="Commit">Full id of the commit that is built.</param>
/// <param name="Artifacts">Names of the artifacts, one or more.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed partial record ReleaseLegs(string Schema, string Version, string Commit, IReadOnlyList<string> Artifacts)
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/legs/1";

    private const int LongestDocument = 1024 * 1024;

    /// <summary>Says what is wrong with the name of an artifact, as the rest of a sentence; null when it is right.</summary>
    public static string? NameProblem(string name) =>
        NameForm().IsMatch(name) ? null : "is no name of an artifact: letters, digits, '.', '_' and '-', a letter or digit first, at most 100.";

    /// <summary>Reads the list, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming file and property.</exception>
    public static ReleaseLegs Read(ReadOnlyMemory<byte> bytes, string file)
    {
        var root = JsonMapping.Parse(bytes, file);
        var legs = new ReleaseLegs(
            root.Text("schema", text => text == Format ? null : $"is '{text}', and this version reads {Format}."),
            root.Text("version", DocumentForms.SemanticVersion),
            root.Text("commit", DocumentForms.Commit),
            root.AllTexts("artifacts", NameProblem));
        root.End();
        if (legs.Artifacts.Count == 0)
            throw root.Wrong("artifacts", "names no artifact. Name one or more.");
        if (legs.Artifacts.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw root.Wrong("artifacts", $"has '{twice.Key}' twice.");
        return legs;
    }

    /// <summary>Reads the list from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">Its path for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is missing or too long; or see <see cref="Read"/>.</exception>
    public static ReleaseLegs ReadFile(string path, string shown)
    {
        if (!Path.Exists(path))
        {
            throw new ReleaseException(
                Fault.Input,
                $"{shown} is missing: it says which artifacts of the run are the release. release.yml leaves it in the artifact of the notes; a build of your "
                + $"own writes it there too: {{\"schema\":\"{Format}\",\"version\":\"1.4.0\",\"commit\":\"…\",\"artifacts\":[\"release-linux-x64\"]}}");
        }

        return RegularFile.Read(path, LongestDocument) is { } bytes
            ? Read(bytes, shown)
            : throw new ReleaseException(Fault.Input, $"{shown} has more than the {LongestDocument} bytes that it may have.") { File = shown };
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}
