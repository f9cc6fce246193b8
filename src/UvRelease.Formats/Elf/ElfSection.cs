namespace UvRelease.Formats.Elf;

/// <summary>A section of an ELF file (elf(5), Elf64_Shdr).</summary>
/// <param name="Name">Its name, such as <c>.text</c>.</param>
/// <param name="Type">What it is (<c>sh_type</c>).</param>
/// <param name="Offset">Place in the file.</param>
/// <param name="Size">Bytes; those of a section without content are in memory alone.</param>
public sealed record ElfSection(string Name, uint Type, long Offset, long Size)
{
    internal const uint SymbolTable = 2;
    internal const uint Note = 7;
    internal const uint Nothing = 8;
    internal const uint DynamicSymbols = 11;

    /// <summary>Whether its bytes are in the file: a debug file has the program's sections without their content.</summary>
    public bool HasContent => Type is not (0 or Nothing) && Size > 0;
}
