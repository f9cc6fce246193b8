using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Requests.Conversion;

/// <summary>
/// Reads release-please-config.json (github.com/googleapis/release-please, "Manifest Driven release-please"). Versions are in tags, so
/// .release-please-manifest.json is
/// needed no more.
/// </summary>
public static partial class ReleasePleaseProject
{
    /// <summary>Name of the file.</summary>
    public const string Name = "release-please-config.json";

    /// <summary>Converts it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no JSON object.</exception>
    public static ConvertedProject Convert(byte[] file)
    {
        using JsonDocument document = ConversionInput.Object(file, Name);
        JsonElement root = document.RootElement;
        var writer = new ConfigurationWriter();
        JsonElement packages = root.TryGetProperty("packages", out JsonElement given) && given.ValueKind == JsonValueKind.Object ? given : default;
        JsonProperty[] all = packages.ValueKind == JsonValueKind.Object ? [.. packages.EnumerateObject()] : [];
        bool isWhole = all is [] or [{ Name: "." }];
        foreach (JsonProperty setting in root.EnumerateObject().Where(one => one.Name is not ("packages" or "$schema")))
            Setting(setting, writer, "");
        foreach (JsonProperty package in all)
        {
            if (isWhole)
            {
                foreach (JsonProperty setting in package.Value.EnumerateObject())
                    Setting(setting, writer, "");
                Tags(root, package.Value, null, writer);
            }
            else
                Component(root, package, writer);
        }

        if (all.Length == 0)
            Tags(root, default, null, writer);
        return new ConvertedProject(writer.Write(), new Dictionary<string, string>(StringComparer.Ordinal), writer.Taken, writer.NotTaken);
    }

    private static void Component(JsonElement root, JsonProperty package, ConfigurationWriter writer)
    {
        string name = Text(package.Value, "component") ?? Text(package.Value, "package-name") ?? package.Name.Split('/')[^1];
        name = NotInNames().Replace(name.ToLowerInvariant().Split('/')[^1], "-").Trim('-');
        string path = package.Name == "." ? "**" : package.Name;
        writer.Add("components", $"{name}:", $"  paths: [{ConfigurationWriter.Quoted(path)}]", $"  package: {ConfigurationWriter.Quoted(package.Name)}");
        if (package.Value.TryGetProperty("exclude-paths", out JsonElement excluded) && excluded.ValueKind == JsonValueKind.Array)
            writer.Add("components", $"  exclude-paths: [{string.Join(", ", excluded.EnumerateArray().Select(one => ConfigurationWriter.Quoted(
                package.Name == "." ? one.ToString() : $"{package.Name}/{one}")))}]");
        if (Text(package.Value, "changelog-path") is { } changelog)
            writer.Add("components", $"  changelog: {ConfigurationWriter.Quoted(package.Name == "." ? changelog : $"{package.Name}/{changelog}")}");
        Tags(root, package.Value, name, writer);
        writer.Taken.Add($"Package {package.Name} is the component {name}.");
        foreach (JsonProperty setting in package.Value.EnumerateObject()
            .Where(one => one.Name is not ("component" or "package-name" or "exclude-paths" or "changelog-path")))
            Setting(setting, writer, $" of {name}");
    }

    // "v1.2.3", "app-v1.2.3", "app@1.2.3": include-v-in-tag, include-component-in-tag, tag-separator.
    private static void Tags(JsonElement root, JsonElement package, string? name, ConfigurationWriter writer)
    {
        string v = Flag(root, package, "include-v-in-tag", true) ? "v" : "";
        string? component = name ?? Text(package, "component") ?? Text(package, "package-name");
        bool named = Flag(root, package, "include-component-in-tag", true) && component is not null;
        string separator = Text(package, "tag-separator") ?? Text(root, "tag-separator") ?? "-";
        string pattern = $"{(named ? component + separator : "")}{v}*";
        if (name is not null)
            writer.Add("components", $"  tag-pattern: {ConfigurationWriter.Quoted(pattern)}");
        else
            writer.Add("changelog", $"tag-pattern: {ConfigurationWriter.Quoted(pattern)}");
    }

    private static void Setting(JsonProperty setting, ConfigurationWriter writer, string of)
    {
        string value = setting.Value.ToString(), named = $"{setting.Name}{of}";
        switch (setting.Name)
        {
            case "include-v-in-tag" or "include-component-in-tag" or "tag-separator" or "component" or "package-name":
                writer.Taken.Add($"{named}: it is in the tag pattern.");
                break;
            case "separate-pull-requests":
                writer.Add("request", $"pull-requests: {(setting.Value.ValueKind == JsonValueKind.True ? "each" : "one")}");
                writer.Taken.Add($"{named}: request.pull-requests.");
                break;
            case "draft-pull-request" when of.Length == 0:
                writer.Add("request", $"draft: {value.ToLowerInvariant()}");
                writer.Taken.Add($"{named}: request.draft.");
                break;
            case "label" or "extra-label" when of.Length == 0:
                writer.NotTaken.Add($"{named}: name what you want as request.labels. No label is needed to find a request here.");
                break;
            case "release-type" when value == "node":
                writer.Taken.Add($"{named}: package.json and lock files are what release-request writes.");
                break;
            case "skip-changelog" when setting.Value.ValueKind == JsonValueKind.True:
                writer.Add("request", "changelog: false");
                writer.Taken.Add($"{named}: request.changelog.");
                break;
            case "bump-minor-pre-major" when setting.Value.ValueKind == JsonValueKind.True:
                writer.Taken.Add($"{named}: below 1.0.0 a breaking change raises the minor number here always.");
                break;
            case "bump-patch-for-minor-pre-major" when setting.Value.ValueKind == JsonValueKind.True:
                writer.Taken.Add($"{named}: below 1.0.0 everything else raises the patch number here always.");
                break;
            case "changelog-sections" when setting.Value.ValueKind == JsonValueKind.Array:
                Sections(setting.Value, writer);
                break;
            case "bootstrap-sha" or "last-release-sha":
                writer.NotTaken.Add($"{named}: a range begins at the last release's tag. Tag that commit with its version.");
                break;
            default:
                writer.NotTaken.Add($"{named}: {Known(setting.Name)}");
                break;
        }
    }

    private static void Sections(JsonElement list, ConfigurationWriter writer)
    {
        string[] hidden = [.. list.EnumerateArray().Where(one => one.TryGetProperty("hidden", out JsonElement flag) && flag.ValueKind == JsonValueKind.True)
            .Select(one => Text(one, "type")).OfType<string>()];
        if (hidden.Length > 0)
            writer.Add("changelog", $"hidden-types: [{string.Join(", ", hidden.Select(ConfigurationWriter.Quoted))}]");
        writer.Taken.Add("changelog-sections: hidden types.");
        writer.NotTaken.Add("changelog-sections: titles. Write them as changelog.titles, by the ids of docs/configuration.md.");
    }

    private static string Known(string name) => name switch
    {
        "extra-files" => "other files with a version are not written. Read the version from package.json where they are built.",
        "plugins" => "versions of dependents follow by themselves, as node-workspace has it; linked-versions has no counterpart.",
        "versioning" => "versions follow the commits, or a footer Release-As.",
        "prerelease" or "prerelease-type" => "pre-releases are channels: changelog.channels, and the input channel.",
        "release-as" => "commit with the footer Release-As once.",
        "pull-request-title-pattern" or "pull-request-header" or "group-pull-request-title-pattern" =>
            "titles have one form, by which a release's own commit is known.",
        "draft" => "release.yml makes GitHub releases public once all their files are verified.",
        "release-type" => "only node is known; a component needs a package.json.",
        _ => "it has no counterpart.",
    };

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static bool Flag(JsonElement root, JsonElement package, string name, bool usual)
    {
        foreach (JsonElement from in new[] { package, root })
        {
            if (from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement value)
                && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                return value.ValueKind == JsonValueKind.True;
        }

        return usual;
    }

    [GeneratedRegex("[^a-z0-9-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotInNames();
}
