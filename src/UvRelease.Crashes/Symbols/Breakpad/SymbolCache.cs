using System.Collections.Concurrent;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>
/// Symbols of modules, out of folders in Breakpad's layout (<c>NAME/ID/NAME.sym</c>). Each <c>.sym</c> file is made into one that can be looked up in, once,
/// in a folder of its own; its name is the XxHash128 of the <c>.sym</c> file. For several threads.
/// </summary>
/// <param name="folders">Where to look for <c>.sym</c> files, in this order.</param>
/// <param name="cacheFolder">Where to keep what is made of them.</param>
/// <param name="fetch">Brings a file that no folder has, by its key in a store of the same layout: its path, or null where there is none.</param>
public sealed class SymbolCache(IReadOnlyList<string> folders, string cacheFolder, Func<string, string?>? fetch = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<BreakpadSymbols?>> open = new(StringComparer.Ordinal);

    /// <summary>The symbols of a module; null where there are none.</summary>
    /// <param name="module">The module.</param>
    /// <exception cref="ReleaseException">A <c>.sym</c> file is none, or is of another module.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public BreakpadSymbols? Find(ModuleId module)
    {
        // The name comes from the dump, and must not lead out of the folder.
        if (module.DebugId.IsEmpty || module.DebugFile is "" or "." or ".." || module.DebugFile.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
            return null;
        string key = SymbolKeys.Breakpad(module.DebugFile, module.DebugId);
        return open.GetOrAdd(key, _ => new Lazy<BreakpadSymbols?>(() => Load(key, module.DebugId))).Value;
    }

    /// <summary>Opens the symbols of one <c>.sym</c> file, which are made ready when they are not.</summary>
    /// <inheritdoc cref="Find"/>
    public static BreakpadSymbols Open(string symbolFile, string name, string cacheFolder)
    {
        using SafeFileHandle file = RegularFile.Open(symbolFile);
        string path = Path.Combine(cacheFolder, Convert.ToHexStringLower(Hash(file)) + ".uvsyms");
        if (File.Exists(path))
        {
            try
            {
                return BreakpadSymbols.Open(path);
            }
            catch (ReleaseException)
            {
                // Of another version, or damaged: it is made anew.
            }
        }

        SymbolCacheWriter.Write(file, name, path, CancellationToken.None);
        return BreakpadSymbols.Open(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<BreakpadSymbols?> symbols in open.Values.Where(symbols => symbols.IsValueCreated))
            symbols.Value?.Dispose();
    }

    private BreakpadSymbols? Load(string key, DebugId id)
    {
        string? path = folders.Select(folder => Path.Combine(folder, key)).FirstOrDefault(File.Exists) ?? fetch?.Invoke(key);
        if (path is null)
            return null;
        BreakpadSymbols symbols = Open(path, key, cacheFolder);
        if (DebugId.TryParse(symbols.DebugId, out DebugId found) && found == id)
            return symbols;
        string other = symbols.DebugId;
        symbols.Dispose();
        string message = $"{key} has the symbols of another build: its MODULE record has the id {other}. Put it where its own id says, or make it anew.";
        throw new ReleaseException(Fault.Input, message) { File = key };
    }

    private static byte[] Hash(SafeFileHandle file)
    {
        var hash = new XxHash128();
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(256 * 1024);
        int read;
        for (long offset = 0; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
            hash.Append(buffer.AsSpan(0, read));
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetCurrentHash();
    }
}
