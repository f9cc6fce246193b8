using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Posix;

namespace UvRelease.Apple.Installers;

/// <summary>A file in a package, or a folder of files.</summary>
/// <param name="Name">Its name.</param>
internal sealed record XarMember(string Name)
{
    /// <summary>What is in a folder; null for a file.</summary>
    public IReadOnlyList<XarMember>? Members { get; init; }

    /// <summary>A file's bytes where no file on disk holds them; they are compressed.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>A file on disk whose bytes are compressed already; null where <see cref="Content"/> has them.</summary>
    public string? Source { get; init; }
}

/// <summary>Writes archives of xar: header, table as compressed XML, its checksum, signatures, files.</summary>
internal static class XarWriter
{
    /// <summary>Writes an archive without signatures.</summary>
    public static void Write(string path, IEnumerable<XarMember> members, PackageChecksum checksum, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var heap = new List<(string? Source, byte[] Bytes, long Length)>();
        long end = XarFormat.Size(checksum);
        int id = 0;
        var table = new XElement("toc",
            new XElement("checksum", new XAttribute("style", XarFormat.Style(checksum)), new XElement("size", end), new XElement("offset", 0)),
            new XElement("creation-time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
            members.Select(File));
        AtomicFile.Write(
            path,
            FileModes.Plain,
            file =>
            {
                long at = WriteHead(file, table, checksum, []);
                foreach ((string? source, byte[] bytes, long length) in heap)
                {
                    if (source is null)
                    {
                        RandomAccess.Write(file, bytes, at);
                    }
                    else
                    {
                        using SafeFileHandle from = RegularFile.Open(source);
                        FileRange.Copy(from, 0, file, at, length, cancellationToken);
                    }

                    at += length;
                }
            },
            cancellationToken);

        XElement File(XarMember member)
        {
            var element = new XElement("file", new XAttribute("id", ++id), new XElement("name", member.Name),
                new XElement("type", member.Members is null ? "file" : "directory"));
            element.Add(member.Members is null ? Data(member) : member.Members.Select(File));
            return element;
        }

        XElement Data(XarMember member)
        {
            using SafeFileHandle? source = member.Source is { } from ? RegularFile.Open(from) : null;
            byte[] bytes = source is null ? Deflated(member.Content.Span) : [];
            long length = source is null ? bytes.Length : RandomAccess.GetLength(source), size = source is null ? member.Content.Length : length, at = end;
            heap.Add((member.Source, bytes, length));
            end += length;
            XElement Sum(string name, byte[] digest) => new(name, new XAttribute("style", XarFormat.Style(checksum)), Convert.ToHexStringLower(digest));
            byte[] archived = source is null ? Digest(checksum, bytes) : Digest(checksum, member.Source!);
            return new XElement("data", Sum("archived-checksum", archived),
                Sum("extracted-checksum", source is null ? Digest(checksum, member.Content.Span) : archived),
                new XElement("encoding", new XAttribute("style", source is null ? XarFormat.Compressed : XarFormat.Stored)),
                new XElement("size", size), new XElement("offset", at), new XElement("length", length));
        }
    }

    /// <summary>Writes header, table and what signs it.</summary>
    /// <returns>Where the files begin.</returns>
    public static long WriteHead(SafeFileHandle file, XElement table, PackageChecksum checksum, ReadOnlySpan<byte> signatures)
    {
        (byte[] head, byte[] digest) = Head(table, checksum);
        RandomAccess.Write(file, head, 0);
        RandomAccess.Write(file, digest, head.Length);
        RandomAccess.Write(file, signatures, head.Length + digest.Length);
        return head.Length + digest.Length + signatures.Length;
    }

    /// <summary>Header and compressed table, and the table's digest.</summary>
    public static (byte[] Head, byte[] Digest) Head(XElement table, PackageChecksum checksum)
    {
        byte[] text = ArchiveTree.Bytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{new XElement("xar", table)}\n"), compressed = Deflated(text);
        byte[] head = new byte[XarFormat.HeaderSize + compressed.Length];
        var fields = new BigEndianWriter(head);
        fields.Bytes("xar!"u8);
        fields.U16(XarFormat.HeaderSize);
        fields.U16(1);
        fields.U64(compressed.Length);
        fields.U64(text.Length);
        fields.U32((uint)checksum);
        fields.Bytes(compressed);
        return (head, Digest(checksum, compressed));
    }

    private static byte[] Digest(PackageChecksum checksum, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(XarFormat.Algorithm(checksum), bytes);

    private static byte[] Digest(PackageChecksum checksum, string path)
    {
        using var stream = new FileStream(RegularFile.Open(path), FileAccess.Read);
        return CryptographicOperations.HashData(XarFormat.Algorithm(checksum), stream);
    }

    private static byte[] Deflated(ReadOnlySpan<byte> bytes)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = 9 }, leaveOpen: true))
            zlib.Write(bytes);
        return compressed.ToArray();
    }
}
