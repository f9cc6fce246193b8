using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>
/// Symbols of modules, out of folders in Breakpad's layout (<c>NAME/ID/NAME.sym</c>). Each <c>.sym</c> file is made into one that can be looked up in, once,
/// in a folder of its own; its name is the SHA-256 of the <c>.sym</c> file. For several threads.
/// </summary>
/// <param name="folders">Where to look for <c>.sym</c> files, in this order.</param>
/// <param name="cacheFolder">Where to keep what is made of them.</param>
public sealed class SymbolCache(IReadOnlyList<string> folders, string cacheFolder) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<BreakpadSymbols?>> open = new(StringComparer.Ordinal);

    /// <summary>Name of the file below a folder: Breakpad's layout. Null where the module has no debug file or id.</summary>
    public static string? RelativePath(string debugFile, string debugId)
    {
        // Both come from the dump, and must not lead out of the folder.
        if (debugFile is "" or "." or ".." || debugId.Length is 0 or > 64 || debugFile.AsSpan().IndexOfAny('/', '\\', '\0') >= 0
            || !debugId.All(char.IsAsciiHexDigit))
            return null;
        bool isPdb = debugFile.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase);
        return Path.Combine(debugFile, debugId, (isPdb ? debugFile[..^4] : debugFile) + ".sym");
    }

    /// <summary>The symbols of a module; null where there are none.</summary>
    /// <param name="debugFile">Name of the debug file, without folders.</param>
    /// <param name="debugId">Its id as Breakpad writes it.</param>
    /// <exception cref="ReleaseException">A <c>.sym</c> file is none, or is of another module.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public BreakpadSymbols? Find(string debugFile, string debugId) => RelativePath(debugFile, debugId) is { } path
        ? open.GetOrAdd(path, _ => new Lazy<BreakpadSymbols?>(() => Load(path, debugId))).Value
        : null;

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

    private BreakpadSymbols? Load(string path, string debugId)
    {
        if (folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, path))) is not { } found)
            return null;
        BreakpadSymbols symbols = Open(Path.Combine(found, path), path, cacheFolder);
        if (symbols.DebugId.Equals(debugId, StringComparison.OrdinalIgnoreCase))
            return symbols;
        string other = symbols.DebugId;
        symbols.Dispose();
        string message = $"{path} has the symbols of another build: its MODULE record has the id {other}. Put it where its own id says, or make it anew.";
        throw new ReleaseException(Fault.Input, message) { File = path };
    }

    private static byte[] Hash(SafeFileHandle file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(256 * 1024);
        int read;
        for (long offset = 0; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
            hash.AppendData(buffer, 0, read);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }
}
