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
/// <param name="App">Programs and libraries of the app.</param>
/// <param name="MapFolders">Folders with source maps.</param>
internal sealed record SymbolSources(
    string? Version,
    IReadOnlyList<(string Electron, Leg Leg)> Electron,
    IReadOnlyList<SymbolFile> Symbols,
    IReadOnlyList<SymbolFile> App,
    IReadOnlyList<string> MapFolders)
{
    /// <summary>What goes into a store: debug files, and the app's native code but Electron's, whose symbols are mirrored.</summary>
    public IReadOnlyList<SymbolFile> Stored => [.. Symbols, .. App.Where(file => FileOrigins.Of(file.Facts.Path) != FileOrigin.Electron)];

    /// <summary>Finds it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is broken, or the fragments are of several versions.</exception>
    public static SymbolSources Of(UploadSymbolsOptions options, CancellationToken cancellationToken)
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

        symbols.AddRange(Found(options.SymbolsFolder?.FullPath, cancellationToken));
        return new SymbolSources(
            versions.FirstOrDefault(),
            [
                .. fragments.Where(one => one.Fragment.ToolVersions.Electron is not null)
                    .Select(one => (one.Fragment.ToolVersions.Electron!, one.Fragment.Leg)).Distinct(),
            ],
            symbols,
            Found(options.AppFolder?.FullPath, cancellationToken),
            options.SourceMapsFolder is { } maps ? [maps.FullPath]
                : [.. fragments.Select(one => Path.Combine(one.Folder, "source-maps", $"{one.Fragment.Leg}")).Where(Directory.Exists)]);
    }

    private static SymbolFile[] Found(string? folder, CancellationToken cancellationToken) => folder is null ? []
        : [.. DebugFolder.Find(folder, cancellationToken).Select(facts => new SymbolFile(Path.Combine(folder, facts.Path), facts))];
}
