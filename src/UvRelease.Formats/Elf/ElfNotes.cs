namespace UvRelease.Formats.Elf;

/// <summary>Notes of an ELF file (elf(5), Elf64_Nhdr).</summary>
internal static class ElfNotes
{
    private const uint GnuBuildId = 3;

    // Linkers put the id into a section of some ten bytes; compilers' own records, which are notes too, may have megabytes.
    private const int Largest = 64 * 1024;

    /// <summary>The GNU build id among some notes; null where there is none.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it is empty or too long.</exception>
    public static byte[]? BuildId(CheckedReader input, long offset, long size)
    {
        if (size > Largest)
            return null;
        byte[] notes = input.Bytes(offset, (int)size, "the notes");
        for (long at = 0; at + 12 <= notes.Length;)
        {
            long name = BitConverter.ToUInt32(notes, (int)at), text = BitConverter.ToUInt32(notes, (int)at + 4);
            uint type = BitConverter.ToUInt32(notes, (int)at + 8);
            long content = at + 12 + Padded(name), end = content + Padded(text);
            if (content + text > notes.Length)
                return null;
            if (type == GnuBuildId && notes.AsSpan((int)at + 12, (int)name).SequenceEqual("GNU\0"u8))
                return text is > 0 and <= 64 ? notes.AsSpan((int)content, (int)text).ToArray()
                    : throw input.Bad(offset + at, "the build id", $"has {text} bytes");
            at = end;
        }

        return null;
    }

    private static long Padded(long size) => (size + 3) & ~3L;
}
