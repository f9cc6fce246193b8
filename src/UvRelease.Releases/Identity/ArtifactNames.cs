using System.Text.RegularExpressions;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Releases.Identity;

/// <summary>Names of published files that every host keeps and that electron-updater takes for the right processor.</summary>
public static partial class ArtifactNames
{
    private const int LongestUrl = 500;

    /// <summary>Says what is wrong with a name, as the rest of a sentence; null when it is right.</summary>
    public static string? Problem(string name) =>
        name.Length is 0 or > 200 ? "must have 1 to 200 characters."
        // GitHub turns spaces and most marks in the names of release assets into dots, and the feed's address would lead nowhere.
        : !NameForm().IsMatch(name)
            ? $"would be renamed by GitHub ('{Renamed(name)}'): only letters, digits, '.', '_' and '-' are kept, and no dot at the ends. Name it so in "
            + "the build."
        : null;

    /// <summary>Says what is wrong with the name of a file that clients update from; null when it is right.</summary>
    public static string? UpdateProblem(ReleaseFile file, string version)
    {
        // The client finds the old block map by putting the old version for the new one in the address.
        if (file.Blockmap?.Form == BlockmapForm.External && !file.Name.Contains(version, StringComparison.Ordinal))
            return $"lacks the version {version}: clients find the previous block map by putting their own version in its place. Put ${{version}} into "
                + "artifactName.";
        // MacUpdater.filterFilesForArch: a file is for Apple silicon where its address holds "arm64".
        bool saysArm = file.Name.Contains("arm64", StringComparison.Ordinal);
        if (file.Platform == ReleasePlatform.Mac && saysArm != (file.Arch == ReleaseArch.Arm64))
            return saysArm
                ? $"holds 'arm64' and is for {file.Arch.Word()}: electron-updater would offer it to Apple silicon alone. Put ${{arch}} into artifactName."
                : "lacks 'arm64': electron-updater would offer it to Intel Macs. Put ${arch} into artifactName.";
        return null;
    }

    /// <summary>Says what is wrong with an address that files are hosted at, as the rest of a sentence; null when it is right.</summary>
    public static string? UrlProblem(string text) => text.Length <= LongestUrl && UrlForm().IsMatch(text)
        ? null
        : "must be an address of https (or http) without user, query and fragment; it may hold {version}, {platform} and {arch}.";

    private static string Renamed(string name) => MarkdownText.Visible(RunsForm().Replace(name, ".").Trim('.'));

    [GeneratedRegex(@"^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/(?:[A-Za-z0-9/.%_~+-]|\{(?:version|platform|arch)\})*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UrlForm();

    [GeneratedRegex("[^A-Za-z0-9_-]*[^A-Za-z0-9._-][^A-Za-z0-9_-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RunsForm();
}
