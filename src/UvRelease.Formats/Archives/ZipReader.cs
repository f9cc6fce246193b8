using System.IO.Compression;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Archives;

/// <summary>
/// Reads zip files of strangers. <see cref="Open"/> checks the whole structure before it returns: everything a name, a link, a size or an offset
/// could do. A content is checked while it is read. Every error is a <see cref="ReleaseException"/> that says where in the file it is.
/// </summary>
public sealed class ZipReader : IDisposable
{
    private const int LongestTarget = 4096;
    private const int MostLinks = 10_000;
    private const int Window = 64 * 1024;
    private static readonly FileKind Kind = new("zip to be trusted", "Make the archive anew.", Fault.Refused);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly CheckedReader input;

    private ZipReader(CheckedReader input, IReadOnlyList<ZipEntry> entries) => (this.input, Entries) = (input, entries);

    /// <summary>What the zip holds, in the directory's order.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Opens a zip and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: it is no zip, or one that can't be trusted.</exception>
    public static ZipReader Open(string path, string name, ZipLimits limits)
    {
        var file = CheckedReader.Open(path, name, Kind, Window);
        try
        {
            ZipEnd end = ZipEnd.Find(file);
            if (end.Entries > limits.Entries)
                throw file.Bad(end.Start, "the directory", $"has {end.Entries} entries, more than the {limits.Entries} that are allowed");
            ZipEntry[] entries = ZipLocalHeaders.Check(file, Directory(file, end, limits), end.Start);
            CheckNames(file, entries);
            return new ZipReader(file, ReadLinks(file, entries));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Unpacks one entry.</summary>
    /// <param name="entry">A file of <see cref="Entries"/>.</param>
    /// <param name="sink">Takes the bytes, piece by piece.</param>
    /// <param name="cancellationToken">Stops between two pieces.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: size or CRC-32 is not what the headers say, or it is no deflate.</exception>
    public void Unpack(ZipEntry entry, Action<ReadOnlySpan<byte>> sink, CancellationToken cancellationToken) => Unpack(input, entry, sink, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => input.Dispose();

    private static List<ZipEntry> Directory(CheckedReader file, ZipEnd end, ZipLimits limits)
    {
        var entries = new List<ZipEntry>();
        (long at, long total) = (end.Start, 0);
        for (long i = 0; i < end.Entries; i++)
        {
            (ZipEntry entry, long next) = ZipCentralHeader.Read(file, at, end.Start + end.Size);
            if (entry.Size > limits.TotalSize - total)
                throw file.Bad(at + 24, "the size", $"of '{EntryNames.Shown(entry.Name)}' makes more than the {limits.TotalSize} bytes that are allowed");
            total += entry.Size;
            entries.Add(entry);
            at = next;
        }

        if (at != end.Start + end.Size)
            throw file.Bad(at, "the directory", "has more bytes than its entries");
        if (total > limits.RatioFrom && total / limits.Ratio > file.Length)
            throw file.Bad(end.Start, "the directory",
                $"promises {total} bytes of an archive of {file.Length}, more than the ratio of {limits.Ratio} that is allowed");
        return entries;
    }

    private static void CheckNames(CheckedReader file, ZipEntry[] entries)
    {
        foreach (ZipEntry entry in entries)
        {
            if (EntryNames.Problem(entry.Name) is { } problem)
                throw file.Bad(entry.CentralOffset + ZipFormat.CentralHeaderSize, "the name", problem);
        }

        foreach ((int index, string problem) in EntryNames.Collisions([.. entries.Select(entry => (entry.Name, entry.Kind))]))
            throw file.Bad(entries[index].CentralOffset + ZipFormat.CentralHeaderSize, "the name", problem);
    }

    private static ZipEntry[] ReadLinks(CheckedReader file, ZipEntry[] entries)
    {
        var links = new LinkTargets();
        var text = new MemoryStream();
        int count = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            ZipEntry entry = entries[i];
            if (entry.Kind != ArchiveEntryKind.Link)
                continue;
            if (++count > MostLinks)
                throw file.Bad(entry.CentralOffset, $"the link '{entry.Name}'", $"is one more than the {MostLinks} that are allowed");
            if (entry.Size > LongestTarget)
                throw file.Bad(entry.CentralOffset + 24, "the size", $"of the link '{entry.Name}' is more than {LongestTarget}");
            text.SetLength(0);
            Unpack(file, entry, text.Write, CancellationToken.None);
            try
            {
                entries[i] = entry with { Target = StrictUtf8.GetString(text.GetBuffer(), 0, (int)text.Length) };
                links.Add(entry.Name, entries[i].Target);
            }
            catch (DecoderFallbackException e)
            {
                throw file.Bad(entry.DataOffset, "the target", $"of the link '{entry.Name}' is no UTF-8", e);
            }
        }

        return links.Problem() is not ({ } name, { } problem) ? entries
            : throw file.Bad(entries.First(entry => entry.Name == name).DataOffset, "the target", $"of the link '{name}' {problem}");
    }

    private static void Unpack(CheckedReader file, ZipEntry entry, Action<ReadOnlySpan<byte>> sink, CancellationToken cancellationToken)
    {
        using var content = new ZipContent(file, entry.DataOffset, entry.WrittenSize);
        using Stream bytes = entry.Method == ZipFormat.Stored ? content : new DeflateStream(content, CompressionMode.Decompress);
        byte[] buffer = new byte[(int)Math.Clamp(entry.Size + 1, 1, 128 * 1024)];
        (long size, uint sum) = (0, 0);
        try
        {
            for (int read; (read = bytes.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                size += read;
                if (size > entry.Size)
                    throw file.Bad(entry.DataOffset, $"'{entry.Name}'", $"has more than the {entry.Size} bytes that its header says");
                sum = Crc32.Append(sum, buffer.AsSpan(0, read));
                sink(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException e)
        {
            throw file.Bad(entry.DataOffset, $"'{entry.Name}'", "is no deflate", e);
        }

        if (size != entry.Size)
            throw file.Bad(entry.DataOffset, $"'{entry.Name}'", $"has {size} bytes and its header says {entry.Size}");
        if (content.Position != entry.WrittenSize)
            throw file.Bad(entry.DataOffset + content.Position, $"'{entry.Name}'", "ends before its last bytes, which belong to nothing");
        if (sum != entry.Sum)
            throw file.Bad(entry.DataOffset, $"'{entry.Name}'", "has another CRC-32 than its header says");
    }
}
