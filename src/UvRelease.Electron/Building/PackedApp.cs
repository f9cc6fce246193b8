using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>An app as electron-builder unpacks it into a folder.</summary>
/// <param name="Folder">The folder whose content is the app: of linux and win the files themselves, of mac the bundle.</param>
/// <param name="Resources">Its folder of resources.</param>
internal sealed record PackedApp(string Folder, string Resources)
{
    // What electron-builder writes beside the app, with machine paths in it.
    private static readonly string[] Notes = ["builder-debug.yml", "builder-effective-config.yaml"];

    /// <summary>Finds the app in electron-builder's output folder.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it is not there, or not of the expected form.</exception>
    public static PackedApp Find(string output, ReleasePlatform platform)
    {
        string[] folders = [.. Directory.GetDirectories(output).Where(folder => !Path.GetFileName(folder).StartsWith('.'))];
        if (folders.Length != 1)
            throw Unknown($"{folders.Length} folders");
        if (platform != ReleasePlatform.Mac)
            return Directory.Exists(Path.Combine(folders[0], "resources")) ? new PackedApp(folders[0], Path.Combine(folders[0], "resources"))
                : throw Unknown("no folder 'resources'");
        string[] bundles = Directory.GetDirectories(folders[0], "*.app");
        return bundles.Length == 1 ? new PackedApp(bundles[0], Path.Combine(bundles[0], "Contents", "Resources")) : throw Unknown($"{bundles.Length} bundles");

        static ReleaseException Unknown(string what) =>
            new(Fault.Environment,
            $"electron-builder ended well and left {what} in its output folder, where one app was expected. Look at its output in the log.");
    }

    /// <summary>Removes what reveals the machine, and gives every file the one time of the build.</summary>
    public void Normalise(DateTimeOffset time)
    {
        foreach (string note in Notes)
            File.Delete(Path.Combine(Path.GetDirectoryName(Folder)!, note));
        DateTime utc = time.UtcDateTime;
        foreach (FileSystemInfo entry in new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Where(entry => entry.LinkTarget is null))
            entry.LastWriteTimeUtc = utc;
        Directory.SetLastWriteTimeUtc(Folder, utc);
    }

    /// <summary>Its entries for an archive: below the bundle's name on mac, below the archive's own name on linux, at the root on win.</summary>
    public IReadOnlyList<ArchiveEntry> Entries(ReleasePlatform platform, string archiveName) => ArchiveTree.Read(Folder, platform switch
    {
        ReleasePlatform.Mac => Path.GetFileName(Folder),
        ReleasePlatform.Linux => archiveName,
        _ => "",
    });
}
