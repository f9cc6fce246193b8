using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>
/// Writes tar files that keep links and modes and are the same each time: entries sorted by name, one time, owner and group 0 without names, pax
/// records only where ustar can't hold something.
/// </summary>
public static class TarWriter
{
    private const int RecordSize = 20 * TarHeader.BlockSize;

    /// <summary>Writes a <c>.tar</c> atomically.</summary>
    /// <inheritdoc cref="ZipWriter.WriteAsync"/>
    public static Task WriteAsync(string path, IEnumerable<ArchiveEntry> entries, ArchiveOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> sorted = ArchiveTree.Sorted(entries);
        return AtomicFile.WriteAsync(path, (stream, token) => Task.Run(() => Write(stream, sorted, options, token), token), cancellationToken);
    }

    /// <summary>Writes a <c>.tar.gz</c> atomically: one member of gzip, compressed on every core.</summary>
    /// <inheritdoc cref="ZipWriter.WriteAsync"/>
    public static Task WriteGzipAsync(string path, IEnumerable<ArchiveEntry> entries, ArchiveOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> sorted = ArchiveTree.Sorted(entries);
        return AtomicFile.WriteAsync(path, (stream, token) => Task.Run(() => WriteGzip(stream, sorted, options, token), token), cancellationToken);
    }

    private static void WriteGzip(Stream output, IReadOnlyList<ArchiveEntry> entries, ArchiveOptions options, CancellationToken cancellationToken)
    {
        using var gzip = new GzipBlockStream(output, options, cancellationToken);
        Write(gzip, entries, options, cancellationToken);
        gzip.Finish();
    }

    private static void Write(Stream output, IReadOnlyList<ArchiveEntry> entries, ArchiveOptions options, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        long written = 0, time = options.Time.ToUnixTimeSeconds();
        foreach (ArchiveEntry entry in entries)
        {
            using ArchiveSource? source = entry.Kind == ArchiveEntryKind.File ? ArchiveSource.Open(entry) : null;
            long size = source?.Length ?? 0;
            byte[] header = TarHeader.Write(entry, size, time);
            output.Write(header);
            for (long offset = 0; offset < size;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, size - offset));
                source!.Read(offset, part);
                output.Write(part);
                offset += part.Length;
                options.Progress?.Report(part.Length);
            }

            source?.CheckEnd();
            output.Write(new byte[TarHeader.Padded(size) - size]);
            written += header.Length + TarHeader.Padded(size);
        }

        // Two empty blocks end the archive, and a record of twenty blocks is filled up (pax, "ustar Interchange Format").
        long end = written + 2 * TarHeader.BlockSize;
        output.Write(new byte[(end + RecordSize - 1) / RecordSize * RecordSize - written]);
    }
}
