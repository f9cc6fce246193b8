using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Feeds;

/// <summary>Which of a feed's files a client takes, by electron-updater's rules (Provider.findFile, MacUpdater.filterFilesForArch).</summary>
internal static class ClientChoice
{
    /// <summary>Refuses a feed of which a client would take a file for another processor.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public static void Check(IReadOnlyList<(ReleaseFile File, string Url)> files)
    {
        foreach ((ReleaseFile wanted, _) in files)
        {
            // A Mac with an app for both processors asks as what it is.
            foreach (string arch in wanted.Arch == ReleaseArch.Universal ? ["x64"] : (string[])[NodeWord(wanted.Arch)])
            {
                ReleaseFile? taken = Of(files, wanted.Platform, arch, wanted.Extension);
                if (taken?.Arch != wanted.Arch && !(taken?.Arch == ReleaseArch.Universal || (wanted.Arch == ReleaseArch.Universal && taken is not null)))
                {
                    throw new ReleaseException(
                        Fault.Refused,
                        $"A client for {wanted.Leg} would take '{taken?.Name}' instead of '{wanted.Name}', because it looks for '{arch}' in addresses. "
                        + "Rename the files so that no other one's name holds it.");
                }
            }
        }
    }

    private static ReleaseFile? Of(IReadOnlyList<(ReleaseFile File, string Url)> files, ReleasePlatform platform, string arch, string extension)
    {
        var left = files.Where(file => file.File.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase)).ToList();
        if (platform == ReleasePlatform.Mac)
        {
            bool some = left.Exists(file => file.Url.Contains("arm64", StringComparison.Ordinal));
            left.RemoveAll(file => file.Url.Contains("arm64", StringComparison.Ordinal) != (arch == "arm64" && some));
        }

        int named = left.FindIndex(file => file.Url.Contains(arch, StringComparison.Ordinal));
        return left.Count == 0 ? null : left[Math.Max(named, 0)].File;
    }

    // process.arch of Node.
    private static string NodeWord(ReleaseArch arch) => arch == ReleaseArch.Armv7l ? "arm" : arch.Word();
}
