using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;
using UvRelease.Requests.Manifests;

namespace UvRelease.Requests.Conversion;

/// <summary>
/// Reads .changeset/config.json and the pending .changeset/*.md (github.com/changesets/changesets, "Config File Options" and "Detailed Explanation").
/// </summary>
public static partial class ChangesetsProject
{
    /// <summary>Folder of its files.</summary>
    public const string Folder = ".changeset";

    private const int LongestTitle = 200;

    /// <summary>Converts it.</summary>
    /// <param name="configuration">config.json.</param>
    /// <param name="changesets">Pending ones, by their file names.</param>
    /// <param name="packages">All packages of the repository.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is not what changesets writes.</exception>
    public static ConvertedProject Convert(
        byte[] configuration, IReadOnlyDictionary<string, string> changesets, IReadOnlyList<WorkspacePackage> packages)
    {
        var writer = new ConfigurationWriter();
        using (JsonDocument document = ConversionInput.Object(configuration, Folder + "/config.json"))
        {
            HashSet<string> ignored = Texts(document.RootElement, "ignore");
            WorkspacePackage[] released = [.. packages.Where(one => one.Folder.Length > 0 && one.Name is not null && !ignored.Contains(one.Name))];
            foreach (WorkspacePackage package in released)
            {
                writer.Add("components", $"{ComponentOf(package)}:", $"  paths: [{ConfigurationWriter.Quoted(package.Folder)}]",
                    $"  tag-pattern: {ConfigurationWriter.Quoted(package.Name + "@*")}");
                writer.Taken.Add($"{package.Name} is the component {ComponentOf(package)}, with its tags {package.Name}@….");
            }

            if (released.Length == 0)
                writer.Add("changelog", "tag-pattern: \"v*\"");
            foreach (JsonProperty setting in document.RootElement.EnumerateObject().Where(one => one.Name is not "$schema"))
                Setting(setting, writer);
        }

        var fragments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string file, string text) in changesets.OrderBy(one => one.Key, StringComparer.Ordinal))
            Fragment(file, text, packages, fragments, writer);
        return new ConvertedProject(writer.Write(), fragments, writer.Taken, writer.NotTaken);
    }

    private static void Fragment(
        string file, string text, IReadOnlyList<WorkspacePackage> packages, SortedDictionary<string, string> fragments, ConfigurationWriter writer)
    {
        string where = $"{Folder}/{file}";
        if (FrontMatter().Match(text.TrimStart('\ufeff').ReplaceLineEndings("\n")) is not { Success: true } parts)
            throw new ReleaseException(Fault.Input, $"{where} has no front matter between two lines '---'. Restore it, or remove the file.") { File = where };
        string[] lines = parts.Groups["text"].Value.Trim('\n').Split('\n');
        if (lines[0].Trim().Length is 0)
        {
            writer.NotTaken.Add($"{where}: it says nothing, so no release notes come of it.");
            return;
        }

        string title = HeadingMarks().Replace(lines[0].Trim(), ""), rest = string.Join('\n', lines.Skip(1)).Trim('\n');
        if (title.Length > LongestTitle)
            (title, rest) = (title[..title.LastIndexOf(' ', LongestTitle - 1)] + "…", string.Join('\n', lines).Trim('\n'));
        YamlMapping names = YamlText.Parse(parts.Groups["names"].Value, where, firstLine: 2);
        foreach ((string name, YamlPair pair) in names.Entries)
        {
            string bump = (pair.Value as YamlScalar)?.Text ?? "";
            string type = bump switch { "major" or "minor" => "feat", "patch" => "fix", _ => "" };
            WorkspacePackage? package = packages.FirstOrDefault(one => one.Name == name);
            if (type.Length == 0 || package is null)
            {
                writer.NotTaken.Add($"{where}: {name}: {bump}. {(package is null ? "There is no such package." : "It asks for no release.")}");
                continue;
            }

            string id = FileName().Replace(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), "-");
            string path = $"{(package.Folder.Length == 0 ? "" : package.Folder + "/")}.changes/{id}.md";
            fragments[path] = $"---\ntype: {type}\nbump: {bump}\n---\n{title}\n{(rest.Length == 0 ? "" : $"\n{rest}\n")}";
            writer.Taken.Add($"{where} ({name}: {bump}): {path}.");
        }
    }

    private static void Setting(JsonProperty setting, ConfigurationWriter writer)
    {
        string why = setting.Name switch
        {
            "ignore" => "",
            "baseBranch" => "releases are made from the branch of the run; write it below 'on: push' of the workflow.",
            "changelog" => setting.Value.ValueKind == JsonValueKind.False ? "" : "notes have one form; changelog.templates and changelog.sections change it.",
            "commit" => "the commit of a request has one form, by which it is known.",
            "fixed" or "linked" => Texts(setting.Value).Count == 0 && setting.Value.GetArrayLength() == 0
                ? "-" : "components have versions of their own. Packages that always go together can be one component with several paths.",
            "access" => "nothing is published to npm.",
            "updateInternalDependencies" => "a dependent's range always takes the new version.",
            "bumpVersionsWithWorkspaceProtocolOnly" => "ranges of both kinds are written.",
            "privatePackages" => "private packages are components like any other.",
            "snapshot" => "pre-releases are channels: changelog.channels.",
            _ => "it has no counterpart.",
        };
        if (setting.Name == "changelog" && setting.Value.ValueKind == JsonValueKind.False)
        {
            writer.Add("request", "changelog: false");
            writer.Taken.Add("changelog: request.changelog.");
        }
        else if (setting.Name == "ignore")
            writer.Taken.Add("ignore: what it names is no component.");
        else if (why != "-")
            writer.NotTaken.Add($"{setting.Name}: {why}");
    }

    private static string ComponentOf(WorkspacePackage package) =>
        FileName().Replace(package.Name!.Split('/')[^1].ToLowerInvariant(), "-").Replace('.', '-').Replace('_', '-').Trim('-');

    private static HashSet<string> Texts(JsonElement from, string name) => from.TryGetProperty(name, out JsonElement list) ? Texts(list) : [];

    private static HashSet<string> Texts(JsonElement list) => list.ValueKind != JsonValueKind.Array ? []
        : [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)];

    [GeneratedRegex(@"\A---\n(?<names>.*?)\n?---[ \t]*(?:\n(?<text>.*))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"^#{1,6}\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HeadingMarks();

    [GeneratedRegex("[^a-z0-9._-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
