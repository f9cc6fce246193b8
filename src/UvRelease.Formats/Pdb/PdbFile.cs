using System.Numerics;
using UvRelease.Releases;

namespace UvRelease.Formats.Pdb;

/// <summary>
/// What a PDB of Microsoft's and LLVM's linkers says of itself ("The MSF File Format", "The PDB Info Stream", "The DBI Stream" of LLVM). The file is a table
/// of streams, whose blocks lie anywhere; only those that hold the id are read.
/// </summary>
/// <param name="Uuid">Its GUID.</param>
/// <param name="Age">How often it was written, as its program knows it.</param>
/// <param name="Machine">The processor, in the numbers of PE; 0 where it has no debug information.</param>
public sealed record PdbFile(Guid Uuid, uint Age, int Machine)
{
    private const int InfoStream = 1, DebugStream = 3, HeaderSize = 56, SmallestInfo = 28, SmallestDebug = 64, SmallestBlock = 512, LargestBlock = 65536;

    // A stream of -1 bytes was deleted.
    private const uint Deleted = uint.MaxValue;

    private static ReadOnlySpan<byte> Magic => "Microsoft C/C++ MSF 7.00\r\n\x1a"u8;

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("whole PDB", "Build it anew.");

    /// <summary>True when a file begins as a PDB does.</summary>
    public static bool Is(CheckedReader input) => input.Length >= HeaderSize && input.At(0, Magic.Length, "the magic text").SequenceEqual(Magic);

    /// <summary>Reads the id.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming offset and field.</exception>
    public static PdbFile Read(CheckedReader input)
    {
        if (!Is(input))
            throw input.Bad(0, "the magic text", "is not that of a PDB");
        long block = input.U32(32, "the size of a block"), blocks = input.U32(40, "the number of blocks");
        long directory = input.U32(44, "the size of the directory");
        if (!BitOperations.IsPow2(block) || block is < SmallestBlock or > LargestBlock)
            throw input.Bad(32, "the size of a block", $"is {block}");
        if (blocks * block > input.Length)
            throw input.Bad(40, "the number of blocks", $"is {blocks} of {block} bytes, and the file has {input.Length}: it was cut short");
        if (directory < 4 || directory > blocks * block)
            throw input.Bad(44, "the size of the directory", $"is {directory}");
        long map = Block(input.U32(52, "the place of the directory"), 52);

        uint count = Directory(0, "the number of streams");
        if (count <= InfoStream)
            throw input.Bad(44, "the number of streams", $"is {count}");
        long info = Stream(InfoStream, SmallestInfo);
        byte[] id = input.Bytes(info, SmallestInfo, "the PDB's id");
        bool hasDebug = count > DebugStream && Size(DebugStream) is >= SmallestDebug and not Deleted;
        long debug = hasDebug ? Stream(DebugStream, SmallestDebug) : 0;
        return new PdbFile(new Guid(id.AsSpan(12, 16)), hasDebug ? input.U32(debug + 8, "the age") : BitConverter.ToUInt32(id, 8),
            hasDebug ? input.U16(debug + 58, "the machine") : 0);

        long Block(uint number, long at) =>
            number > 0 && number < blocks ? number * block : throw input.Bad(at, "the number of a block", $"is {number} of {blocks}");

        // Place in the file of four bytes of the directory, which lies in blocks that the map lists.
        uint Directory(long at, string field)
        {
            if (at + 4 > directory)
                throw input.Bad(44, field, $"is at {at} of the directory, which has {directory} bytes");
            long entry = map + at / block * 4;
            return input.U32(Block(input.U32(entry, "a block of the directory"), entry) + at % block, field);
        }

        long Size(int stream) => Directory(4 + 4L * stream, "the size of a stream");

        // Its beginning, which no block cuts: both headers are smaller than the smallest block.
        long Stream(int stream, int least)
        {
            if (Size(stream) is < 0 or Deleted || Size(stream) < least)
                throw input.Bad(map, $"the size of stream {stream}", $"is {Size(stream)}");
            long before = 0;
            for (int i = 0; i < stream; i++)
                before += Size(i) is Deleted ? 0 : (Size(i) + block - 1) / block;
            return Block(Directory(4 + 4 * ((long)count + before), "a block of a stream"), map);
        }
    }
}
