using System.Buffers.Binary;
using UvRelease.Formats;

namespace UvRelease.Apple.CodeSigning;

/// <summary>A blob of a signature with its slot.</summary>
/// <param name="Slot">Where it belongs.</param>
/// <param name="Bytes">The whole blob, with magic number and length.</param>
public sealed record CodeBlob(CodeSlot Slot, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What is behind magic number and length.</summary>
    public ReadOnlyMemory<byte> Content => Bytes[SuperBlob.HeadSize..];

    /// <summary>Puts a magic number and a length in front of a content.</summary>
    public static CodeBlob Of(CodeSlot slot, uint magic, ReadOnlySpan<byte> content)
    {
        byte[] bytes = new byte[SuperBlob.HeadSize + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length);
        content.CopyTo(bytes.AsSpan(SuperBlob.HeadSize));
        return new CodeBlob(slot, bytes);
    }
}

/// <summary>The container of a signature: blobs by their slots (superblob.h of Apple's Security framework). All numbers have the highest byte first.</summary>
public static class SuperBlob
{
    /// <summary>An embedded signature.</summary>
    public const uint Magic = 0xfade0cc0;

    /// <summary>A code directory.</summary>
    public const uint DirectoryMagic = 0xfade0c02;

    /// <summary>Entitlements as XML.</summary>
    public const uint EntitlementsMagic = 0xfade7171;

    /// <summary>Entitlements as DER.</summary>
    public const uint EntitlementsDerMagic = 0xfade7172;

    /// <summary>A launch constraint.</summary>
    public const uint ConstraintMagic = 0xfade8181;

    /// <summary>Anything else: CMS, a ticket.</summary>
    public const uint WrapperMagic = 0xfade0b01;

    /// <summary>Bytes of magic number and length.</summary>
    public const int HeadSize = 8;

    internal const int ContainerHead = 12, EntrySize = 8;
    private const int MostBlobs = 64;

    /// <summary>What errors say of bytes that should be one.</summary>
    public static FileKind Kind { get; } = new("code signature to be trusted", "Sign the code anew.");

    /// <summary>Writes one, its blobs in the order of their slots.</summary>
    public static byte[] Write(IEnumerable<CodeBlob> blobs)
    {
        CodeBlob[] sorted = [.. blobs.OrderBy(blob => blob.Slot)];
        int at = ContainerHead + EntrySize * sorted.Length;
        byte[] bytes = new byte[at + sorted.Sum(blob => blob.Bytes.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), sorted.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(ContainerHead + EntrySize * i), (int)sorted[i].Slot);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(ContainerHead + EntrySize * i + 4), at);
            sorted[i].Bytes.Span.CopyTo(bytes.AsSpan(at));
            at += sorted[i].Bytes.Length;
        }

        return bytes;
    }

    /// <summary>Reads one. Behind it may be room that its owner reserved, with anything in it.</summary>
    /// <exception cref="Releases.ReleaseException">It is damaged, naming offset and field.</exception>
    public static IReadOnlyList<CodeBlob> Read(CheckedReader input)
    {
        if (input.U32BigEndian(0, "the magic number of the signature") != Magic)
            throw input.Bad(0, "the magic number of the signature", $"is no 0x{Magic:x8}");
        uint length = input.U32BigEndian(4, "the length of the signature"), count = input.U32BigEndian(8, "the number of blobs");
        if (length > input.Length || length < ContainerHead || count > MostBlobs || ContainerHead + EntrySize * count > length)
            throw input.Bad(4, "the length of the signature", $"is {length} with {count} blobs, and {input.Length} bytes are there");
        var blobs = new List<CodeBlob>((int)count);
        long end = ContainerHead + EntrySize * count;
        for (int i = 0; i < count; i++)
        {
            long entry = ContainerHead + EntrySize * i;
            uint slot = input.U32BigEndian(entry, "the slot of a blob"), at = input.U32BigEndian(entry + 4, "the place of a blob");
            if (at < end || at > length - HeadSize)
                throw input.Bad(entry + 4, $"the place of blob {slot:x}", $"is {at}: it overlaps what is before, or ends behind the {length} bytes of all");
            uint size = input.U32BigEndian(at + 4, "the length of a blob");
            if (size < HeadSize || size > length - at)
                throw input.Bad(at + 4, $"the length of blob {slot:x}", $"is {size}, and {length - at} bytes are there");
            if (blobs.Exists(blob => blob.Slot == (CodeSlot)slot))
                throw input.Bad(entry, "the slot of a blob", $"is {slot:x}, which is there twice");
            blobs.Add(new CodeBlob((CodeSlot)slot, input.Bytes(at, (int)size, "a blob")));
            end = at + size;
        }

        return end == length ? blobs : throw input.Bad(4, "the length of the signature", $"is {length}, and its blobs end at {end}");
    }
}
