using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>A file of a package.</summary>
/// <param name="Path">Its path in the package.</param>
/// <param name="Size">Its bytes.</param>
public sealed record PackageFile(string Path, long Size)
{
    internal long Offset { get; init; }

    internal long Length { get; init; }

    internal bool IsCompressed { get; init; }

    internal (HashAlgorithmName Algorithm, string Digest) Archived { get; init; }

    internal (HashAlgorithmName Algorithm, string Digest) Extracted { get; init; }
}

/// <summary>Reads archives of xar. Every place is compared with the file before anything is read from it.</summary>
internal sealed class XarReader
{
    private const int LargestTable = 64 * 1024 * 1024, MostFolders = 32;

    private readonly CheckedReader archive;

    /// <summary>Reads the table, and compares it with its checksum.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no package, or says what can't be.</exception>
    public XarReader(CheckedReader archive)
    {
        this.archive = archive;
        if (!archive.At(0, 4, "the mark").SequenceEqual("xar!"u8))
            throw archive.Bad(0, "the mark", "is not 'xar!'");
        int headerSize = archive.U16BigEndian(4, "the header's size");
        if (headerSize < XarFormat.HeaderSize)
            throw archive.Bad(4, "the header's size", $"is {headerSize}, less than {XarFormat.HeaderSize}");
        long compressed = archive.U63BigEndian(8, 8, "the table's length"), size = archive.U63BigEndian(16, 8, "the table's size");
        if (compressed > LargestTable || size > LargestTable)
            throw archive.Bad(8, "the table", $"has {compressed} bytes for {size}, and {LargestTable} are the most");
        Checksum = archive.U32BigEndian(24, "the kind of checksum") switch
        {
            1 => PackageChecksum.Sha1,
            3 => PackageChecksum.Sha256,
            var kind => throw archive.Bad(24, "the kind of checksum", $"is {kind}, and only SHA-1 (1) and SHA-256 (3) are trusted"),
        };
        byte[] bytes = archive.Bytes(headerSize, (int)compressed, "the table");
        HeapStart = headerSize + compressed;
        Digest = CryptographicOperations.HashData(XarFormat.Algorithm(Checksum), bytes);
        Table = Parse(headerSize, bytes, (int)size);
        Files = [.. Members(Table, "", 0)];
        CheckDigest();
    }

    /// <summary>How the table is summed up.</summary>
    public PackageChecksum Checksum { get; }

    /// <summary>The table's digest.</summary>
    public byte[] Digest { get; }

    /// <summary>The table.</summary>
    public XElement Table { get; }

    /// <summary>Where the heap begins, which all offsets count from.</summary>
    public long HeapStart { get; }

    /// <summary>All files.</summary>
    public IReadOnlyList<PackageFile> Files { get; }

    /// <summary>Where what the table names ends, from the heap's beginning.</summary>
    public long HeapEnd => Table.Descendants().Where(element => element.Element("offset") is not null)
        .Max(element => Place(element) is var (offset, length) ? offset + length : 0);

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they don't unpack.</exception>
    public Stream Open(PackageFile file)
    {
        Stream stored = new PartStream(archive, HeapStart + file.Offset, file.Length);
        return file.IsCompressed ? new ZLibStream(stored, CompressionMode.Decompress) : stored;
    }

    /// <summary>Compares all files with their checksums.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is another.</exception>
    public void CheckFiles(CancellationToken cancellation)
    {
        foreach (PackageFile file in Files)
        {
            using Stream stored = new PartStream(archive, HeapStart + file.Offset, file.Length);
            Compare(file, stored, file.Archived, file.Length, cancellation);
            using Stream unpacked = Open(file);
            if (file.IsCompressed)
                Compare(file, unpacked, file.Extracted, file.Size, cancellation);
        }
    }

    /// <summary>A place that the table names, in the heap.</summary>
    public (long Offset, long Length) Place(XElement element)
    {
        long Number(string name) => long.TryParse(element.Element(name)?.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Bad($"the {name} of <{element.Name.LocalName}>", $"is '{element.Element(name)?.Value}'");
        (long offset, long length) = (Number("offset"), Number(element.Element("length") is null ? "size" : "length"));
        return offset <= archive.Length - HeapStart && length <= archive.Length - HeapStart - offset ? (offset, length)
            : throw Bad($"<{element.Name.LocalName}>", $"is said to be at {offset} with {length} bytes, and the heap has {archive.Length - HeapStart}");
    }

    /// <summary>The bytes of a place.</summary>
    public byte[] Bytes(XElement element)
    {
        (long offset, long length) = Place(element);
        return length <= LargestTable ? archive.Bytes(HeapStart + offset, (int)length, $"<{element.Name.LocalName}>")
            : throw Bad($"<{element.Name.LocalName}>", $"has {length} bytes, and {LargestTable} are the most");
    }

    /// <summary>An error in the table.</summary>
    public ReleaseException Bad(string field, string problem, Exception? inner = null) =>
        archive.Bad(XarFormat.HeaderSize, $"in the table, {field}", problem, inner);

    private void Compare(PackageFile file, Stream stream, (HashAlgorithmName Algorithm, string Digest) sum, long size, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(sum.Algorithm);
        byte[] buffer = new byte[256 * 1024];
        long rest = size;
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0; rest -= read)
            {
                cancellation.ThrowIfCancellationRequested();
                if (read > rest)
                    break;
                hash.AppendData(buffer, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw Bad($"'{file.Path}'", "doesn't unpack", e);
        }

        if (rest != 0 || !sum.Digest.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), StringComparison.OrdinalIgnoreCase))
            throw Bad($"'{file.Path}'", "has another size or checksum than its bytes");
    }

    private XElement Parse(int headerSize, byte[] compressed, int size)
    {
        byte[] text = new byte[size];
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            zlib.ReadExactly(text);
            if (zlib.ReadByte() >= 0)
                throw archive.Bad(16, "the table's size", $"is {size}, and more comes out");
            using var xml = XmlReader.Create(new MemoryStream(text),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestTable });
            return XDocument.Load(xml).Root is { Name.LocalName: "xar" } root && root.Element("toc") is { } table ? table
                : throw archive.Bad(headerSize, "the table", "has no <xar> with a <toc>");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or XmlException)
        {
            throw archive.Bad(headerSize, "the table", "is no compressed XML of its size", e);
        }
    }

    private IEnumerable<PackageFile> Members(XElement folder, string path, int depth)
    {
        if (depth > MostFolders)
            throw Bad("the folders", $"are more than {MostFolders} inside one another");
        foreach (XElement element in folder.Elements("file"))
        {
            string name = element.Element("name")?.Value ?? "";
            if (name.Length == 0 || name is "." or ".." || name.Contains('/', StringComparison.Ordinal))
                throw Bad("a name", $"is '{name}', which no file may have");
            string full = path + name;
            if (element.Element("data") is { } data)
                yield return File(full, data);
            foreach (PackageFile member in Members(element, full + "/", depth + 1))
                yield return member;
        }
    }

    private PackageFile File(string path, XElement data)
    {
        (long offset, long length) = Place(data);
        if (!long.TryParse(data.Element("size")?.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            throw Bad($"the size of '{path}'", $"is '{data.Element("size")?.Value}'");
        bool isCompressed = data.Element("encoding")?.Attribute("style")?.Value switch
        {
            null or XarFormat.Stored => false,
            XarFormat.Compressed => true,
            var style => throw Bad($"the encoding of '{path}'", $"is '{style}', which is not read here"),
        };
        if (!isCompressed && size != length)
            throw Bad($"the size of '{path}'", $"is {size}, and {length} bytes are stored");
        return new PackageFile(path, size)
        {
            Offset = offset,
            Length = length,
            IsCompressed = isCompressed,
            Archived = Sum(path, data.Element("archived-checksum")),
            Extracted = Sum(path, data.Element("extracted-checksum")),
        };
    }

    private (HashAlgorithmName, string) Sum(string path, XElement? sum) => sum?.Attribute("style")?.Value.ToUpperInvariant() switch
    {
        "SHA1" => (HashAlgorithmName.SHA1, sum.Value.Trim()),
        "SHA256" => (HashAlgorithmName.SHA256, sum.Value.Trim()),
        var style => throw Bad($"the checksum of '{path}'", $"is of the kind '{style}', and only SHA-1 and SHA-256 are trusted"),
    };

    private void CheckDigest()
    {
        XElement sum = Table.Element("checksum") ?? throw Bad("<checksum>", "is missing");
        if (!string.Equals(sum.Attribute("style")?.Value, XarFormat.Style(Checksum), StringComparison.OrdinalIgnoreCase))
            throw Bad("<checksum>", $"is of the kind '{sum.Attribute("style")?.Value}', and the header says {XarFormat.Style(Checksum)}");
        if (!Bytes(sum).AsSpan().SequenceEqual(Digest))
            throw archive.Bad(HeapStart, "the table's checksum", "is not that of the table");
    }
}
