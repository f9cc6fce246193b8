using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>The last 512 bytes of a disk image, which say where everything is (<c>koly</c>, version 4).</summary>
internal sealed record UdifTrailer
{
    /// <summary>Bytes of the data fork, which is in front.</summary>
    public long DataLength { get; init; }

    /// <summary>CRC-32 of the data fork; null where there is none.</summary>
    public uint? DataChecksum { get; init; }

    /// <summary>Where the property list is.</summary>
    public long ListOffset { get; init; }

    /// <summary>Bytes of the property list.</summary>
    public long ListLength { get; init; }

    /// <summary>Where the signature is; 0 for none.</summary>
    public long SignatureOffset { get; init; }

    /// <summary>Bytes of the signature.</summary>
    public long SignatureLength { get; init; }

    /// <summary>CRC-32 of the CRC-32s of all partitions; null where there is none.</summary>
    public uint? MasterChecksum { get; init; }

    /// <summary>Sectors of the whole disk.</summary>
    public long Sectors { get; init; }

    /// <summary>Sixteen bytes that tell images apart.</summary>
    public ReadOnlyMemory<byte> Identity { get; init; }

    /// <summary>Where what comes before the signature or the trailer ends.</summary>
    public long ContentEnd => ListOffset + ListLength;

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        const uint flat = 1, variant = 1;
        byte[] trailer = new byte[UdifFormat.TrailerSize];
        var fields = new BigEndianWriter(trailer);
        fields.Bytes("koly"u8);
        fields.U32(4);
        fields.U32(UdifFormat.TrailerSize);
        fields.U32(flat);
        fields.U64(0); // data before this segment
        fields.U64(0);
        fields.U64(DataLength);
        fields.U64(0); // no resource fork of the old kind
        fields.U64(0);
        fields.U32(1); // the first segment of one
        fields.U32(1);
        fields.Bytes(Identity.Span);
        UdifFormat.Checksum(ref fields, DataChecksum!.Value);
        fields.U64(ListOffset);
        fields.U64(ListLength);
        fields.Skip(64);
        fields.U64(SignatureOffset);
        fields.U64(SignatureLength);
        fields.Skip(40);
        UdifFormat.Checksum(ref fields, MasterChecksum!.Value);
        fields.U32(variant);
        fields.U64(Sectors);
        return trailer;
    }

    /// <summary>Reads that of a disk image.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none, or it says what can't be.</exception>
    public static UdifTrailer Read(CheckedReader image)
    {
        long at = image.Length - UdifFormat.TrailerSize;
        if (at < 0)
            throw image.Bad(0, "the trailer", $"needs {UdifFormat.TrailerSize} bytes, and the file has {image.Length}");
        if (!image.At(at, 4, "the trailer's mark").SequenceEqual("koly"u8))
            throw image.Bad(at, "the trailer's mark", "is not 'koly'");
        if (image.U32BigEndian(at + 4, "the trailer's version") is not 4 and var version)
            throw image.Bad(at + 4, "the trailer's version", $"is {version}, and only 4 is known");
        if (image.U32BigEndian(at + 8, "the trailer's size") is not UdifFormat.TrailerSize and var size)
            throw image.Bad(at + 8, "the trailer's size", $"is {size}, not {UdifFormat.TrailerSize}");
        if (image.U32BigEndian(at + 60, "the count of segments") is > 1 and var segments)
            throw image.Bad(at + 60, "the count of segments", $"is {segments}, and only images of one file are read");
        if (image.U63BigEndian(at + 24, 8, "the data fork's offset") is not 0 and var data)
            throw image.Bad(at + 24, "the data fork's offset", $"is {data}, and only images that begin with it are read");
        var trailer = new UdifTrailer
        {
            DataLength = image.U63BigEndian(at + 32, 8, "the data fork's length"),
            DataChecksum = Crc(image, at + 80, "the data fork's checksum"),
            ListOffset = image.U63BigEndian(at + 216, 8, "the property list's offset"),
            ListLength = image.U63BigEndian(at + 224, 8, "the property list's length"),
            SignatureOffset = image.U63BigEndian(at + UdifFormat.SignatureOffset, 8, "the signature's offset"),
            SignatureLength = image.U63BigEndian(at + UdifFormat.SignatureLengthOffset, 8, "the signature's length"),
            MasterChecksum = Crc(image, at + 352, "the master checksum"),
            Sectors = image.U63BigEndian(at + 492, 8, "the count of sectors"),
            Identity = image.Bytes(at + 64, 16, "the segment's number"),
        };
        if (trailer.DataLength > at)
            throw image.Bad(at + 32, "the data fork's length", $"is {trailer.DataLength}, more than the {at} bytes before the trailer");
        if (trailer.ListOffset < trailer.DataLength || trailer.ListOffset > at || trailer.ListLength > at - trailer.ListOffset || trailer.ListLength == 0)
            throw image.Bad(at + 216, "the property list", $"is said to be at {trailer.ListOffset} with {trailer.ListLength} bytes, where it can't be");
        if (trailer.Sectors > long.MaxValue / UdifFormat.SectorSize)
            throw image.Bad(at + 492, "the count of sectors", "is larger than any disk");
        trailer.CheckSignaturePlace(image, at);
        return trailer;
    }

    // Nothing may hide between the parts, and Apple's reader wants the signature to fill all of what is before the trailer.
    private void CheckSignaturePlace(CheckedReader image, long at)
    {
        if (SignatureLength == 0 && SignatureOffset == 0)
            return;
        if (SignatureOffset < ContentEnd || SignatureOffset > at || SignatureLength != at - SignatureOffset)
            throw image.Bad(at + UdifFormat.SignatureOffset, "the signature",
                $"is said to be at {SignatureOffset} with {SignatureLength} bytes, which is not the space from the property list's end to the trailer");
    }

    private static uint? Crc(CheckedReader image, long at, string field) => (image.U32BigEndian(at, field), image.U32BigEndian(at + 4, field)) switch
    {
        (UdifFormat.NoChecksum, _) => null,
        (UdifFormat.Crc32Checksum, 32) => image.U32BigEndian(at + 8, field),
        var (kind, bits) => throw image.Bad(at, field, $"is of kind {kind} with {bits} bits, and only CRC-32 is known"),
    };
}
