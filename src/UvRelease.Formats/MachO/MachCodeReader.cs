using System.Buffers.Binary;
using UvRelease.Releases;

namespace UvRelease.Formats.MachO;

/// <summary>Reads the load commands of a slice once, whose sizes were checked as it was found.</summary>
internal sealed class MachCodeReader(MachSlice slice)
{
    private const int SectionSize = 80, FirstSection = 72;

    private readonly List<MachSegment> segments = [];
    private MachSegment? text, linkEdit, signature, infoPlist;
    private long firstContent = slice.Size;
    private uint minimum, sdk;
    private byte[] uuid = [];

    public MachCode Read()
    {
        CheckedReader input = slice.Input;
        if (input.U32(slice.Offset, "the magic number") != MachFormat.Magic64)
            throw Refused($"its program for {slice.Processor} has 32 bits, and no macOS that takes signatures of today runs it. "
                + $"Take it out: lipo -remove {slice.Processor}.");
        if (slice.CpuType is not (MachFormat.CpuX64 or MachFormat.CpuArm64))
            throw Refused($"its program is for {slice.Processor}, which no Mac has. Build it for x86_64 or arm64.");
        uint type = input.U32(slice.Offset + 12, "the type of the file");
        if (type is MachFormat.FileTypeObject or MachFormat.FileTypeCore or MachFormat.FileTypeDebug)
            throw Refused("it is an object, core or debug file, which the system doesn't load. Leave it out of the app.");
        int size = (int)input.U32(slice.Offset + 20, "the size of the load commands");
        byte[] head = input.Bytes(slice.Offset, MachFormat.HeaderSize64 + size, "the load commands");
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(16));
        int at = MachFormat.HeaderSize64;
        for (uint i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(at + 4));
            Command(head.AsSpan(at, length), at);
            at += length;
        }

        if (at != head.Length)
            throw Bad(20, "the size of the load commands", $"is {size}, and the {count} that are there have {at - MachFormat.HeaderSize64}");
        CheckSegments();
        return new MachCode
        {
            Slice = slice,
            FileType = type,
            Head = head,
            FirstContent = firstContent,
            Text = text,
            LinkEdit = linkEdit!,
            Signature = signature,
            InfoPlist = infoPlist,
            MinimumSystem = minimum,
            Sdk = sdk,
            Uuid = uuid,
        };
    }

    private void Command(ReadOnlySpan<byte> body, int at)
    {
        switch (BinaryPrimitives.ReadUInt32LittleEndian(body))
        {
            case MachFormat.Segment64:
                Segment(body, at);
                break;
            case MachFormat.Segment32:
                throw Bad(at, "a segment", "has 32 bits in a program of 64");
            case MachFormat.CodeSignature:
                if (signature is not null)
                    throw Bad(at, "the place of a signature", "is there twice");
                signature = new MachSegment(at, U32(body, 8, at, "the place of the signature"), U32(body, 12, at, "the size of the signature"));
                break;
            case MachFormat.Uuid:
                uuid = body.Length >= 24 ? body.Slice(8, 16).ToArray() : throw Bad(at + 4, "the size of the UUID's load command", $"is {body.Length}");
                break;
            case MachFormat.BuildVersion:
                (minimum, sdk) = (U32(body, 12, at, "the oldest system"), U32(body, 16, at, "the version of the SDK"));
                break;
            case MachFormat.MinimumMacOs:
                (minimum, sdk) = (U32(body, 8, at, "the oldest system"), U32(body, 12, at, "the version of the SDK"));
                break;
            case MachFormat.Encryption32 or MachFormat.Encryption64:
                if (U32(body, 16, at, "the kind of encryption") != 0)
                    throw Refused("its program is encrypted, as the App Store delivers it, and can't be signed anew. Take the one that your build made.");
                break;
        }
    }

    private void Segment(ReadOnlySpan<byte> body, int at)
    {
        var segment = new MachSegment(at, BinaryPrimitives.ReadInt64LittleEndian(body[40..]), BinaryPrimitives.ReadInt64LittleEndian(body[48..]));
        if (segment.Size > 0)
        {
            segments.Add(segment);
            if (segment.Offset > 0)
                firstContent = Math.Min(firstContent, segment.Offset);
        }

        if (Name(body[8..24]).SequenceEqual("__TEXT"u8))
            text ??= segment;
        else if (Name(body[8..24]).SequenceEqual("__LINKEDIT"u8))
            linkEdit = linkEdit is null ? segment : throw Bad(at, "the segment __LINKEDIT", "is there twice");
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(body[64..]);
        if (count > (body.Length - FirstSection) / SectionSize)
            throw Bad(at + 64, "the number of sections", $"is {count}, and the load command has {body.Length} bytes");
        for (int i = 0; i < count; i++)
            Section(body.Slice(FirstSection + i * SectionSize, SectionSize), at + FirstSection + i * SectionSize);
    }

    private void Section(ReadOnlySpan<byte> body, int at)
    {
        const int zeroFilled = 1, zeroFilledLarge = 0xc, zeroFilledThread = 0x12;
        long size = BinaryPrimitives.ReadInt64LittleEndian(body[40..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(body[48..]);
        if (size == 0 || offset == 0 || body[64] is zeroFilled or zeroFilledLarge or zeroFilledThread)
            return;
        if (size < 0 || offset > slice.Size || size > slice.Size - offset)
            throw Bad(at + 40, "the place of a section", $"is {offset} with {size} bytes, and the program has {slice.Size}");
        firstContent = Math.Min(firstContent, offset);
        if (Name(body[..16]).SequenceEqual("__info_plist"u8) && Name(body[16..32]).SequenceEqual("__TEXT"u8))
            infoPlist = new MachSegment(at, offset, size);
    }

    private void CheckSegments()
    {
        segments.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        for (int i = 1; i < segments.Count; i++)
        {
            if (segments[i].Offset < segments[i - 1].End)
                throw Bad(segments[i].Command + 40, "the place of a segment",
                    $"is {segments[i].Offset}, inside the segment that ends at {segments[i - 1].End}");
        }

        if (linkEdit is null)
            throw Refused("its program has no segment __LINKEDIT, where a signature goes. Build it with Apple's or LLVM's linker.");
        if (signature is not null && (signature.Offset < linkEdit.Offset || signature.End > linkEdit.End || signature.Offset % 16 != 0))
            throw Bad(signature.Command + 8, "the place of the signature",
                $"is {signature.Offset} with {signature.Size} bytes: no multiple of 16 inside __LINKEDIT, which goes from {linkEdit.Offset} to {linkEdit.End}");
        long end = signature?.End ?? linkEdit.End;
        if (linkEdit.End != slice.Size || slice.Size - end >= 16)
            throw Bad(linkEdit.Command + 48, "the segment __LINKEDIT",
                $"ends at {linkEdit.End} and its signature at {end}, and the program at {slice.Size}: what is behind can't be signed");
    }

    private uint U32(ReadOnlySpan<byte> body, int offset, int at, string field) => offset + 4 <= body.Length
        ? BinaryPrimitives.ReadUInt32LittleEndian(body[offset..])
        : throw Bad(at + 4, "the size of a load command", $"is {body.Length}, too small for {field}");

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> padded) => padded.IndexOf((byte)0) is >= 0 and var end ? padded[..end] : padded;

    private ReleaseException Bad(long offset, string field, string problem) => slice.Input.Bad(slice.Offset + offset, field, problem);

    private ReleaseException Refused(string reason) => new(Fault.Input, $"{slice.Input.Name} can't be signed: {reason}") { File = slice.Input.Name };
}
