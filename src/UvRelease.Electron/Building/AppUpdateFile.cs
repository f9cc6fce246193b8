using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Yaml;

namespace UvRelease.Electron.Building;

/// <summary>
/// app-update.yml in the app's resources, by which electron-updater finds its feed. electron-builder writes it of the project's settings; a feed of ours
/// takes the place of the project's, and every other setting stays.
/// </summary>
internal static partial class AppUpdateFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "app-update.yml";

    // Settings of every provider, and those of the generic one that say how a server answers (PublishConfiguration, GenericServerOptions of electron-builder).
    private static readonly HashSet<string> Kept =
        new(["publisherName", "publishAutoUpdate", "requestHeaders", "timeout", "updaterCacheDirName", "updateProvider", "useMultipleRangeRequest"],
            StringComparer.Ordinal);

    /// <summary>Puts the feed into the file of a packed app.</summary>
    /// <param name="resources">The app's folder of resources.</param>
    /// <param name="feed">The feed; null leaves the file as the project's settings made it.</param>
    /// <param name="channel">Channel for a feed of the project's own; null leaves that as it is too.</param>
    /// <param name="cacheDirName">Folder in the user's cache that updates are loaded into, where the file doesn't say it.</param>
    /// <returns>What was added, changed and left out, a line each; null where the app has no such file.</returns>
    public static IReadOnlyList<string>? Complete(string resources, UpdateFeed? feed, string? channel, string cacheDirName)
    {
        string file = Path.Combine(resources, Name);
        string before = File.Exists(file) ? File.ReadAllText(file) : "";
        if (feed is null && before.Length == 0)
            return null;
        (string text, IReadOnlyList<string> changes) = Merge(before, feed, channel, cacheDirName);
        if (text != before)
            File.WriteAllText(file, text);
        return changes;
    }

    /// <summary>Where a packed app looks for updates.</summary>
    /// <returns>Null where the app has no such file, or one without a provider: it looks nowhere.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no YAML.</exception>
    public static AppUpdates? Asked(string resources)
    {
        string file = Path.Combine(resources, Name);
        if (!File.Exists(file))
            return null;
        YamlMapping settings = YamlText.Parse(File.ReadAllText(file), Name);
        return Text("provider") is { } provider ? new AppUpdates(provider, Text("url"), Text("channel")) : null;

        string? Text(string key) => settings.Find(key) is YamlScalar { Text.Length: > 0 } scalar ? scalar.Text : null;
    }

    /// <summary>The file's text with a feed. A channel is in it and not in code: a channel set in code lets electron-updater install older versions.</summary>
    public static (string Text, IReadOnlyList<string> Changes) Merge(string before, UpdateFeed? feed, string? channel, string cacheDirName)
    {
        var changes = new List<string>();
        List<(string Key, string Text)> settings = Settings(before);
        if (feed is not null)
        {
            bool generic = settings.Exists(setting => setting is { Key: "provider", Text: "provider: generic\n" });
            string[] gone = [.. settings.Select(setting => setting.Key)
                .Where(key => key is not ("" or "provider" or "url" or "channel") && !generic && !Kept.Contains(key))];
            if (gone.Length > 0)
                changes.Add($"left out, because they are of another provider: {string.Join(", ", gone)}");
            settings.RemoveAll(setting => gone.Contains(setting.Key));
            Set("provider", "generic", 0);
            Set("url", feed.Url.AbsoluteUri, 1);
            Set("channel", feed.Channel, 2);
        }
        else if (channel is not null)
        {
            Set("channel", channel, settings.Count);
        }

        if (!settings.Exists(setting => setting.Key == "updaterCacheDirName"))
            Set("updaterCacheDirName", cacheDirName, settings.Count);
        return (string.Concat(settings.Select(setting => setting.Text)), changes);

        void Set(string key, string? value, int place)
        {
            int at = settings.FindIndex(setting => setting.Key == key);
            string before = at < 0 ? "" : settings[at].Text.Trim(), after = value is null ? "" : $"{key}: {Scalar(value)}";
            if (at >= 0)
                settings.RemoveAt(at);
            if (value is not null)
                settings.Insert(at >= 0 ? at : Math.Min(place, settings.Count), (key, after + "\n"));
            if (before != after)
                changes.Add(before.Length == 0 ? after : $"{(value is null ? $"no {key}" : after)}, instead of {before}");
        }
    }

    /// <summary>The file's text with a setting at its end, in the place of one that was there.</summary>
    /// <param name="before">The text.</param>
    /// <param name="key">The setting.</param>
    /// <param name="value">What stands behind its colon, with the space or line break before it.</param>
    public static string WithSetting(string before, string key, string value) =>
        string.Concat(Settings(before).Where(setting => setting.Key != key).Select(setting => setting.Text)) + $"{key}:{value}\n";

    // Each key of the first level with all its lines: js-yaml indents what belongs to one.
    private static List<(string Key, string Text)> Settings(string text)
    {
        var settings = new List<(string Key, string Text)>();
        foreach (string line in text.Split('\n').Where((line, index) => line.Length > 0 || index > 0).SkipLast(text.EndsWith('\n') ? 1 : 0))
        {
            if (FirstLevel().Match(line) is { Success: true } match)
                settings.Add((match.Groups["key"].Value, line + "\n"));
            else if (settings.Count == 0)
                settings.Add(("", line + "\n"));
            else
                settings[^1] = (settings[^1].Key, settings[^1].Text + line + "\n");
        }

        return settings;
    }

    // Plain where every reader of YAML takes it for the same text, else in single quotes.
    private static string Scalar(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^(?<key>[A-Za-z][A-Za-z0-9_-]*):(?: |\z)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FirstLevel();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*[a-z](?:://[A-Za-z0-9./_-]+(?::[0-9]+)?(?:/[A-Za-z0-9./_-]*)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
