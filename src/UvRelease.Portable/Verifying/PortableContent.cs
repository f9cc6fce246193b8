using System.Security.Cryptography;
using UvRelease.Formats.Archives;
using UvRelease.Formats.Executables;
using UvRelease.Releases;

namespace UvRelease.Portable.Verifying;

/// <summary>A file of an archive as it was found.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Mode">Unix permission bits.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Header">What its header says where it is a program.</param>
internal sealed record FoundFile(string Path, int Mode, long Size, string Sha256, ExecutableHeader? Header);

/// <summary>A folder of an archive as it was found.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Mode">Unix permission bits.</param>
internal sealed record FoundFolder(string Path, int Mode);

/// <summary>Reads everything in a portable archive once: a zip without unpacking it, or a folder.</summary>
internal sealed class PortableContent
{
    // A line of the checksums, or a file of the manifest, is shorter than that: longer documents list what is not there.
    private const int LongestDocument = 1024 * 1024;
    private const int LongestOfFile = 2048;

    private readonly Dictionary<string, FoundFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> documents = new(StringComparer.Ordinal);

    /// <summary>The files by their paths.</summary>
    public IReadOnlyDictionary<string, FoundFile> Files => files;

    /// <summary>Links, which have no place in a portable archive.</summary>
    public IReadOnlyList<string> Links { get; private init; } = [];

    /// <summary>Folders that the archive names.</summary>
    public IReadOnlyList<FoundFolder> Folders { get; private init; } = [];

    /// <summary>Bytes of manifest or checksums; null where it is missing.</summary>
    public byte[]? Document(string name) => documents.GetValueOrDefault(name);

    /// <summary>Reads a zip.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: it can't be trusted.</exception>
    public static PortableContent OfZip(string path, ZipLimits limits, CancellationToken cancellationToken)
    {
        using var zip = ZipReader.Open(path, Path.GetFileName(path), limits);
        var content = new PortableContent
        {
            Links = [.. zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.Link).Select(entry => entry.Name)],
            Folders = [.. zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.Directory).Select(entry => new FoundFolder(entry.Name, entry.Mode))],
        };
        foreach (ZipEntry entry in zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.File))
            content.Add(entry.Name, entry.Mode, entry.Size, zip.Entries.Count, sink => zip.Unpack(entry, sink, cancellationToken));
        return content;
    }

    /// <summary>Reads a folder.</summary>
    public static PortableContent OfFolder(string folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> entries = ArchiveTree.Read(folder);
        var content = new PortableContent
        {
            Links = [.. entries.Where(entry => entry.Kind == ArchiveEntryKind.Link).Select(entry => entry.Name)],
            Folders = [.. entries.Where(entry => entry.Kind == ArchiveEntryKind.Directory).Select(entry => new FoundFolder(entry.Name, entry.Mode))],
        };
        byte[] buffer = new byte[128 * 1024];
        foreach (ArchiveEntry entry in entries.Where(entry => entry.Kind == ArchiveEntryKind.File))
        {
            using var source = ArchiveSource.Open(entry);
            content.Add(entry.Name, entry.Mode, source.Length, entries.Count, sink =>
            {
                for (long offset = 0; offset < source.Length;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, source.Length - offset));
                    source.Read(offset, part);
                    sink(part);
                    offset += part.Length;
                }
            });
        }

        return content;
    }

    private void Add(string name, int mode, long size, int entries, Action<Action<ReadOnlySpan<byte>>> read)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool isDocument = name is PortableManifest.FileName or PortableManifest.ChecksumsName;
        if (isDocument && size > LongestDocument + (long)LongestOfFile * entries)
            throw new ReleaseException(Fault.Refused,
                $"{name} has {size} bytes and may have {LongestDocument + (long)LongestOfFile * entries} in an archive of {entries} entries. "
                + "Make the archive anew.");
        var kept = new MemoryStream();
        read(bytes =>
        {
            hash.AppendData(bytes);
            if (isDocument)
                kept.Write(bytes);
            else if (kept.Length < ExecutableHeader.Length)
                kept.Write(bytes[..(int)Math.Min(bytes.Length, ExecutableHeader.Length - kept.Length)]);
        });
        if (isDocument)
            documents[name] = kept.ToArray();
        files[name] = new FoundFile(name, mode, size, Convert.ToHexStringLower(hash.GetHashAndReset()),
            isDocument ? null : ExecutableHeader.Read(kept.GetBuffer().AsSpan(0, (int)kept.Length)));
    }
}
