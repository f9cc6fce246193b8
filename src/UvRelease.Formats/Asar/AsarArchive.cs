using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Formats.Asar;

/// <summary>
/// An asar archive that is read: Electron's container for the code of an app. Two Chromium pickles (base/pickle.h) with the length of the header and the
/// header, JSON; then the files one after another.
/// </summary>
public sealed class AsarArchive : IDisposable
{
    private const int PrefixSize = 16;

    // Electron reads the header whole at each start; that of a large app has a few MiB.
    private const uint LargestHeader = 256 * 1024 * 1024;

    private static readonly FileKind Kind = new("asar archive to be trusted", "Pack it anew.");
    private readonly CheckedReader reader;

    private AsarArchive(string path, CheckedReader reader)
    {
        (Path, this.reader) = (path, reader);
        uint four = reader.U32(0, "the size of the first pickle"), size = reader.U32(4, "the size of the header"),
            payload = reader.U32(8, "the size of the second pickle"), text = reader.U32(12, "the length of the header's text");
        if (four != 4)
            throw reader.Bad(0, "the size of the first pickle", $"is {four}, not 4");
        if (size < 8 || size > reader.Length - 8 || size > LargestHeader)
            throw reader.Bad(4, "the size of the header", $"is {size}, and the file has {reader.Length} bytes");
        if (payload != size - 4)
            throw reader.Bad(8, "the size of the second pickle", $"is {payload}, not {size - 4}");
        if (text > size - 8)
            throw reader.Bad(12, "the length of the header's text", $"is {text}, and its pickle has {size} bytes");
        DataStart = 8 + (long)size;
        byte[] header = reader.Bytes(PrefixSize, (int)text, "the header");
        HeaderHash = Convert.ToHexStringLower(SHA256.HashData(header));
        Entries = AsarHeader.Read(header, reader.Name, reader.Length - DataStart);
    }

    /// <summary>Path of the archive.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of the header's text: what <c>ElectronAsarIntegrity</c> of an Info.plist has.</summary>
    public string HeaderHash { get; }

    /// <summary>The entries in the order of the header, a folder before what is in it.</summary>
    public IReadOnlyList<AsarEntry> Entries { get; }

    /// <summary>The open file.</summary>
    public SafeFileHandle File => reader.File;

    /// <summary>Place of the first byte behind the header.</summary>
    public long DataStart { get; }

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The archive; unpacked files are looked for in <c>path.unpacked</c>.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no archive, naming offset or entry and field.</exception>
    public static AsarArchive Open(string path, string name)
    {
        var archive = CheckedReader.Open(path, name, Kind);
        try
        {
            return new AsarArchive(path, archive);
        }
        catch
        {
            archive.Dispose();
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
    public void Dispose() => reader.Dispose();
}
