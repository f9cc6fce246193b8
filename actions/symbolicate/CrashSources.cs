using System.Buffers;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.SourceMaps;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Crashes.Walking;
using UvRelease.Posix;

namespace UvRelease.Symbolicate;

/// <summary>A crash that was read with its symbols.</summary>
/// <param name="Report">The report.</param>
/// <param name="Stackwalk">What minidump_stackwalk -m writes; null of JavaScript.</param>
/// <param name="PassedOver">Symbols that were found and are not used, as sentences.</param>
internal sealed record SymbolicatedCrash(CrashReport Report, byte[]? Stackwalk, IReadOnlyList<string> PassedOver);

/// <summary>Reads crashes with the symbols and source maps that there are.</summary>
/// <param name="options">The inputs.</param>
/// <param name="downloads">Brings what the folders don't have; null where there is no store.</param>
/// <param name="cacheFolder">Where symbols are made ready.</param>
internal sealed class CrashSources(SymbolicateOptions options, SymbolDownloads? downloads, string cacheFolder) : IDisposable
{
    private const string MinidumpEnding = ".dmp";
    private const string ErrorEnding = ".js-error.json";

    private static readonly EnumerationOptions Regular = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly SymbolCache symbols =
        new(options.SymbolsFolder is { } folder ? [folder.FullPath] : [], cacheFolder, downloads is null ? null : downloads.Get);
    private readonly SourceMapFolder? maps = options.SourceMapsFolder is { } folder ? new SourceMapFolder(folder.FullPath) : null;

    /// <summary>The crashes of a folder, or the one file, by name.</summary>
    public static IReadOnlyList<string> Find(string path) => !Directory.Exists(path) ? [path] :
    [
        .. Directory.EnumerateFiles(path, "*", Regular)
            .Where(file => file.EndsWith(MinidumpEnding, StringComparison.Ordinal) || file.EndsWith(ErrorEnding, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads one.</summary>
    /// <exception cref="Releases.ReleaseException">It is no crash, or symbols can't be used.</exception>
    public SymbolicatedCrash Read(string path, string name, bool withStackwalk)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            JavaScriptError error = JavaScriptErrorJson.Read(RegularFile.Read(path, JavaScriptErrorJson.MostBytes + 1), name);
            using var all = new StoredSourceMaps(maps, downloads);
            return new SymbolicatedCrash(JavaScriptSymbolication.Symbolicate(error, all), null, []);
        }

        using Minidump dump = Minidump.Open(path, name);
        WalkedDump walked = StackWalker.Walk(dump, module => symbols.Find(module.Id));
        if (!withStackwalk)
            return new SymbolicatedCrash(WalkedReport.Of(walked), null, walked.PassedOver);
        var text = new ArrayBufferWriter<byte>();
        StackwalkText.Write(walked, text);
        return new SymbolicatedCrash(WalkedReport.Of(walked), text.WrittenSpan.ToArray(), walked.PassedOver);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        symbols.Dispose();
        maps?.Dispose();
    }

    // First those at hand, then by their ids those of the store.
    private sealed class StoredSourceMaps(SourceMapFolder? folder, SymbolDownloads? downloads) : ISourceMaps, IDisposable
    {
        private readonly Dictionary<Guid, SourceMap?> open = [];

        public SourceMap? Find(string script, Guid? debugId)
        {
            if (folder?.Find(script, debugId) is { } map)
                return map;
            if (downloads is null || debugId is not { } id)
                return null;
            if (!open.TryGetValue(id, out SourceMap? stored))
                open[id] = stored = downloads.Get(SymbolKeys.SourceMap(id)) is { } path ? SourceMap.Open(path, SymbolKeys.SourceMap(id)) : null;
            return stored;
        }

        public void Dispose()
        {
            foreach (SourceMap? map in open.Values)
                map?.Dispose();
        }
    }
}
