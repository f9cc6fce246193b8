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
        var layout = FatLayout.Of(slices, [.. slices.Select(slice => slice.Size)], Path.GetFileName(path));
        AtomicFile.Write(path, mode, output =>
        {
            RandomAccess.Write(output, layout.Header, 0);
            Cores.For(slices.Length, i => Copy(slices[i], output, layout.Places[i]), cancellationToken);
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
}
