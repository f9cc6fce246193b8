using System.Buffers.Binary;
using System.Globalization;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Releases;
using Crc32 = UvRelease.Formats.Archives.Crc32;

namespace UvRelease.Apple.DiskImages;

/// <summary>Reads what a disk image says of its partitions. Every place is compared with the file before anything is read from it.</summary>
internal sealed class UdifReader
{
    // hdiutil's own are of 1 MiB; others made larger ones.
    private const long LargestChunk = 64 * 1024 * 1024;

    private readonly CheckedReader image;

    /// <summary>Reads the trailer and the tables.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no disk image, or says what can't be.</exception>
    public UdifReader(CheckedReader image)
    {
        this.image = image;
        Trailer = UdifTrailer.Read(image);
        CheckedReader text = image.Part(Trailer.ListOffset, Trailer.ListLength, image.Name, PropertyList.Kind, "the property list");
        var resources = (PropertyList.Read(text) as PropertyListValue.Dictionary)?["resource-fork"] as PropertyListValue.Dictionary;
        if (resources?["blkx"] is not PropertyListValue.Array { Items: var tables })
            throw image.Bad(Trailer.ListOffset, "the property list", "has no resource-fork with blkx");
        Partitions = [.. tables.Select(Partition)];
    }

    /// <summary>Where everything is.</summary>
    public UdifTrailer Trailer { get; }

    /// <summary>The partitions in the order of the tables.</summary>
    public IReadOnlyList<UdifPartition> Partitions { get; }

    /// <summary>The bytes of a partition.</summary>
    public Stream Open(UdifPartition partition) => new UdifPartitionStream(image, partition);

    /// <summary>Compares all checksums with the bytes they are of.</summary>
    /// <returns>Names of partitions that can't be read here, because of their compression.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is wrong.</exception>
    public IReadOnlyList<string> CheckSums(CancellationToken cancellationToken)
    {
        byte[] sums = new byte[sizeof(uint) * Partitions.Count];
        for (int i = 0; i < Partitions.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(sums.AsSpan(sizeof(uint) * i), Partitions[i].Checksum);
        if (Trailer.MasterChecksum is { } master && master != Crc32.Append(0, sums))
            throw image.Bad(Trailer.ContentEnd, "the master checksum", "is not that of the partitions' checksums");
        if (Trailer.DataChecksum is { } data && data != DataSum(cancellationToken))
            throw image.Bad(0, "the data fork", "has another checksum than the trailer says");
        var unread = new List<string>();
        foreach (UdifPartition partition in Partitions)
        {
            if (!partition.Chunks.TrueForAll(chunk => UdifPartitionStream.Reads(chunk.Kind)))
                unread.Add(partition.Name);
            else if (Sum(partition, cancellationToken) != partition.Checksum)
                throw image.Bad(0, $"the partition '{partition.Name}'", "has another checksum than its table says");
        }

        return unread;
    }

    private uint Sum(UdifPartition partition, CancellationToken cancellationToken)
    {
        using Stream stream = Open(partition);
        uint sum = 0;
        byte[] buffer = new byte[UdifFormat.ChunkSize];
        foreach (UdifChunk chunk in partition.Chunks.Where(chunk => chunk.Kind != UdifChunkKind.Ignored))
        {
            stream.Position = chunk.Sector * UdifFormat.SectorSize;
            for (long rest = chunk.Count * UdifFormat.SectorSize; rest > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = stream.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, rest)));
                sum = Crc32.Append(sum, buffer.AsSpan(0, read));
                rest -= read;
            }
        }

        return sum;
    }

    private uint DataSum(CancellationToken cancellationToken)
    {
        uint sum = 0;
        byte[] buffer = new byte[UdifFormat.ChunkSize];
        for (long at = 0; at < Trailer.DataLength;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = image.Read(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, Trailer.DataLength - at)));
            if (read == 0)
                throw image.Bad(at, "the data fork", "has become shorter while it was read");
            sum = Crc32.Append(sum, buffer.AsSpan(0, read));
            at += read;
        }

        return sum;
    }

    private UdifPartition Partition(PropertyListValue value)
    {
        if (value is not PropertyListValue.Dictionary entry || entry["Data"] is not PropertyListValue.Data { Value: var bytes })
            throw image.Bad(Trailer.ListOffset, "an entry of blkx", "has no Data");
        string name = (entry["Name"] as PropertyListValue.Text ?? entry["CFName"] as PropertyListValue.Text)?.Value ?? "";
        int id = int.TryParse((entry["ID"] as PropertyListValue.Text)?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number : 0;
        var table = CheckedReader.Of(bytes, $"{image.Name}, the table of '{name}'", DiskImage.Kind);
        if (!table.At(0, 4, "the table's mark").SequenceEqual("mish"u8))
            throw table.Bad(0, "the table's mark", "is not 'mish'");
        long sectors = table.U63BigEndian(16, 8, "the count of sectors"), first = table.U63BigEndian(8, 8, "the first sector");
        if (first > Trailer.Sectors || sectors > Trailer.Sectors - first)
            throw table.Bad(8, "the partition", $"is said to have {sectors} sectors from {first}, and the disk has {Trailer.Sectors}");
        if (table.U32BigEndian(64, "the kind of checksum") is not UdifFormat.Crc32Checksum and var kind)
            throw table.Bad(64, "the kind of checksum", $"is {kind}, and only CRC-32 is known");
        var partition = new UdifPartition(name, id, first, sectors) { Checksum = table.U32BigEndian(72, "the checksum") };
        uint count = table.U32BigEndian(200, "the count of chunks");
        if (count != (table.Length - UdifFormat.TableHeadSize) / UdifFormat.ChunkEntrySize)
            throw table.Bad(200, "the count of chunks",
                $"is {count}, and there is room for {(table.Length - UdifFormat.TableHeadSize) / UdifFormat.ChunkEntrySize}");
        AddChunks(table, partition, count, table.U63BigEndian(24, 8, "the data's offset"));
        return partition;
    }

    private void AddChunks(CheckedReader table, UdifPartition partition, uint count, long start)
    {
        long next = 0;
        for (uint i = 0; i < count; i++)
        {
            long at = UdifFormat.TableHeadSize + UdifFormat.ChunkEntrySize * (long)i;
            var kind = (UdifChunkKind)table.U32BigEndian(at, "a chunk's kind");
            if (kind == UdifChunkKind.Comment)
                continue;
            if (kind == UdifChunkKind.End)
                break;
            var chunk = new UdifChunk(kind, table.U63BigEndian(at + 8, 8, "a chunk's sector"), table.U63BigEndian(at + 16, 8, "a chunk's count of sectors"),
                table.U63BigEndian(at + 24, 8, "a chunk's offset"), table.U63BigEndian(at + 32, 8, "a chunk's length"));
            if (chunk.Sector != next || chunk.Count == 0 || chunk.Count > partition.Sectors - next)
                throw table.Bad(at + 8, "a chunk",
                    $"is said to have {chunk.Count} sectors from {chunk.Sector}, where {next} of {partition.Sectors} comes next");
            bool isStored = kind is not (UdifChunkKind.Zero or UdifChunkKind.Ignored);
            if (isStored && (start > Trailer.DataLength || chunk.Offset > Trailer.DataLength - start
                || chunk.Length > Trailer.DataLength - start - chunk.Offset))
                throw table.Bad(at + 24, "a chunk", $"is said to be at {chunk.Offset} with {chunk.Length} bytes, and the data fork has {Trailer.DataLength}");
            long made = chunk.Count * UdifFormat.SectorSize;
            if (kind == UdifChunkKind.Raw && chunk.Length != made)
                throw table.Bad(at + 32, "a chunk's length", $"is {chunk.Length}, and its sectors have {made} bytes");
            if (isStored && kind != UdifChunkKind.Raw && (made > LargestChunk || chunk.Length > LargestChunk))
                throw table.Bad(at + 16, "a chunk", $"makes {made} bytes of {chunk.Length}, and {LargestChunk} are the most");
            next += chunk.Count;
            partition.Chunks.Add(chunk with { Offset = start + chunk.Offset });
        }

        if (next != partition.Sectors)
            throw table.Bad(200, "the chunks", $"make {next} sectors of {partition.Sectors}");
    }
}
