using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Electron.Asar;

/// <summary>
/// An asar archive that is read: Electron's container for the code of an app. Two Chromium pickles (base/pickle.h) with the length of the header and the
/// header, JSON; then the files one after another.
/// </summary>
public sealed class AsarArchive : IDisposable
{
    private const int PrefixSize = 16;

    // Electron reads the header whole at each start; that of a large app has a few MiB.
    private const uint LargestHeader = 256 * 1024 * 1024;

    private AsarArchive(string path, SafeFileHandle file, string name)
    {
        (Path, File) = (path, file);
        long length = RandomAccess.GetLength(file);
        byte[] prefix = ReadAt(0, PrefixSize, length, name, "the lengths of the header");
        uint four = BinaryPrimitives.ReadUInt32LittleEndian(prefix), size = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(4)),
            payload = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(8)), text = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(12));
        if (four != 4)
            throw Bad(name, 0, "the size of the first pickle", $"is {four}, not 4");
        if (size < 8 || size > length - 8 || size > LargestHeader)
            throw Bad(name, 4, "the size of the header", $"is {size}, and the file has {length} bytes");
        if (payload != size - 4)
            throw Bad(name, 8, "the size of the second pickle", $"is {payload}, not {size - 4}");
        if (text > size - 8)
            throw Bad(name, 12, "the length of the header's text", $"is {text}, and its pickle has {size} bytes");
        DataStart = 8 + (long)size;
        byte[] header = ReadAt(PrefixSize, (int)text, length, name, "the header");
        HeaderHash = Convert.ToHexStringLower(SHA256.HashData(header));
        Entries = AsarHeader.Read(header, name, length - DataStart);
    }

    /// <summary>Path of the archive.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the header's text: what <c>ElectronAsarIntegrity</c> of an Info.plist has.</summary>
    public string HeaderHash { get; }

    /// <summary>The entries in the order of the header, a folder before what is in it.</summary>
    public IReadOnlyList<AsarEntry> Entries { get; }

    /// <summary>The open file.</summary>
    internal SafeFileHandle File { get; }

    /// <summary>Place of the first byte behind the header.</summary>
    internal long DataStart { get; }

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The archive; unpacked files are looked for in <c>path.unpacked</c>.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no archive, naming offset or entry and field.</exception>
    public static AsarArchive Open(string path, string name)
    {
        SafeFileHandle file = System.IO.File.OpenHandle(path);
        try
        {
            return new AsarArchive(path, file, name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of a file, packed or unpacked.</summary>
    public AsarContent Content(AsarEntry entry) => entry switch
    {
        { Kind: not AsarEntryKind.File } => throw new ArgumentException($"'{entry.Path}' is no file.", nameof(entry)),
        { IsUnpacked: true } => AsarContent.Of(System.IO.Path.Combine($"{Path}.unpacked", entry.Path)),
        _ => new AsarContent(Path, DataStart + entry.Offset, entry.Size),
    };

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    private byte[] ReadAt(long offset, int count, long length, string name, string field)
    {
        if (count > length - offset)
            throw Bad(name, offset, field, $"needs {count} bytes, and the file has {length}");
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int now = RandomAccess.Read(File, bytes.AsSpan(read), offset + read);
            if (now == 0)
                throw Bad(name, offset + read, field, "is missing: the file became shorter while it was read");
            read += now;
        }

        return bytes;
    }

    private static ReleaseException Bad(string name, long offset, string field, string problem) =>
        new(Fault.Input, MarkdownText.Visible($"{name} is no asar archive to be trusted: at offset {offset}, {field} {problem}. Pack it anew."));
}
