using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>
/// Writes zip files (PKWARE APPNOTE.TXT 6.3.10) that keep links and modes and are the same each time: entries sorted by name, one time, no fields of
/// the machine. Files are compressed in pieces on every core; the number of cores changes no byte.
/// </summary>
public sealed class ZipWriter
{
    private readonly Stream output;
    private readonly ArchiveOptions options;
    private readonly List<ZipRecord> records = [];
    private readonly uint time;

    private ZipWriter(Stream output, ArchiveOptions options) => (this.output, this.options, time) = (output, options, ZipFormat.DosTime(options.Time));

    /// <summary>Writes a file atomically.</summary>
    /// <param name="path">The zip file.</param>
    /// <param name="entries">What goes in, in any order.</param>
    /// <param name="options">Time, speed, parallelism, progress.</param>
    /// <param name="cancellationToken">Stops; no file is left behind.</param>
    /// <exception cref="Releases.ReleaseException">An entry can't be held, or a file changed while it was read.</exception>
    public static Task WriteAsync(string path, IEnumerable<ArchiveEntry> entries, ArchiveOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> sorted = ArchiveTree.Sorted(entries);
        return AtomicFile.WriteAsync(path, (stream, token) => Task.Run(() => new ZipWriter(stream, options).Write(sorted, token), token), cancellationToken);
    }

    /// <summary>True for what is written as it is, without a look at what deflate makes of it.</summary>
    internal static bool IsStored(ArchiveEntry entry, long size, ArchiveOptions options) =>
        options.Speed == ArchiveSpeed.Store || entry.Kind != ArchiveEntryKind.File || size == 0 || CompressedKinds.Include(entry.Name);

    /// <summary>Level of zlib.</summary>
    internal static int Level(ArchiveSpeed speed) => speed switch { ArchiveSpeed.Fast => 1, ArchiveSpeed.Small => 9, _ => 6 };

    private void Write(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        using var queue = new BlockQueue<DeflateBlock>(options.Parallelism, () => new DeflateBlock(), block => block.Compress(), Take, cancellationToken);
        foreach (ArchiveEntry entry in entries)
            Queue(entry, queue);
        queue.Finish();
        long start = output.Position;
        foreach (ZipRecord record in records)
            output.Write(record.CentralHeader());
        WriteEnd(start, output.Position - start);
    }

    private void Queue(ArchiveEntry entry, BlockQueue<DeflateBlock> queue)
    {
        using var source = ArchiveSource.Open(entry);
        bool store = IsStored(entry, source.Length, options);
        var record = new ZipRecord(entry, source.Length, time);
        long offset = 0;
        do
        {
            int length = (int)Math.Min(DeflateBlock.BlockSize, source.Length - offset), window = store ? 0 : (int)Math.Min(DeflateBlock.WindowSize, offset);
            DeflateBlock block = queue.Rent();
            source.Read(offset - window, block.Room(window, length));
            record.Sum = Crc32.Append(record.Sum, block.Raw);
            (block.Owner, block.Level, block.IsFirst, block.IsLast) =
                (record, store ? null : Level(options.Speed), offset == 0, offset + length == source.Length);
            queue.Add(block);
            offset += length;
            options.Progress?.Report(length);
        }
        while (offset < source.Length);
        source.CheckEnd();
    }

    private void Take(DeflateBlock block)
    {
        var record = (ZipRecord)block.Owner!;
        if (block.IsFirst)
        {
            records.Add(record);
            record.Offset = output.Position;
            // A file of one piece that deflate makes no shorter is stored; of a longer one the start is written before its end is known.
            bool store = block.Level is null || (block.IsLast && block.Compressed.Length >= block.Raw.Length);
            record.Method = store ? ZipFormat.Stored : ZipFormat.Deflated;
        }

        ReadOnlySpan<byte> written = record.Method == ZipFormat.Stored ? block.Raw : block.Compressed;
        record.WrittenSize += written.Length;
        if (block.IsFirst)
            output.Write(record.LocalHeader());
        output.Write(written);
        if (block.IsFirst || !block.IsLast)
            return;
        // What a header says of a file of several pieces is known after the last.
        long end = output.Position;
        output.Position = record.Offset;
        output.Write(record.LocalHeader());
        output.Position = end;
    }

    private void WriteEnd(long start, long size)
    {
        bool large = records.Count >= ZipFormat.Escaped16 || start >= ZipFormat.Escaped32 || size >= ZipFormat.Escaped32;
        Span<byte> end = stackalloc byte[ZipFormat.EndRecord64Size + ZipFormat.EndLocator64Size + ZipFormat.EndRecordSize];
        var fields = new LittleEndianWriter(end);
        if (large)
        {
            fields.U32(ZipFormat.EndRecord64);
            fields.U64(ZipFormat.EndRecord64Size - 12);
            fields.U16((3 << 8) | 63);
            fields.U16(45);
            fields.U64(0); // this disk, disk of the directory
            fields.U64(records.Count);
            fields.U64(records.Count);
            fields.U64(size);
            fields.U64(start);
            fields.U32(ZipFormat.EndLocator64);
            fields.U32(0);
            fields.U64(start + size);
            fields.U32(1);
        }

        fields.U32(ZipFormat.EndRecord);
        fields.U32(0); // this disk, disk of the directory
        fields.U16(large ? ZipFormat.Escaped16 : records.Count);
        fields.U16(large ? ZipFormat.Escaped16 : records.Count);
        fields.U32(large ? ZipFormat.Escaped32 : (uint)size);
        fields.U32(large ? ZipFormat.Escaped32 : (uint)start);
        fields.U16(0); // no comment
        output.Write(end[..fields.Length]);
    }
}
