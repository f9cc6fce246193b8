using System.Formats.Asn1;
using System.Security.Cryptography;
using UvRelease.Keys;

namespace UvRelease.Windows.Authenticode;

/// <summary>What a signature of a PE file signs: the digest of the file ("Windows Authenticode Portable Executable Signature Format").</summary>
/// <param name="Algorithm">What made the digest.</param>
/// <param name="Digest">The digest.</param>
internal sealed record SpcIndirectData(HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Digest)
{
    private static readonly HashAlgorithmName[] Known =
        [HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512, HashAlgorithmName.SHA1, HashAlgorithmName.MD5];

    // SpcPeImageData as signtool writes it: no flags, and a file without a name.
    private static readonly byte[] ImageData = [0x30, 0x09, 0x03, 0x01, 0x00, 0xa0, 0x04, 0xa2, 0x02, 0x80, 0x00];

    /// <summary>It as DER.</summary>
    public byte[] Write() => CmsSignature.Encoded(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(AuthenticodeOids.PeImageData);
                writer.WriteEncodedValue(ImageData);
            }

            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(CmsSignature.Oid(Algorithm));
                    writer.WriteNull();
                }

                writer.WriteOctetString(Digest.Span);
            }
        }
    });

    /// <summary>What a CMS signs of content that stands in it: the value without tag and length.</summary>
    public static ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> der) => new AsnReader(der, AsnEncodingRules.DER).PeekContentBytes();

    /// <summary>Reads it.</summary>
    /// <param name="value">The content of its sequence.</param>
    /// <exception cref="AsnContentException">It is none.</exception>
    public static SpcIndirectData Read(ReadOnlyMemory<byte> value)
    {
        var input = new AsnReader(value, AsnEncodingRules.DER);
        AsnReader data = input.ReadSequence(), info = input.ReadSequence(), algorithm = info.ReadSequence();
        input.ThrowIfNotEmpty();
        if (data.ReadObjectIdentifier() is not AuthenticodeOids.PeImageData and var type)
            throw new AsnContentException($"it is about {type}, and no PE file");
        AsnReader image = data.ReadSequence();
        data.ThrowIfNotEmpty();
        image.ReadBitString(out _);
        string oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData)
            algorithm.ReadNull();
        algorithm.ThrowIfNotEmpty();
        byte[] digest = info.ReadOctetString();
        info.ThrowIfNotEmpty();
        HashAlgorithmName found = Array.Find(Known, known => Oid(known) == oid);
        return found.Name is not null && digest.Length == Size(found) ? new SpcIndirectData(found, digest)
            : throw new AsnContentException($"its digest of {digest.Length} bytes is made by {oid}");
    }

    /// <summary>The algorithm of an identifier; null for one that is not known.</summary>
    public static HashAlgorithmName? Named(string? oid) => Array.Find(Known, known => Oid(known) == oid) is { Name: not null } found ? found : null;

    private static string Oid(HashAlgorithmName algorithm) => algorithm == HashAlgorithmName.MD5 ? "1.2.840.113549.2.5" : CmsSignature.Oid(algorithm);

    private static int Size(HashAlgorithmName algorithm) =>
        algorithm.Name switch { "MD5" => 16, "SHA1" => 20, "SHA384" => 48, "SHA512" => 64, _ => 32 };
}
