using UvRelease.Electron.Asar;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>Source maps of a project: found in the app, where they are an error, and put aside for crash reports.</summary>
internal static class SourceMaps
{
    /// <summary>Names every source map in an app's resources, inside of asar archives too, relative to the resources.</summary>
    public static IReadOnlyList<string> In(string resources) =>
    [
        .. Directory.EnumerateFiles(resources, "*", SearchOption.AllDirectories)
            .SelectMany(file => Path.GetExtension(file) switch
            {
                ".asar" => InAsar(file).Select(name => $"{Path.GetRelativePath(resources, file)}/{name}"),
                ".map" => [Path.GetRelativePath(resources, file)],
                _ => [],
            })
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Refuses an app that has source maps.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, naming some.</exception>
    public static void Refuse(string resources)
    {
        IReadOnlyList<string> found = In(resources);
        if (found.Count > 0)
            throw new ReleaseException(Fault.Refused, MarkdownText.Visible($"The app has {found.Count} source maps, which would show its sources to every user: {string.Join(", ", found.Take(3))}{(found.Count > 3 ? " …" : "")}. Set source-maps: move to put them aside for crash reports, or leave them out by 'files' of electron-builder's configuration."));
    }

    /// <summary>Copies the project's own source maps (not those of its packages) into a folder, under their paths.</summary>
    /// <returns>Their paths, relative to the project.</returns>
    public static IReadOnlyList<string> Copy(string project, string folder, IReadOnlyList<string> without)
    {
        var copied = new List<string>();
        var left = new Stack<string>([project]);
        while (left.TryPop(out string? at))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(at).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
            {
                if (entry is DirectoryInfo && entry.Name is not ("node_modules" or ".git") && !without.Contains(entry.FullName, StringComparer.Ordinal))
                    left.Push(entry.FullName);
                else if (entry is FileInfo && entry.Extension == ".map")
                    copied.Add(Path.GetRelativePath(project, entry.FullName));
            }
        }

        copied.Sort(StringComparer.Ordinal);
        foreach (string name in copied)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.Copy(Path.Combine(project, name), Path.Combine(folder, name), overwrite: true);
        }

        return copied;
    }

    private static List<string> InAsar(string file)
    {
        using var archive = AsarArchive.Open(file, Path.GetFileName(file));
        return [.. archive.Entries.Where(entry => entry.Kind != AsarEntryKind.Folder && entry.Path.EndsWith(".map", StringComparison.Ordinal)).Select(entry => entry.Path)];
    }
}
