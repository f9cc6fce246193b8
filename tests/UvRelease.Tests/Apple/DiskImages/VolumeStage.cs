using System.Text;
using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>Entries for volumes, and the bytes of volumes.</summary>
internal static class VolumeStage
{
    public static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static DiskImageOptions Options { get; } = new() { VolumeName = "Sample 1.0", Time = Time };

    public static ArchiveEntry Folder(string name, int mode = 0x1ed) => new(name, ArchiveEntryKind.Directory, mode);

    public static ArchiveEntry Text(string name, string content = "", int mode = 0x1a4) =>
        new(name, ArchiveEntryKind.File, mode) { Content = Encoding.UTF8.GetBytes(content) };

    public static ArchiveEntry Link(string name, string target) => new(name, ArchiveEntryKind.Link, 0x1ff) { Target = target };

    /// <summary>Reads a volume out, in pieces of some size, into a file.</summary>
    public static void Write(string path, IEnumerable<ArchiveEntry> entries, DiskImageOptions? options = null, int piece = UdifFormat.ChunkSize)
    {
        using var volume = new HfsVolume(entries, options ?? Options);
        using FileStream output = File.Create(path);
        byte[] buffer = new byte[piece];
        for (long at = 0; at < volume.Length; at += piece)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(piece, volume.Length - at));
            volume.Read(part);
            // Holes cost nothing.
            if (part.ContainsAnyExcept((byte)0))
                output.Write(part);
            else
                output.Seek(part.Length, SeekOrigin.Current);
        }

        output.SetLength(volume.Length);
    }
}
