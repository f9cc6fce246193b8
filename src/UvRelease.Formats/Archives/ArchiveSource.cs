using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Formats.Archives;

/// <summary>The bytes of a file entry, read in pieces.</summary>
public sealed class ArchiveSource : IDisposable
{
    private readonly ArchiveEntry entry;
    private readonly SafeFileHandle? file;
    private readonly ReadOnlyMemory<byte> content;

    private ArchiveSource(ArchiveEntry entry, SafeFileHandle? file, ReadOnlyMemory<byte> content) =>
        (this.entry, this.file, this.content, Length) = (entry, file, content, file is null ? content.Length : RandomAccess.GetLength(file));

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file, or the text of a link.</summary>
    public static ArchiveSource Open(ArchiveEntry entry) => entry switch
    {
        { Kind: ArchiveEntryKind.Link } => new ArchiveSource(entry, null, ArchiveTree.Bytes(entry.Target)),
        { Kind: ArchiveEntryKind.File, Source: { } path } => new ArchiveSource(entry, RegularFile.Open(path), default),
        _ => new ArchiveSource(entry, null, entry.Kind == ArchiveEntryKind.File ? entry.Content : default),
    };

    /// <summary>Fills a buffer from an offset.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the file became shorter.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        if (file is null)
        {
            content.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);
            return;
        }

        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(file, buffer, offset);
            if (read == 0)
                throw Changed();
            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>Refuses a file that grew since it was opened.</summary>
    public void CheckEnd()
    {
        if (file is not null && RandomAccess.GetLength(file) != Length)
            throw Changed();
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    /// <summary>The error of a file that isn't as it was.</summary>
    public ReleaseException Changed() =>
        new(Fault.Environment, $"'{entry.Name}' changed while it was read into an archive. Let the step that writes it end first.");
}
