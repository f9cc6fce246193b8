using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>Says before a zip is written whether <see cref="ZipReader"/> would refuse it for its size.</summary>
public static class ZipForecast
{
    /// <summary>
    /// Compares what would be written with limits. Files are compressed as <see cref="ZipWriter"/> does, the largest first, until enough bytes came out:
    /// for files that don't shrink to next to nothing that are the first few blocks.
    /// </summary>
    /// <param name="entries">What goes in.</param>
    /// <param name="options">Speed; nothing else counts.</param>
    /// <param name="limits">What the zip may hold.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>What is wrong, as a sentence's rest; null for nothing.</returns>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static string? Problem(IReadOnlyList<ArchiveEntry> entries, ArchiveOptions options, ZipLimits limits, CancellationToken cancellationToken)
    {
        (ArchiveEntry Entry, long Size)[] sized = [.. entries.Select(entry => (entry, SizeOf(entry))).OrderByDescending(file => file.Item2)];
        if (sized.Length > limits.Entries)
            return $"it has {sized.Length} files, and an archive may have {limits.Entries}";
        long total = 0, written = ZipFormat.EndRecordSize;
        foreach ((ArchiveEntry entry, long size) in sized)
        {
            if (size > limits.TotalSize - total)
                return $"it has more than the {limits.TotalSize} bytes that an archive may unpack to; the largest file is '{sized[0].Entry.Name}' "
                    + $"with {sized[0].Size}";
            total += size;
            written += ZipFormat.LocalHeaderSize + ZipFormat.CentralHeaderSize + 2 * ArchiveTree.Bytes(ArchiveTree.WrittenName(entry)).Length
                + (ZipWriter.IsStored(entry, size, options) ? size : 0);
        }

        if (total <= limits.RatioFrom)
            return null;
        using var block = new DeflateBlock { Level = ZipWriter.Level(options.Speed) };
        foreach ((ArchiveEntry entry, long size) in sized.Where(file => !ZipWriter.IsStored(file.Entry, file.Size, options)))
        {
            using var source = ArchiveSource.Open(entry);
            for (long offset = 0; offset < size && written < total / limits.Ratio;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = (int)Math.Min(DeflateBlock.BlockSize, size - offset), window = (int)Math.Min(DeflateBlock.WindowSize, offset);
                source.Read(offset - window, block.Room(window, length));
                block.IsLast = offset + length == size;
                block.Compress();
                written += length == size ? Math.Min(length, block.Compressed.Length) : block.Compressed.Length;
                offset += length;
            }
        }

        return total / limits.Ratio <= written ? null
            : $"its {total} bytes would become {written}, and readers refuse more than {limits.Ratio} bytes of one as a bomb; the largest file is "
                + $"'{sized[0].Entry.Name}' with {sized[0].Size}. Leave such files out, or pack with 'speed: store'";
    }

    private static long SizeOf(ArchiveEntry entry) =>
        entry.Kind != ArchiveEntryKind.File ? 0 : entry.Source is { } path ? FileStatus.Of(path).Size : entry.Content.Length;
}
