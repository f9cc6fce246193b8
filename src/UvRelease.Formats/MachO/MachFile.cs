using System.Buffers.Binary;

namespace UvRelease.Formats.MachO;

/// <summary>One processor's program in a Mach-O file.</summary>
/// <param name="Input">The file or fat file it is in.</param>
/// <param name="CpuType">Processor (mach/machine.h).</param>
/// <param name="CpuSubtype">Its kind, with the capability bits.</param>
/// <param name="Offset">Place in the input.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Power of two that its place in a fat file is a multiple of.</param>
public sealed record MachSlice(CheckedReader Input, uint CpuType, uint CpuSubtype, long Offset, long Size, int Alignment)
{
    /// <summary>Name of the processor, as lipo has it.</summary>
    public string Processor => MachFormat.ProcessorName(CpuType, CpuSubtype);
}

/// <summary>What the headers of a Mach-O file say. Every length is checked before it is used.</summary>
/// <param name="IsFat">True for a fat ("universal") file.</param>
/// <param name="Slices">Its programs, in the order of the file.</param>
public sealed record MachFile(bool IsFat, IReadOnlyList<MachSlice> Slices)
{
    // Far more than any linker writes.
    private const int LargestCommands = 16 * 1024 * 1024;

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("whole Mach-O file", "Build it anew.");

    /// <summary>True when a file begins as a Mach-O file does, thin or fat.</summary>
    public static bool IsMachO(CheckedReader input) => IsThinMagic(input) || IsFatMagic(input);

    /// <summary>True when a file begins as a fat Mach-O file does.</summary>
    public static bool IsFatMagic(CheckedReader input)
    {
        if (input.Length < MachFormat.FatHeaderSize)
            return false;
        return input.U32BigEndian(0, "the fat header") is MachFormat.FatMagic or MachFormat.FatMagic64
            && input.U32BigEndian(4, "the number of slices") is > 0 and <= MachFormat.MostSlices;
    }

    /// <summary>Reads the headers.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>, naming offset and field.</exception>
    public static MachFile Read(CheckedReader input)
    {
        if (!IsFatMagic(input))
            return new MachFile(false, [Thin(input, 0, input.Length, "the file")]);
        bool wide = input.U32BigEndian(0, "the fat header") == MachFormat.FatMagic64;
        int count = (int)input.U32BigEndian(4, "the number of slices"), entry = wide ? MachFormat.FatArchSize64 : MachFormat.FatArchSize;
        byte[] table = input.Bytes(MachFormat.FatHeaderSize, count * entry, "the table of slices");
        var slices = new List<MachSlice>(count);
        for (int i = 0; i < count; i++)
        {
            long at = MachFormat.FatHeaderSize + i * entry;
            MachSlice slice = Entry(input, table.AsSpan(i * entry, entry), at, wide, MachFormat.FatHeaderSize + count * entry);
            if (slices.Find(other => other.Offset < slice.Offset + slice.Size && slice.Offset < other.Offset + other.Size) is { } other)
                throw input.Bad(at, "the slice", $"overlaps that of {other.Processor}");
            slices.Add(slice);
        }

        return new MachFile(true, slices);
    }

    private static bool IsThinMagic(CheckedReader input) => input.Length >= 4 && input.U32(0, "the magic number") is var magic
        && (magic is MachFormat.Magic32 or MachFormat.Magic64 || BinaryPrimitives.ReverseEndianness(magic) is MachFormat.Magic32 or MachFormat.Magic64);

    private static MachSlice Entry(CheckedReader input, ReadOnlySpan<byte> entry, long at, bool wide, long tableEnd)
    {
        ulong offset = wide ? BinaryPrimitives.ReadUInt64BigEndian(entry[8..]) : BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
        ulong size = wide ? BinaryPrimitives.ReadUInt64BigEndian(entry[16..]) : BinaryPrimitives.ReadUInt32BigEndian(entry[12..]);
        uint alignment = BinaryPrimitives.ReadUInt32BigEndian(entry[(wide ? 24 : 16)..]);
        if (alignment > MachFormat.LargestAlignment)
            throw input.Bad(at + (wide ? 24 : 16), "the alignment of a slice", $"is 2^{alignment}, and 2^{MachFormat.LargestAlignment} is the largest");
        if (offset < (ulong)tableEnd || offset > (ulong)input.Length || size > (ulong)input.Length - offset)
            throw input.Bad(at + 8, "the place of a slice", $"is {offset} with {size} bytes, and the file has {input.Length}");
        if (offset % (1ul << (int)alignment) != 0)
            throw input.Bad(at + 8, "the place of a slice", $"is {offset}, no multiple of 2^{alignment}");
        MachSlice thin = Thin(input, (long)offset, (long)size, "the slice");
        uint type = BinaryPrimitives.ReadUInt32BigEndian(entry), subtype = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
        if (type != thin.CpuType || ((subtype ^ thin.CpuSubtype) & ~MachFormat.CapabilityMask) != 0)
            throw input.Bad(at, "the processor of a slice", $"is {MachFormat.ProcessorName(type, subtype)}, and the slice itself is for {thin.Processor}");
        return thin with { Alignment = (int)alignment };
    }

    private static MachSlice Thin(CheckedReader input, long start, long size, string whole)
    {
        if (size < MachFormat.HeaderSize32)
            throw input.Bad(start, whole, $"has {size} bytes, and a Mach-O header has {MachFormat.HeaderSize32}");
        byte[] head = input.Bytes(start, MachFormat.HeaderSize32, "the Mach-O header");
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (magic is not (MachFormat.Magic32 or MachFormat.Magic64))
            throw input.Bad(start, "the magic number", $"is 0x{magic:x8}, and only Mach-O of Intel and ARM processors is known here");
        bool is64 = magic == MachFormat.Magic64;
        int headerSize = is64 ? MachFormat.HeaderSize64 : MachFormat.HeaderSize32;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(16)), length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(20));
        if (length > size - headerSize || length > LargestCommands)
            throw input.Bad(start + 20, "the size of the load commands", $"is {length}, and {whole} has {size} bytes");
        CheckCommands(input, input.Bytes(start + headerSize, (int)length, "the load commands"), count, start, headerSize, size);
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
        return new MachSlice(input, type, BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)), start, size, MachFormat.Alignment(type));
    }

    /// <summary>Each command lies in the table, and each segment's bytes in the slice: a file that was cut short is found here.</summary>
    private static void CheckCommands(CheckedReader input, ReadOnlySpan<byte> commands, uint count, long start, int headerSize, long size)
    {
        int at = 0;
        for (uint i = 0; i < count; i++)
        {
            long place = start + headerSize + at;
            if (commands.Length - at < 8)
                throw input.Bad(place, $"load command {i}", "begins beyond the load commands");
            uint command = BinaryPrimitives.ReadUInt32LittleEndian(commands[at..]), length = BinaryPrimitives.ReadUInt32LittleEndian(commands[(at + 4)..]);
            if (length < 8 || length % 4 != 0 || length > commands.Length - at)
                throw input.Bad(place + 4, $"the size of load command {i}", $"is {length}");
            ReadOnlySpan<byte> body = commands.Slice(at, (int)length);
            if (command is MachFormat.Segment32 or MachFormat.Segment64)
                CheckSegment(input, body, command == MachFormat.Segment64, place, size);
            at += (int)length;
        }
    }

    private static void CheckSegment(CheckedReader input, ReadOnlySpan<byte> body, bool is64, long place, long size)
    {
        if (body.Length < (is64 ? 72 : 56))
            throw input.Bad(place + 4, "the size of a segment's load command", $"is {body.Length}");
        ulong offset = is64 ? BinaryPrimitives.ReadUInt64LittleEndian(body[40..]) : BinaryPrimitives.ReadUInt32LittleEndian(body[32..]);
        ulong length = is64 ? BinaryPrimitives.ReadUInt64LittleEndian(body[48..]) : BinaryPrimitives.ReadUInt32LittleEndian(body[36..]);
        if (offset > (ulong)size || length > (ulong)size - offset)
            throw input.Bad(place + (is64 ? 40 : 32), "the place of a segment",
                $"is {offset} with {length} bytes, and the program has {size}: it was cut short");
    }
}
