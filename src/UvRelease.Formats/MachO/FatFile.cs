using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Formats.MachO;

/// <summary>Joins programs for several processors to one fat file, with the bytes that lipo writes.</summary>
public static class FatFile
{
    /// <summary>Writes a fat file of all slices of some files. The bytes are copied by the kernel, slices beside one another.</summary>
    /// <param name="inputs">Thin or fat files, in any order.</param>
    /// <param name="path">The new file; one that is there is replaced only when all went well.</param>
    /// <param name="mode">Permission bits of the new file.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is no whole Mach-O file, two have a slice for one processor, or the
    /// result would be too large.</exception>
    public static void Write(IReadOnlyList<CheckedReader> inputs, string path, int mode, CancellationToken cancellationToken)
    {
        MachSlice[] slices = Order(inputs.SelectMany(input => MachFile.Read(input).Slices), path);
        long[] places = Places(slices, path);
        AtomicFile.Write(path, mode, output =>
        {
            RandomAccess.Write(output, Header(slices, places), 0);
            Cores.For(slices.Length, i => Copy(slices[i], output, places[i]), cancellationToken);
        }, cancellationToken);

        void Copy(MachSlice slice, SafeFileHandle output, long place) =>
            FileRange.Copy(slice.Input.File, slice.Input.Start + slice.Offset, output, place, slice.Size, cancellationToken);
    }

    /// <summary>
    /// The order of cctools' and LLVM's lipo: kinds of one processor by subtype, 64-bit ARM last, else by alignment, else as given.
    /// </summary>
    private static MachSlice[] Order(IEnumerable<MachSlice> given, string path)
    {
        MachSlice[] slices = [.. given.Order(Comparer<MachSlice>.Create(Compare))];
        if (slices.GroupBy(slice => slice.Processor, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.ToArray() is { } twice)
            throw new ReleaseException(Fault.Input,
                $"{twice[0].Input.Name} and {twice[1].Input.Name} both have a program for {twice[0].Processor}, and {Path.GetFileName(path)} can hold one. "
                + "Build each app for its processor alone.");
        MachSlice? unknown = Array.Find(slices, slice => slice.Alignment < 0);
        return unknown is null ? slices : throw new ReleaseException(Fault.Input, $"{unknown.Input.Name} is for {unknown.Processor}, which is not known here.");
    }

    private static int Compare(MachSlice left, MachSlice right) => left.CpuType == right.CpuType
        ? left.CpuSubtype.CompareTo(right.CpuSubtype)
        : left.CpuType == MachFormat.CpuArm64 ? 1
        : right.CpuType == MachFormat.CpuArm64 ? -1
        : left.Alignment.CompareTo(right.Alignment);

    private static long[] Places(MachSlice[] slices, string path)
    {
        long[] places = new long[slices.Length];
        long end = MachFormat.FatHeaderSize + slices.Length * MachFormat.FatArchSize;
        for (int i = 0; i < slices.Length; i++)
        {
            long unit = 1L << slices[i].Alignment;
            places[i] = (end + unit - 1) / unit * unit;
            end = places[i] + slices[i].Size;
            if (places[i] > uint.MaxValue || slices[i].Size > uint.MaxValue)
                throw new ReleaseException(Fault.Input, $"{Path.GetFileName(path)} would be larger than 4 GiB, which the table of a fat file can't name.");
        }

        return places;
    }

    private static byte[] Header(MachSlice[] slices, long[] places)
    {
        byte[] header = new byte[MachFormat.FatHeaderSize + slices.Length * MachFormat.FatArchSize];
        BinaryPrimitives.WriteUInt32BigEndian(header, MachFormat.FatMagic);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)slices.Length);
        for (int i = 0; i < slices.Length; i++)
        {
            uint[] fields = [slices[i].CpuType, slices[i].CpuSubtype, (uint)places[i], (uint)slices[i].Size, (uint)slices[i].Alignment];
            for (int field = 0; field < fields.Length; field++)
                BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(MachFormat.FatHeaderSize + i * MachFormat.FatArchSize + 4 * field), fields[field]);
        }

        return header;
    }
}
