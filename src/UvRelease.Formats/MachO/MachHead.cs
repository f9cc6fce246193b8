using System.Buffers.Binary;
using UvRelease.Releases;

namespace UvRelease.Formats.MachO;

/// <summary>Makes the header and load commands of a program anew for another signature, as codesign_allocate does.</summary>
public static class MachHead
{
    /// <summary>Head of the program with a signature of some size at <see cref="MachCode.CodeLimit"/>.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no room for a load command, or the program is too large.</exception>
    public static byte[] WithSignature(MachCode code, long size)
    {
        if (code.CodeLimit > uint.MaxValue || size > uint.MaxValue)
            throw new ReleaseException(Fault.Input, $"{code.Slice.Input.Name} has {code.CodeLimit} bytes, and a signature can't be behind the first 4 GiB.");
        byte[] head = Grown(code);
        Span<byte> command = head.AsSpan((int)(code.Signature?.Command ?? code.Head.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(command, MachFormat.CodeSignature);
        BinaryPrimitives.WriteUInt32LittleEndian(command[4..], MachFormat.LinkEditDataSize);
        BinaryPrimitives.WriteUInt32LittleEndian(command[8..], (uint)code.CodeLimit);
        BinaryPrimitives.WriteUInt32LittleEndian(command[12..], (uint)size);
        SetLinkEdit(code, head, code.CodeLimit + size);
        return head;
    }

    /// <summary>Head of the program without its signature; of the same length, with zeros where it is shorter.</summary>
    public static byte[] WithoutSignature(MachCode code)
    {
        byte[] head = code.Head.ToArray();
        if (code.Signature is not { } signature)
            return head;
        int at = (int)signature.Command, behind = at + BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(at + 4));
        head.AsSpan(behind).CopyTo(head.AsSpan(at));
        head.AsSpan(head.Length - (behind - at)).Clear();
        SetCounts(head, -1, at - behind);
        // Its own place may have moved.
        SetLinkEdit(code with { LinkEdit = code.LinkEdit with { Command = code.LinkEdit.Command - (code.LinkEdit.Command > at ? behind - at : 0) } },
            head, signature.Offset);
        return head;
    }

    private static byte[] Grown(MachCode code)
    {
        byte[] head = code.Head.ToArray();
        if (code.Signature is not null)
            return head;
        long room = code.FirstContent - head.Length;
        if (room < MachFormat.LinkEditDataSize
            || code.Slice.Input.At(code.Slice.Offset + head.Length, MachFormat.LinkEditDataSize, "the room for load commands").ContainsAnyExcept((byte)0))
            throw new ReleaseException(Fault.Input,
                $"{code.Slice.Input.Name} can't be signed: at offset {code.Slice.Offset + head.Length}, between the load commands of {code.Slice.Processor} "
                + "and its "
                + $"first content, are {Math.Max(0, room)} bytes that are not all free, and LC_CODE_SIGNATURE needs {MachFormat.LinkEditDataSize}. "
                + "Link it with -headerpad 0x20.")
            { File = code.Slice.Input.Name };
        Array.Resize(ref head, head.Length + MachFormat.LinkEditDataSize);
        SetCounts(head, 1, MachFormat.LinkEditDataSize);
        return head;
    }

    private static void SetCounts(Span<byte> head, int commands, int bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], BinaryPrimitives.ReadInt32LittleEndian(head[16..]) + commands);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], BinaryPrimitives.ReadInt32LittleEndian(head[20..]) + bytes);
    }

    private static void SetLinkEdit(MachCode code, Span<byte> head, long end)
    {
        Span<byte> segment = head[(int)code.LinkEdit.Command..];
        long size = end - code.LinkEdit.Offset;
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], (size + MachFormat.LargestPage - 1) / MachFormat.LargestPage * MachFormat.LargestPage);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], size);
    }
}
