using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Pdb;

/// <summary>What a portable PDB of .NET says of itself (ECMA-335 §II.24.2; "Portable PDB v1.0", stream #Pdb).</summary>
/// <param name="Uuid">GUID of its id.</param>
/// <param name="Stamp">The rest of its id, which the assembly's debug directory has as its time stamp.</param>
public sealed record PortablePdb(Guid Uuid, uint Stamp)
{
    private const int HeaderSize = 16, LongestVersion = 255, MostStreams = 64, LongestName = 32, IdSize = 20;

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("whole portable PDB", "Build it anew.");

    /// <summary>True when a file begins as one does.</summary>
    public static bool Is(CheckedReader input) => input.Length >= HeaderSize && input.At(0, 4, "the magic text").SequenceEqual("BSJB"u8);

    /// <summary>Reads the id.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming offset and field.</exception>
    public static PortablePdb Read(CheckedReader input)
    {
        if (!Is(input))
            throw input.Bad(0, "the magic text", "is not BSJB");
        long version = input.U32(12, "the length of the version");
        if (version > LongestVersion)
            throw input.Bad(12, "the length of the version", $"is {version}");
        int count = input.U16(HeaderSize + version + 2, "the number of streams");
        if (count > MostStreams)
            throw input.Bad(HeaderSize + version + 2, "the number of streams", $"is {count}");
        long at = HeaderSize + version + 4;
        for (int i = 0; i < count; i++)
        {
            long place = input.U32(at, "the place of a stream"), size = input.U32(at + 4, "the size of a stream");
            ReadOnlySpan<byte> bytes = input.At(at + 8, (int)Math.Min(LongestName, input.Length - at - 8), "the name of a stream");
            int end = bytes.IndexOf((byte)0);
            if (end < 0)
                throw input.Bad(at + 8, "the name of a stream", $"doesn't end within {LongestName} bytes");
            if (Encoding.ASCII.GetString(bytes[..end]) == "#Pdb")
            {
                byte[] id = size >= IdSize ? input.Bytes(place, IdSize, "the id") : throw input.Bad(at + 4, "the size of the stream #Pdb", $"is {size}");
                return new PortablePdb(new Guid(id.AsSpan(0, 16)), BitConverter.ToUInt32(id, 16));
            }

            at += 8 + (end & ~3) + 4;
        }

        throw input.Bad(HeaderSize + version + 2, "the stream #Pdb", "is missing: these are the tables of an assembly");
    }
}
