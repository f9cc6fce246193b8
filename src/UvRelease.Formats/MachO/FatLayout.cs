using System.Buffers.Binary;
using UvRelease.Releases;

namespace UvRelease.Formats.MachO;

/// <summary>Where the programs of a file go when they change their sizes: in the same order, at multiples of the same alignments.</summary>
/// <param name="Header">The fat header with its table; empty for a thin file.</param>
/// <param name="Places">Place of each program.</param>
/// <param name="Length">Bytes of the whole file.</param>
public sealed record FatLayout(byte[] Header, IReadOnlyList<long> Places, long Length)
{
    /// <summary>Lays the programs of a file out anew; one alone stays alone.</summary>
    /// <param name="file">The file as it is.</param>
    /// <param name="sizes">New size of each program.</param>
    /// <param name="name">Name of the new file, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file would be larger than its table can say.</exception>
    public static FatLayout Of(MachFile file, IReadOnlyList<long> sizes, string name) =>
        file.IsFat ? Of(file.Slices, sizes, name) : new FatLayout([], [0], sizes[0]);

    /// <summary>Lays programs out one after the other.</summary>
    /// <inheritdoc cref="Of(MachFile, IReadOnlyList{long}, string)"/>
    internal static FatLayout Of(IReadOnlyList<MachSlice> slices, IReadOnlyList<long> sizes, string name)
    {
        long end = MachFormat.FatHeaderSize + slices.Count * MachFormat.FatArchSize;
        byte[] header = new byte[end];
        BinaryPrimitives.WriteUInt32BigEndian(header, MachFormat.FatMagic);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), slices.Count);
        long[] places = new long[slices.Count];
        for (int i = 0; i < places.Length; i++)
        {
            long unit = 1L << slices[i].Alignment;
            places[i] = (end + unit - 1) / unit * unit;
            end = places[i] + sizes[i];
            if (places[i] > uint.MaxValue || sizes[i] > uint.MaxValue)
                throw new ReleaseException(Fault.Input, $"{name} would be larger than 4 GiB, which the table of a fat file can't name.");
            uint[] fields = [slices[i].CpuType, slices[i].CpuSubtype, (uint)places[i], (uint)sizes[i], (uint)slices[i].Alignment];
            for (int field = 0; field < fields.Length; field++)
                BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(MachFormat.FatHeaderSize + i * MachFormat.FatArchSize + 4 * field), fields[field]);
        }

        return new FatLayout(header, places, end);
    }
}
