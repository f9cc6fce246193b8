using UvRelease.Crashes.SourceMaps;
using UvRelease.Formats;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Crashes.Injection;

/// <summary>What was done with a script.</summary>
public enum InjectionOutcome
{
    /// <summary>Script and map got a debug id.</summary>
    Injected,

    /// <summary>Both have one already, of this or another tool.</summary>
    AlreadyThere,

    /// <summary>It has no map, so nothing could be found by an id.</summary>
    WithoutMap,

    /// <summary>It holds its map itself, so its sources go to every user.</summary>
    MapInside,
}

/// <summary>A script that was looked at.</summary>
/// <param name="Script">Its path in the folder, with slashes.</param>
/// <param name="Map">Path of its map; null where it has none.</param>
/// <param name="Id">Its debug id; null where it has none.</param>
/// <param name="Outcome">What was done.</param>
public sealed record InjectedScript(string Script, string? Map, Guid? Id, InjectionOutcome Outcome);

/// <summary>
/// Gives the scripts of a build output and their maps debug ids (the proposal "Debug ID" of ECMA-426). Run again, it changes nothing; stopped at any place and
/// run again, it finishes. Same files, same bytes. Packages in <c>node_modules</c> are others' and stay as they are.
/// </summary>
public static class DebugIdInjection
{
    private const string Packages = "node_modules", MapEnding = ".map";

    private static readonly FileKind ScriptKind = new("script to be trusted", "Build it anew.");

    /// <summary>Goes through a folder.</summary>
    /// <param name="folder">The build output, before it is packed.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>Its scripts, in the order of their paths.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a map is none, belongs to two scripts, or has another id than its script.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static IReadOnlyList<InjectedScript> Run(string folder, CancellationToken cancellationToken)
    {
        string[] files = [.. Files(folder, "").Order(StringComparer.Ordinal)];
        var maps = files.Where(file => file.EndsWith(MapEnding, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        InjectedScript[] scripts = [.. files.Where(IsScript).Select(script => LookAt(folder, script, maps))];
        if (scripts.Where(script => script.Map is not null).GroupBy(script => script.Map).FirstOrDefault(same => same.Skip(1).Any()) is { } shared)
        {
            string names = string.Join(" and ", shared.Select(script => script.Script));
            throw new ReleaseException(Fault.Input, $"{names} have one map, {shared.Key}. A map is of one script: build them anew.");
        }

        return [.. scripts.Select(script => script.Outcome == InjectionOutcome.Injected ? Inject(folder, script, cancellationToken) : script)];
    }

    // What will be done with it.
    private static InjectedScript LookAt(string folder, string script, HashSet<string> maps)
    {
        using CheckedReader reader = Open(folder, script, ScriptKind);
        ScriptTail tail = ScriptTail.Of(All(reader));
        if (tail.MapUrl is { } url && url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return new InjectedScript(script, null, tail.DebugId, InjectionOutcome.MapInside);
        if (MapOf(script, tail.MapUrl, maps) is not { } map)
            return new InjectedScript(script, null, tail.DebugId, tail.DebugId is null ? InjectionOutcome.WithoutMap : InjectionOutcome.AlreadyThere);
        using CheckedReader document = Open(folder, map, SourceMap.Kind);
        Guid? mapId = new SourceMapReader(document, isStrict: false).Check().DebugId;
        if (tail.DebugId is not { } id)
            return new InjectedScript(script, map, DebugIdSnippet.IdOf(All(reader), All(document)), InjectionOutcome.Injected);
        if (mapId == id)
            return new InjectedScript(script, map, id, InjectionOutcome.AlreadyThere);
        bool isOthers = mapId is null && DebugIdSnippet.Find(All(reader)) < 0;
        return isOthers || DebugIdSnippet.IsUnfinished(All(reader), All(document), id)
            ? new InjectedScript(script, map, id, InjectionOutcome.Injected)
            : throw new ReleaseException(
                Fault.Input,
                $"{script} has the debug id {id:D}, and its map {map} {mapId?.ToString("D") ?? "none"}. They are of two builds: build both anew.");
    }

    // First the script, then the map: where a script has our code and its map has no id, the map is as it was.
    private static InjectedScript Inject(string folder, InjectedScript injected, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CheckedReader script = Open(folder, injected.Script, ScriptKind), map = Open(folder, injected.Map!, SourceMap.Kind);
        Guid id = injected.Id!.Value;
        ScriptTail tail = ScriptTail.Of(All(script));
        int place = DebugIdSnippet.Find(All(script)), shift = place >= 0 ? DebugIdSnippet.Length : 0;
        if (tail.DebugId is null)
        {
            (place, shift) = (ScriptHead.End(All(script)), DebugIdSnippet.Length);
            Edit comment = DebugIdSnippet.Comment(All(script), tail.Place, place, id);
            Write(folder, script, [new Edit(place, place, DebugIdSnippet.Of(id)), comment], cancellationToken);
        }

        (int line, int column) = ScriptHead.PositionOf(All(script), Math.Max(0, place));
        Write(folder, map, MapEdits.Find(All(map), new CodeInsertion(line, column, shift), id), cancellationToken);
        return injected;
    }

    private static CheckedReader Open(string folder, string file, FileKind kind)
    {
        CheckedReader reader = CheckedReader.Map(Path.Combine(folder, file), file, kind);
        if (reader.Length <= SourceMap.MostBytes)
            return reader;
        using (reader)
            throw reader.Bad(0, "the file", $"has {reader.Length} bytes, and may have {SourceMap.MostBytes}");
    }

    private static ReadOnlySpan<byte> All(CheckedReader reader) => reader.At(0, (int)reader.Length, "the file");

    private static void Write(string folder, CheckedReader reader, IReadOnlyList<Edit> edits, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, reader.Name);
        AtomicFile.Write(
            path,
            FileStatus.Of(path).Mode,
            file =>
            {
                ReadOnlySpan<byte> bytes = All(reader);
                (int from, long to) = (0, 0);
                foreach (Edit edit in edits)
                {
                    RandomAccess.Write(file, bytes[from..edit.From], to);
                    to += edit.From - from;
                    RandomAccess.Write(file, edit.Text, to);
                    (from, to) = (edit.To, to + edit.Text.Length);
                }

                RandomAccess.Write(file, bytes[from..], to);
            },
            cancellationToken);
    }

    // The map that the script names, if it is in the folder; or else the one beside it.
    private static string? MapOf(string script, string? url, HashSet<string> maps)
    {
        if (url is not null && !url.Contains(':', StringComparison.Ordinal) && !url.StartsWith('/'))
        {
            string relative = Uri.UnescapeDataString(url.Split('?', '#')[0]);
            string named = Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(script)!, relative))[1..];
            if (maps.Contains(named))
                return named;
        }

        return maps.Contains(script + MapEnding) ? script + MapEnding : null;
    }

    private static IEnumerable<string> Files(string folder, string below)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(Path.Combine(folder, below)).EnumerateFileSystemInfos())
        {
            string path = below.Length == 0 ? entry.Name : $"{below}/{entry.Name}";
            FileType type = FileStatus.Of(entry.FullName).Type;
            if (type == FileType.File)
                yield return path;
            if (type != FileType.Directory || entry.Name == Packages)
                continue;
            foreach (string file in Files(folder, path))
                yield return file;
        }
    }

    private static bool IsScript(string path) => Path.GetExtension(path) is ".js" or ".mjs" or ".cjs";
}
