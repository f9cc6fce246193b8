using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>The ticket of a notarization behind a package: an end mark, the ticket, a mark that says how long it is.</summary>
public static class PackageTicket
{
    private const int MarkSize = 16;
    private const ushort Version = 1, EndKind = 1, TicketKind = 2;

    /// <summary>Adds a ticket, in place of one that is there.</summary>
    /// <param name="source">A signed package.</param>
    /// <param name="target">Where the stapled one goes, with the mode of the source; may be the same.</param>
    /// <param name="ticket">What Apple's service gave.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no package, or not signed.</exception>
    public static void Staple(string source, string target, ReadOnlyMemory<byte> ticket, CancellationToken cancellation)
    {
        using var archive = CheckedReader.Open(source, Path.GetFileName(source), FlatPackage.Kind);
        var package = new XarReader(archive);
        if (package.Table.Element("signature") is null)
            throw new ReleaseException(Fault.Input, $"{archive.Name} is not signed, and a ticket can't be stapled to it. Sign it first.") { File = archive.Name };
        long end = package.HeapStart + package.HeapEnd;
        AtomicFile.Write(
            target,
            FileStatus.Of(source).Mode,
            (SafeFileHandle file) =>
            {
                FileRange.Copy(archive.File, 0, file, 0, end, cancellation);
                RandomAccess.Write(file, (byte[])[.. Mark(EndKind, 0), .. ticket.Span, .. Mark(TicketKind, ticket.Length)], end);
            },
            cancellation);
    }

    /// <summary>The ticket of a package; null where there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no package, or something else is behind it.</exception>
    public static byte[]? Read(string path, string name)
    {
        using var archive = CheckedReader.Open(path, name, FlatPackage.Kind);
        var package = new XarReader(archive);
        return Check(archive, package.HeapStart + package.HeapEnd);
    }

    /// <summary>Reads what is behind an archive.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no ticket.</exception>
    internal static byte[]? Check(CheckedReader archive, long end)
    {
        long length = archive.Length - end - 2 * MarkSize;
        if (archive.Length == end)
            return null;
        if (length < 0 || length > int.MaxValue || !archive.At(end, MarkSize, "the end mark").SequenceEqual(Mark(EndKind, 0)))
            throw archive.Bad(end, "what is behind the archive", "is no ticket of a notarization");
        return archive.At(archive.Length - MarkSize, MarkSize, "the ticket's mark").SequenceEqual(Mark(TicketKind, (int)length))
            ? archive.Bytes(end + MarkSize, (int)length, "the ticket")
            : throw archive.Bad(archive.Length - MarkSize, "the ticket's mark", $"is not that of a ticket of {length} bytes");
    }

    private static byte[] Mark(ushort kind, int length)
    {
        byte[] mark = new byte[MarkSize];
        "t8lr"u8.CopyTo(mark);
        BinaryPrimitives.WriteUInt16LittleEndian(mark.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(mark.AsSpan(6), kind);
        BinaryPrimitives.WriteInt32LittleEndian(mark.AsSpan(8), length);
        return mark;
    }
}
