using UvRelease.Formats;
using UvRelease.Formats.Elf;

namespace UvRelease.Crashes.Symbols.Files;

/// <summary>The id of an ELF file without a build id: the first page of its code, folded (Breakpad, <c>common/linux/file_id.cc</c>).</summary>
internal static class TextId
{
    private const int Page = 4096, Fold = 16;

    /// <summary>Computes it; the empty id for a file without code.</summary>
    public static DebugId Of(CheckedReader input, ElfFile file)
    {
        if (file.Section(".text") is not { } text)
            return default;
        int size = (int)Math.Min(Page, text.Size);
        Span<byte> folded = stackalloc byte[Fold];
        // The last step reads on into what follows the code.
        byte[] code = input.Bytes(text.Offset, (int)Math.Min((size + Fold - 1) / Fold * Fold, input.Length - text.Offset), "the code");
        for (int i = 0; i < code.Length; i++)
            folded[i % Fold] ^= code[i];
        return DebugId.OfBuildId(folded);
    }
}
