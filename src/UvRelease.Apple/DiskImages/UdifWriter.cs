using System.Buffers.Binary;
using System.Globalization;
using UvRelease.Formats.Archives;
using UvRelease.Formats.Plists;
using Crc32 = UvRelease.Formats.Archives.Crc32;

namespace UvRelease.Apple.DiskImages;

/// <summary>Writes a volume as a compressed disk image: chunks side by side, then the property list that says where they are, then the trailer.</summary>
/// <param name="output">Where it goes; only written on.</param>
/// <param name="options">How it is compressed.</param>
/// <param name="cancellationToken">Stops between two chunks.</param>
internal sealed class UdifWriter(Stream output, DiskImageOptions options, CancellationToken cancellationToken)
{
    // What hdiutil gives to every resource.
    private const string Attributes = "0x0050";
    private const int PartitionListSize = 1032;

    private long written;
    private uint checksum;

    /// <summary>Writes an image of a disk with one volume.</summary>
    public void Write(HfsVolume volume)
    {
        var disk = new GuidPartitionTable(volume.Length / UdifFormat.SectorSize, volume.Identity);
        List<UdifPartition> partitions = [];
        using (var queue = new BlockQueue<UdifChunkBlock>(options.Parallelism, () => new UdifChunkBlock(options),
            block => block.Compress(), Take, cancellationToken))
        {
            Queue(queue, Partition(partitions, "Protective Master Boot Record (MBR : 0)", 1), Of(disk.ProtectiveRecord()));
            Queue(queue, Partition(partitions, "GPT Header (Primary GPT Header : 1)", 1), Of(disk.Header(second: false)));
            Queue(queue, Partition(partitions, "GPT Partition Data (Primary GPT Table : 2)", GuidPartitionTable.TableSectors), Of(disk.Table()));
            Free(Partition(partitions, " (Apple_Free : 3)", GuidPartitionTable.VolumeStart - 2 - GuidPartitionTable.TableSectors));
            Queue(queue, Partition(partitions, "disk image (Apple_HFS : 4)", volume.Length / UdifFormat.SectorSize), volume.Read);
            Free(Partition(partitions, " (Apple_Free : 5)", GuidPartitionTable.FreeSectors));
            Queue(queue, Partition(partitions, "GPT Partition Data (Backup GPT Table : 6)", GuidPartitionTable.TableSectors), Of(disk.Table()));
            Queue(queue, Partition(partitions, "GPT Header (Backup GPT Header : 7)", 1), Of(disk.Header(second: true)));
            queue.Finish();
        }

        byte[] sums = new byte[sizeof(uint) * partitions.Count];
        for (int i = 0; i < partitions.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(sums.AsSpan(sizeof(uint) * i), partitions[i].Checksum);
        byte[] list = List(partitions);
        var trailer = new UdifTrailer
        {
            DataLength = written,
            DataChecksum = checksum,
            ListOffset = written,
            ListLength = list.Length,
            MasterChecksum = Crc32.Append(0, sums),
            Sectors = disk.DiskSectors,
            Identity = volume.Identity,
        };
        output.Write(list);
        output.Write(trailer.Write());
    }

    private delegate void Filler(Span<byte> bytes);

    private static Filler Of(byte[] bytes) => target => bytes.CopyTo(target);

    private static UdifPartition Partition(List<UdifPartition> partitions, string name, long sectors)
    {
        long first = partitions.Count == 0 ? 0 : partitions[^1].FirstSector + partitions[^1].Sectors;
        partitions.Add(new UdifPartition(name, partitions.Count - 1, first, sectors));
        return partitions[^1];
    }

    private static void Free(UdifPartition partition) => partition.Chunks.Add(new UdifChunk(UdifChunkKind.Ignored, 0, partition.Sectors, 0, 0));

    private void Queue(BlockQueue<UdifChunkBlock> queue, UdifPartition partition, Filler fill)
    {
        for (long sector = 0; sector < partition.Sectors;)
        {
            UdifChunkBlock block = queue.Rent();
            int length = (int)Math.Min(UdifFormat.ChunkSize, (partition.Sectors - sector) * UdifFormat.SectorSize);
            fill(block.Room(partition, sector, length));
            partition.Checksum = Crc32.Append(partition.Checksum, block.Raw);
            queue.Add(block);
            sector += length / UdifFormat.SectorSize;
            options.Progress?.Report(length);
        }
    }

    private void Take(UdifChunkBlock block)
    {
        ReadOnlySpan<byte> bytes = block.Written;
        block.Partition.Chunks.Add(new UdifChunk(block.Kind, block.Sector, block.Raw.Length / UdifFormat.SectorSize, written, bytes.Length));
        output.Write(bytes);
        checksum = Crc32.Append(checksum, bytes);
        written += bytes.Length;
    }

    private byte[] List(List<UdifPartition> partitions)
    {
        PropertyListValue blocks = new PropertyListValue.Array(
            [.. partitions.Select(partition => Resource(partition.Id, partition.Name, UdifFormat.Table(partition, written), hasSystemName: true))]);
        PropertyListValue rest = new PropertyListValue.Array([Resource(0, "", new byte[PartitionListSize], hasSystemName: false)]);
        var fork = new PropertyListValue.Dictionary([new("blkx", blocks), new("plst", rest)]);
        return PropertyList.WriteXml(new PropertyListValue.Dictionary([new("resource-fork", fork)]));
    }

    private static PropertyListValue.Dictionary Resource(int id, string name, byte[] data, bool hasSystemName)
    {
        var items = new List<KeyValuePair<string, PropertyListValue>>
        {
            new("Attributes", new PropertyListValue.Text(Attributes)),
            new("Data", new PropertyListValue.Data(data)),
            new("ID", new PropertyListValue.Text(id.ToString(CultureInfo.InvariantCulture))),
            new("Name", new PropertyListValue.Text(name)),
        };
        if (hasSystemName)
            items.Insert(1, new("CFName", new PropertyListValue.Text(name)));
        return new PropertyListValue.Dictionary(items);
    }
}
