using UvRelease.Releases;

namespace UvRelease.Formats.MachO;

/// <summary>A segment's bytes in a slice.</summary>
/// <param name="Command">Place of its load command, from the slice's beginning.</param>
/// <param name="Offset">Place of its bytes, from the slice's beginning.</param>
/// <param name="Size">Bytes in the file.</param>
public sealed record MachSegment(long Command, long Offset, long Size)
{
    /// <summary>Where it ends in the slice.</summary>
    public long End => Offset + Size;
}

/// <summary>What the code signature of a program depends on: the layout of a 64-bit slice (mach-o/loader.h), checked.</summary>
public sealed record MachCode
{
    /// <summary>The slice.</summary>
    public required MachSlice Slice { get; init; }

    /// <summary>Type of the file: a program, a library, a bundle.</summary>
    public required uint FileType { get; init; }

    /// <summary>The header and all load commands, as they are.</summary>
    public required ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>Where the first content begins: load commands can grow up to there.</summary>
    public required long FirstContent { get; init; }

    /// <summary>The segment with the program's code; null where a file has none.</summary>
    public MachSegment? Text { get; init; }

    /// <summary>The last segment, with tables for the linker and the signature.</summary>
    public required MachSegment LinkEdit { get; init; }

    /// <summary>Where the signature is, and the place of its load command; null where there is none.</summary>
    public MachSegment? Signature { get; init; }

    /// <summary>The Info.plist that a bare program has in itself, as a place and a length; null where there is none.</summary>
    public MachSegment? InfoPlist { get; init; }

    /// <summary>Oldest system it runs on, as 0xXXXXYYZZ; 0 where it is not said.</summary>
    public uint MinimumSystem { get; init; }

    /// <summary>The SDK it was built with, as 0xXXXXYYZZ; 0 where it is not said.</summary>
    public uint Sdk { get; init; }

    /// <summary>What the linker named it by, 16 bytes; empty where it did not.</summary>
    public ReadOnlyMemory<byte> Uuid { get; init; }

    /// <summary>True for a program that is started, not loaded.</summary>
    public bool IsProgram => FileType == MachFormat.FileTypeExecute;

    /// <summary>Bytes that a signature covers: all before it, or all of the slice up to a multiple of 16.</summary>
    public long CodeLimit => Signature?.Offset ?? (LinkEdit.End + 15) / 16 * 16;

    /// <summary>Reads the layout of a slice.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it can't be signed, or is no whole program; naming offset and field.</exception>
    public static MachCode Read(MachSlice slice) => new MachCodeReader(slice).Read();
}
