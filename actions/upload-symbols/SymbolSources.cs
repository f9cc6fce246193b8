using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Gates;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.UploadSymbols;

/// <summary>What there is to upload.</summary>
/// <param name="Version">Version of the release; null where no fragment says it.</param>
/// <param name="Electron">Version of Electron and the targets that it was built for.</param>
/// <param name="Symbols">Debug files.</param>
/// <param name="Apps">The app of each leg, or the one in a folder that is named.</param>
/// <param name="MapFolders">Folders with source maps.</param>
internal sealed record SymbolSources(
    string? Version,
    IReadOnlyList<(string Electron, Leg Leg)> Electron,
    IReadOnlyList<SymbolFile> Symbols,
    IReadOnlyList<UnpackedApp> Apps,
    IReadOnlyList<string> MapFolders)
{
    /// <summary>Programs and libraries of the apps.</summary>
    public IEnumerable<SymbolFile> App => Apps.SelectMany(app => app.Files);

    /// <summary>What goes into a store: debug files, and the app's native code but Electron's, whose symbols are mirrored.</summary>
    public IReadOnlyList<SymbolFile> Stored => [.. Symbols, .. App.Where(file => FileOrigins.Of(file.Facts.Path) != FileOrigin.Electron)];

    /// <summary>Finds it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is broken, or the fragments are of several versions.</exception>
    /// <param name="options">The inputs.</param>
    /// <param name="work">A folder for apps that are unpacked.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static SymbolSources Of(UploadSymbolsOptions options, string work, CancellationToken cancellationToken)
    {
        (string Folder, ReleaseFragment Fragment)[] fragments = options.ReleaseFolder is { } release && Directory.Exists(release.FullPath)
            ? [.. Directory.GetDirectories(release.FullPath).Order(StringComparer.Ordinal).Prepend(release.FullPath)
                .SelectMany(folder => ReleaseFragmentFile.All(folder).Select(fragment => (folder, fragment)))]
            : [];
        string[] versions = [.. fragments.Select(one => one.Fragment.Version).Distinct(StringComparer.Ordinal)];
        if (versions.Length > 1)
            throw new ReleaseException(Fault.Input,
                $"The release fragments are of the versions {string.Join(", ", versions)}. Give the folder of one release.");
        var symbols = new List<SymbolFile>();
        foreach ((string folder, ReleaseFragment fragment) in fragments)
        {
            foreach (Artifact artifact in fragment.Artifacts.Where(artifact => artifact.Kind == ArtifactKind.Symbols))
            {
                string file = Path.Combine(folder, artifact.Path);
                symbols.AddRange(DebugObjectReader.Read(file, artifact.Path).Select(facts => new SymbolFile(file, facts)));
            }
        }

        symbols.AddRange(UnpackedApp.Found(options.SymbolsFolder?.FullPath, cancellationToken));
        string[] maps = options.SourceMapsFolder is { } given ? [given.FullPath] : [.. fragments.SelectMany(one => MapsOf(one.Folder, one.Fragment))];
        return new SymbolSources(
            versions.FirstOrDefault(),
            [
                .. fragments.Where(one => one.Fragment.ToolVersions.Electron is not null)
                    .Select(one => (one.Fragment.ToolVersions.Electron!, one.Fragment.Leg)).Distinct(),
            ],
            symbols,
            options.AppFolder is { } app ? [UnpackedApp.Of(app.Relative, app.FullPath, maps, cancellationToken)]
                : [.. fragments.Select(one => UnpackedApp.Of($"{one.Fragment.Leg}",
                    UnpackedApp.Unpack(one.Folder, one.Fragment, Path.Combine(work, "apps", $"{one.Fragment.Leg}"), cancellationToken),
                    options.SourceMapsFolder is null ? MapsOf(one.Folder, one.Fragment) : maps, cancellationToken))],
            maps);
    }

    private static string[] MapsOf(string folder, ReleaseFragment fragment) =>
        Path.Combine(folder, "source-maps", $"{fragment.Leg}") is var maps && Directory.Exists(maps) ? [maps] : [];
}
