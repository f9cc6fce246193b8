using UvRelease.Formats.Asar;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// Source maps and debug files (<see cref="DebugFileForms"/>): an error inside of the app, and set aside for crash reports where the script or program that
/// they are of is in the app. The maps of other people's packages are nobody's secret and stay where they are.
/// </summary>
internal sealed class DebugFiles(BuildRequest request)
{
    private const string Modules = "node_modules/";

    /// <summary>Refuses an app that has some in its resources, inside of asar archives too.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, naming some.</exception>
    public void Refuse(string resources)
    {
        AppFile[] files = [.. AppFiles.Of(resources)];
        HashSet<string> paths = [.. files.Select(file => file.Path)];
        string[] found =
        [
            .. files.Where(file => DebugFileForms.Of(file.Path, file.Head, paths.Contains) is { } kind
                    && !(kind == ArtifactKind.SourceMap && IsOfOthers(file.Path)))
                .Select(file => file.Path).Order(StringComparer.Ordinal),
        ];
        if (found.Length > 0)
            throw new ReleaseException(Fault.Refused, $"The app has {found.Length} source maps or debug files, which would show its sources to every user: "
                + $"{string.Join(", ", found.Take(3))}{(found.Length > 3 ? " …" : "")}. "
                + (request.SourceMaps == SourceMapPolicy.Move
                    ? "source-maps: move leaves files out by 'files', and these come in another way: by a file set, extraResources or a "
                        + "hook. Leave them out there."
                    : "Set source-maps: move to put them aside for crash reports, or leave them out by 'files' of electron-builder's configuration."));
    }

    /// <summary>Patterns of electron-builder that leave out of an app what is not to be in it; empty where nothing is.</summary>
    /// <param name="appFolder">Folder that patterns begin at.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<string> LeftOut(string appFolder, CancellationToken cancellationToken) =>
    [
        .. Found(cancellationToken).Where(found => found.File.StartsWith(appFolder + "/", StringComparison.Ordinal))
            .Select(found => $"!{new string([.. Path.GetRelativePath(appFolder, found.File).Select(c => "*?[]{}()!+@|$\\".Contains(c) ? '?' : c)])}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Copies what the project has for the scripts and programs of an app into the release folder, <c>source-maps/&lt;leg&gt;</c> and
    /// <c>symbols/&lt;leg&gt;</c>, under the paths of the project. Of packages of others only debug files are taken.
    /// </summary>
    public IReadOnlyList<DebugFile> SetAside(PackedApp app, string leg, CancellationToken cancellationToken)
    {
        var inApp = AppFiles.Of(app.Resources).Select(file => (Path.GetFileName(file.Path), file.Content.Length)).ToHashSet();
        var set = new List<DebugFile>();
        foreach ((string found, ArtifactKind kind) in Found(cancellationToken).Where(found => DebugFileForms.Subjects(found.File)!.Any(IsInApp)))
        {
            string file = Path.Combine(request.ReleaseFolder, kind == ArtifactKind.SourceMap ? "source-maps" : "symbols",
                leg, Path.GetRelativePath(request.Project, found));
            AtomicFile.Copy(found, file, cancellationToken);
            set.Add(new DebugFile(kind, file));
        }

        return [.. set.OrderBy(debug => debug.File, StringComparer.Ordinal)];

        bool IsInApp(string subject) => File.Exists(subject) && inApp.Contains((Path.GetFileName(subject), new FileInfo(subject).Length));
    }

    private IEnumerable<(string File, ArtifactKind Kind)> Found(CancellationToken cancellationToken)
    {
        var left = new Stack<string>([request.Project]);
        while (left.TryPop(out string? at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (FileSystemInfo entry in new DirectoryInfo(at).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
            {
                if (entry is FileInfo file)
                {
                    if (DebugFileForms.Of(file.FullName, new AppFile(file.Name, new AsarContent(file.FullName, 0, file.Length)).Head, File.Exists) is { } kind
                        && !(kind == ArtifactKind.SourceMap && IsOfOthers(Path.GetRelativePath(request.Project, file.FullName))))
                        yield return (file.FullName, kind);
                }
                else if (entry.Name != ".git" && entry.FullName != request.ReleaseFolder && entry.FullName != request.Work)
                {
                    left.Push(entry.FullName);
                }
            }
        }
    }

    // A package that is a link out of node_modules is a member of the project's own workspace.
    private bool IsOfOthers(string path)
    {
        int at = path.IndexOf(Modules, StringComparison.Ordinal);
        if (at < 0)
            return false;
        string[] parts = path[(at + Modules.Length)..].Split('/');
        string name = string.Join('/', parts.Take(parts[0].StartsWith('@') ? 2 : 1));
        for (string? folder = request.Project; folder is not null; folder = folder == request.Root ? null : Path.GetDirectoryName(folder))
        {
            var package = new DirectoryInfo(Path.Combine(folder, Modules, name));
            if (package.Exists)
                return package.ResolveLinkTarget(returnFinalTarget: true)?.FullName.Contains("/" + Modules, StringComparison.Ordinal) ?? true;
        }

        return true;
    }
}
