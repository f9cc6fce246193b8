using UvRelease.Releases;
using UvRelease.Releases.Yaml;

namespace UvRelease.Electron.Building;

/// <summary>
/// publisherName of a packed app's app-update.yml: whose updates electron-updater takes on Windows. Without it, it takes anybody's.
/// </summary>
public static class PublisherNames
{
    /// <summary>Names that a packed app has.</summary>
    /// <param name="resources">The app's folder of resources.</param>
    /// <returns>None where the file says nothing; null where there is no file, so that the app looks for no updates.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no YAML.</exception>
    public static IReadOnlyList<string>? Read(string resources)
    {
        string file = Path.Combine(resources, AppUpdateFile.Name);
        return File.Exists(file) ? Parse(File.ReadAllText(file)) : null;
    }

    /// <summary>Names in the text of an app-update.yml.</summary>
    public static IReadOnlyList<string> Parse(string text) => YamlText.Parse(text, AppUpdateFile.Name).Find("publisherName") switch
    {
        YamlScalar { Text.Length: > 0 } one => [one.Text],
        YamlSequence list => [.. list.Items.OfType<YamlScalar>().Select(item => item.Text)],
        _ => [],
    };

    /// <summary>Writes the names; every other setting stays.</summary>
    public static void Write(string resources, IReadOnlyList<string> names)
    {
        string file = Path.Combine(resources, AppUpdateFile.Name);
        File.WriteAllText(file, AppUpdateFile.WithSetting(File.ReadAllText(file), "publisherName",
            string.Concat(names.Select(name => $"\n  - '{name.Replace("'", "''", StringComparison.Ordinal)}'"))));
    }
}
