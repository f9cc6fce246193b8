using UvRelease.Releases;

namespace UvRelease.Formats.Pe;

/// <summary>Where a PE file has what a signature leaves out ("PE Format", optional header, attribute certificate table).</summary>
/// <param name="Machine">The processor.</param>
/// <param name="Checksum">Place of the checksum, 4 bytes.</param>
/// <param name="Directory">Place of the data directory's entry of the certificate table, 8 bytes.</param>
/// <param name="Table">Place of the certificate table; the end of the file where it has none.</param>
/// <param name="TableSize">Bytes of the table; 0 where it has none.</param>
public sealed record PeSignaturePlace(int Machine, long Checksum, long Directory, long Table, long TableSize)
{
    private const int Certificates = 4, Alignment = 8;
    private const ushort Narrow = 0x10b, Wide = 0x20b;

    /// <summary>Reads the headers. The table is the end of the file, or the file has none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file can't be signed, or its table is none; naming offset and field.</exception>
    public static PeSignaturePlace Read(CheckedReader file)
    {
        var headers = PeHeaders.Read(file);
        ushort magic = file.U16(headers.OptionalHeader, "the magic number of the optional header");
        if (magic is not (Narrow or Wide))
            throw file.Bad(headers.OptionalHeader, "the magic number of the optional header", $"is 0x{magic:x}, which no program of Windows has");
        int first = magic == Wide ? 112 : 96;
        long directory = headers.OptionalHeader + first + Alignment * Certificates;
        if (headers.OptionalSize < first + Alignment * (Certificates + 1))
            throw file.Bad(headers.OptionalHeader - 4, "the size of the optional header", $"is {headers.OptionalSize}, and leaves no place for a signature");
        if (file.U32(headers.OptionalHeader + first - 4, "the number of data directories") is <= Certificates and var count)
            throw file.Bad(headers.OptionalHeader + first - 4, "the number of data directories", $"is {count}, and leaves no place for a signature");
        long table = file.U32(directory, "the place of the certificate table"), size = file.U32(directory + 4, "the size of the certificate table");
        if (table == 0 && size == 0)
            return new PeSignaturePlace(headers.Machine, headers.OptionalHeader + 64, directory, file.Length, 0);
        long end = headers.Sections.Max(section => section.Offset == 0 ? 0 : (long)section.Offset + section.Size);
        if (table < Math.Max(end, headers.Table))
            throw file.Bad(directory, "the place of the certificate table", $"is {table}, within the program, which ends at {end}");
        if (table % Alignment != 0)
            throw file.Bad(directory, "the place of the certificate table", $"is {table}, which is no multiple of {Alignment}");
        if (size < Alignment || table + size != file.Length)
            throw file.Bad(directory + 4, "the size of the certificate table", $"is {size}, and {file.Length - table} bytes are left of the file from there");
        return new PeSignaturePlace(headers.Machine, headers.OptionalHeader + 64, directory, table, size);
    }
}
