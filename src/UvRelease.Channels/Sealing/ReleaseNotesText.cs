using System.Text;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Channels.Sealing;

/// <summary>The notes that release-notes left in a release folder, for electron-updater's dialog.</summary>
internal static class ReleaseNotesText
{
    // Every client of the platform downloads them at each poll.
    private const int Longest = 16 * 1024;
    private const int LongestDocument = 16 * 1024 * 1024;
    private const string Cut = "…\n";

    /// <summary>Reads notes.txt; null where there is none. Long ones are cut at a line's end.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: notes.json beside them is of another version.</exception>
    public static string? Read(string releaseFolder, string version)
    {
        CheckVersion(Path.Combine(releaseFolder, "notes.json"), version);
        var file = new FileInfo(Path.Combine(releaseFolder, "notes.txt"));
        if (!file.Exists)
            return null;
        if (file.Length > LongestDocument)
            throw new ReleaseException(Fault.Input, $"notes.txt has {file.Length} bytes and may have {LongestDocument}. Shorten it.");
        string text = File.ReadAllText(file.FullName, Encoding.UTF8).ReplaceLineEndings("\n").Trim('\n');
        if (text.Length == 0)
            return null;
        if (text.Length <= Longest)
            return text + "\n";
        int end = text.LastIndexOf('\n', Longest);
        if (end <= 0)
            end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 2 : Longest - 1;
        return text[..(end + 1)] + Cut;
    }

    private static void CheckVersion(string path, string version)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return;
        if (file.Length > LongestDocument)
            throw new ReleaseException(Fault.Input, $"notes.json has {file.Length} bytes and may have {LongestDocument}. Shorten it.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement, of = default;
            bool isNotes = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out of) && of.ValueKind == JsonValueKind.String;
            if (!isNotes)
                throw new ReleaseException(Fault.Input, "notes.json in the release folder says no version. Let release-notes write it, or remove it.");
            if (of.GetString() is { } other && other != version)
            {
                throw new ReleaseException(Fault.Refused,
                    $"notes.json is of version {other} and the fragments are of {version}. Write the notes for this release, or remove them.");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ReleaseException(Fault.Input, $"notes.json in the release folder is no JSON: {e.Message}", e);
        }
    }
}
