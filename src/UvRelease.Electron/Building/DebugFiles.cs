using UvRelease.Formats.Asar;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// Source maps and debug files (<c>.pdb</c>, <c>.dSYM</c>, <c>.debug</c>): an error inside of the app, and set aside for crash reports where the script or
/// program that they are of is in the app.
/// </summary>
internal static class DebugFiles
{
    /// <summary>Patterns of electron-builder that leave them out of an app.</summary>
    public static IReadOnlyList<string> LeftOut { get; } = ["!**/*.map", "!**/*.pdb", "!**/*.debug", "!**/*.dSYM", "!**/*.dSYM/**"];

    /// <summary>Refuses an app that has some in its resources, inside of asar archives too.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, naming some.</exception>
    public static void Refuse(string resources)
    {
        string[] found = [.. Files(resources).Where(file => SubjectOf(file.Path) is not null).Select(file => file.Path).Order(StringComparer.Ordinal)];
        if (found.Length > 0)
            throw new ReleaseException(Fault.Refused, $"The app has {found.Length} source maps or debug files, which would show its sources to every user: "
                + $"{string.Join(", ", found.Take(3))}{(found.Length > 3 ? " …" : "")}. Set source-maps: move to put them aside for crash reports, or leave "
                + "them out by 'files' of electron-builder's configuration.");
    }

    /// <summary>
    /// Copies what the project has for the scripts and programs of an app into the release folder, <c>source-maps/&lt;leg&gt;</c> and
    /// <c>symbols/&lt;leg&gt;</c>,
    /// under the paths of the project. Of packages of others only debug files are taken.
    /// </summary>
    public static IReadOnlyList<DebugFile> SetAside(BuildRequest request, PackedApp app, string leg, CancellationToken cancellationToken)
    {
        var inApp = Files(app.Resources).Select(file => (Path.GetFileName(file.Path), file.Size)).ToHashSet();
        var set = new List<DebugFile>();
        var left = new Stack<string>([request.Project]);
        while (left.TryPop(out string? at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (FileSystemInfo entry in new DirectoryInfo(at).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
            {
                if (entry is DirectoryInfo)
                {
                    if (entry.Name != ".git" && entry.FullName != request.ReleaseFolder && entry.FullName != request.Work)
                        left.Push(entry.FullName);
                }
                else if (SubjectOf(entry.FullName) is { } subject && subject.Any(IsInApp) && !(IsMap(entry.Name) && OfOthers(entry.FullName)))
                {
                    ArtifactKind kind = IsMap(entry.Name) ? ArtifactKind.SourceMap : ArtifactKind.Symbols;
                    string file = Path.Combine(request.ReleaseFolder, kind == ArtifactKind.SourceMap ? "source-maps" : "symbols",
                        leg, Path.GetRelativePath(request.Project, entry.FullName));
                    AtomicFile.Copy(entry.FullName, file, cancellationToken);
                    set.Add(new DebugFile(kind, file));
                }
            }
        }

        return [.. set.OrderBy(debug => debug.File, StringComparer.Ordinal)];

        bool IsInApp(string subject) => File.Exists(subject) && inApp.Contains((Path.GetFileName(subject), new FileInfo(subject).Length));
        bool OfOthers(string file) => Path.GetRelativePath(request.Project, file).Split('/').Contains("node_modules");
    }

    private static bool IsMap(string name) => name.EndsWith(".map", StringComparison.Ordinal);

    // What a debug file would be of, were it beside it; null for every other file.
    private static IReadOnlyList<string>? SubjectOf(string path)
    {
        const string Bundle = ".dSYM/";
        return path.IndexOf(Bundle, StringComparison.Ordinal) is > 0 and var index ? [path[..index]]
            : Path.GetExtension(path) switch
            {
                ".map" or ".debug" => [Path.ChangeExtension(path, null)],
                ".pdb" => [.. ((string[])[".node", ".dll", ".exe"]).Select(extension => Path.ChangeExtension(path, extension))],
                _ => null,
            };
    }

    private static IEnumerable<(string Path, long Size)> Files(string resources)
    {
        foreach (FileInfo file in new DirectoryInfo(resources).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LinkTarget is null))
        {
            string path = Path.GetRelativePath(resources, file.FullName);
            yield return (path, file.Length);
            if (file.Extension != ".asar")
                continue;
            using var archive = AsarArchive.Open(file.FullName, file.Name);
            foreach (AsarEntry entry in archive.Entries.Where(entry => entry.Kind == AsarEntryKind.File))
                yield return ($"{path}/{entry.Path}", entry.Size);
        }
    }
}
