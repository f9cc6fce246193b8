using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>The maps of a folder and all folders in it, each beside its script or where that was: <c>dist/main.js.map</c>. For one thread.</summary>
public sealed class SourceMapFolder : ISourceMaps, IDisposable
{
    private const string Ending = ".map";

    private static readonly EnumerationOptions Regular = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly Dictionary<string, SourceMap?> open = new(StringComparer.Ordinal);
    private readonly string folder;
    private readonly Dictionary<string, string[][]> byName;
    private readonly Lazy<Dictionary<Guid, string[]>> byId;

    /// <summary>Looks what is there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public SourceMapFolder(string folder)
    {
        this.folder = folder;
        string[][] maps =
        [
            .. Directory.EnumerateFiles(folder, "*" + Ending, Regular).Order(StringComparer.Ordinal)
                .Select(file => Path.GetRelativePath(folder, file)[..^Ending.Length].Split('/')),
        ];
        byName = maps.GroupBy(map => map[^1], StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.ToArray(), StringComparer.Ordinal);
        byId = new Lazy<Dictionary<Guid, string[]>>(() => ReadIds(maps));
    }

    /// <inheritdoc/>
    public SourceMap? Find(string script, Guid? debugId)
    {
        ArgumentNullException.ThrowIfNull(script);
        if (debugId is { } id && byId.Value.TryGetValue(id, out string[]? map))
            return Open(map);
        return !script.StartsWith("node:", StringComparison.Ordinal) && ByPath(ScriptPath.Parts(script)) is { } found ? Open(found) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SourceMap? map in open.Values)
            map?.Dispose();
    }

    // The whole path, or else all of the shorter of the two, from the end. One that is as good as another is none.
    private string[]? ByPath(string[] script)
    {
        if (script.Length == 0 || !byName.TryGetValue(script[^1], out string[][]? maps))
            return null;
        string[]? best = null;
        int most = 0;
        bool isAlone = false;
        foreach (string[] map in maps)
        {
            int shared = 0;
            while (shared < map.Length && shared < script.Length && map[^(shared + 1)] == script[^(shared + 1)])
                shared++;
            if (shared == map.Length && shared == script.Length)
                return map;
            if (shared < Math.Min(map.Length, script.Length) || shared < most)
                continue;
            (best, isAlone, most) = (map, shared > most, shared);
        }

        return isAlone ? best : null;
    }

    private SourceMap? Open(string[] map)
    {
        string name = string.Join('/', map) + Ending;
        if (open.TryGetValue(name, out SourceMap? opened))
            return opened;
        return open[name] = SourceMap.Open(Path.Combine(folder, name), name);
    }

    private Dictionary<Guid, string[]> ReadIds(string[][] maps)
    {
        var ids = new Dictionary<Guid, string[]>();
        foreach (string[] map in maps)
        {
            string name = string.Join('/', map) + Ending;
            try
            {
                using CheckedReader document = CheckedReader.Map(Path.Combine(folder, name), name, SourceMap.Kind);
                if (new SourceMapReader(document, isStrict: false).ReadDebugId() is { } id)
                    ids.TryAdd(id, map);
            }
            catch (ReleaseException)
            {
                // What is no map at all names nothing. A stack that is of it says so.
            }
        }

        return ids;
    }
}
