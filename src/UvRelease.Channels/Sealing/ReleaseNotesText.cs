using System.Text;
using System.Text.Json;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Channels.Sealing;

/// <summary>The notes that release-notes left in a release folder, for electron-updater's dialog.</summary>
internal static class ReleaseNotesText
{
    // Every client of the platform downloads them at each poll.
    private const int Longest = 16 * 1024;
    private const int LongestDocument = 16 * 1024 * 1024;
    private const string Cut = "…\n";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads notes.txt; null where there is none. Long ones are cut at a line's end.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: notes.json beside them is of another version; <see cref="Fault.Input"/>: one of them is no file, too long, or no UTF-8.
    /// </exception>
    public static string? Read(string releaseFolder, string version)
    {
        if (Bytes(releaseFolder, "notes.json") is { } json)
            CheckVersion(json, version);
        if (Bytes(releaseFolder, "notes.txt") is not { } bytes)
            return null;
        string text = Text(bytes).ReplaceLineEndings("\n").Trim('\n');
        if (text.Length == 0)
            return null;
        if (text.Length <= Longest)
            return text + "\n";
        int end = text.LastIndexOf('\n', Longest);
        if (end <= 0)
            end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 2 : Longest - 1;
        return text[..(end + 1)] + Cut;
    }

    private static byte[]? Bytes(string folder, string name)
    {
        try
        {
            return RegularFile.ReadBelow(folder, name, LongestDocument)
                ?? throw new ReleaseException(Fault.Input, $"{name} has more than the {LongestDocument} bytes that it may have. Shorten it.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"notes.txt is no UTF-8 text: byte {e.Index} can't be read. Save it as UTF-8.", e);
        }
    }

    private static void CheckVersion(byte[] json, string version)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
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
