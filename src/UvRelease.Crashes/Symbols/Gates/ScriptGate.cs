using UvRelease.Crashes.Symbols.Files;
using UvRelease.Formats.Asar;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Gates;

/// <summary>
/// Asks whether the frames of an app's scripts will have names: each source map that is going to be stored has a debug id, and a script of the app has the
/// same. And whether the app keeps its sources to itself: none of its own source maps is in it.
/// </summary>
public static class ScriptGate
{
    /// <summary>Looks at an app.</summary>
    /// <param name="app">Folder of the unpacked app; null where there is none, so that a map without an id is all that can be found, and no error.</param>
    /// <param name="maps">Folder with the source maps; null where there are none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What is wrong, in the order of the files; none where all is well.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an asar archive is broken.</exception>
    public static IReadOnlyList<SymbolFinding> Check(string? app, string? maps, CancellationToken cancellationToken)
    {
        var findings = new List<SymbolFinding>();
        var ids = new HashSet<Guid>();
        foreach ((string path, AsarContent content) in app is null ? [] : Files(app, cancellationToken))
        {
            if (FileOrigins.Of(path) != FileOrigin.Own)
                continue;
            if (path.EndsWith(".map", StringComparison.Ordinal) && IsMap(path))
                findings.Add(new SymbolFinding(true, path,
                    $"{path} would show the app's sources to every user. Pack with source-maps: move (docs/electron-build.md)."));
            if (IsScript(path) && IdOf(content) is { } id)
                ids.Add(id);
        }

        foreach ((string path, Guid? found) in maps is null ? [] : MapsOf(maps, cancellationToken))
        {
            if (found is not { } id)
                findings.Add(new SymbolFinding(app is not null, path,
                    $"{path} has no debug id. Run inject-debug-ids after the bundler and before the app is packed."));
            else if (app is not null && !ids.Contains(id))
                findings.Add(new SymbolFinding(true, path,
                    $"{path} has the debug id {id:D}, and no script of the app has it. Pack what inject-debug-ids wrote, and remove maps of older builds."));
        }

        return findings;
    }

    /// <summary>The source maps of some folders that have a debug id.</summary>
    public static IReadOnlyList<(Guid Id, string File)> Maps(IReadOnlyList<string> folders, CancellationToken cancellationToken) =>
    [
        .. from folder in folders
           from map in MapsOf(folder, cancellationToken)
           where map.Id.HasValue
           select (map.Id.GetValueOrDefault(), Path.Combine(folder, map.Path)),
    ];

    private static IEnumerable<(string Path, Guid? Id)> MapsOf(string folder, CancellationToken cancellationToken)
    {
        foreach (string path in DebugFolder.Files(folder, cancellationToken).Where(path => path.EndsWith(".map", StringComparison.Ordinal)))
        {
            using FileStream map = File.OpenRead(Path.Combine(folder, path));
            yield return (path, ScriptIds.OfMap(map));
        }
    }

    private static IEnumerable<(string Path, AsarContent Content)> Files(string app, CancellationToken cancellationToken)
    {
        foreach (string path in DebugFolder.Files(app, cancellationToken))
        {
            string file = System.IO.Path.Combine(app, path);
            yield return (path, AsarContent.Of(file));
            if (!path.EndsWith(".asar", StringComparison.Ordinal))
                continue;
            using var archive = AsarArchive.Open(file, path);
            foreach (AsarEntry entry in archive.Entries.Where(entry => entry is { Kind: AsarEntryKind.File, IsUnpacked: false }))
                yield return ($"{path}/{entry.Path}", archive.Content(entry));
        }
    }

    // Levels of a game are called .map too: only one of a script or style counts.
    private static bool IsMap(string path) => Path.GetExtension(path[..^4]) is ".js" or ".mjs" or ".cjs" or ".css";

    private static bool IsScript(string path) => Path.GetExtension(path) is ".js" or ".mjs" or ".cjs";

    private static Guid? IdOf(AsarContent content)
    {
        using FileStream file = File.OpenRead(content.Path);
        int length = (int)Math.Min(ScriptIds.Tail, content.Length);
        byte[] tail = new byte[length];
        content.Read(file.SafeFileHandle, content.Length - length, tail);
        return ScriptIds.OfScript(tail);
    }
}
