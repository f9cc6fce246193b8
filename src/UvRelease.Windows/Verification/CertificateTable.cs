using System.Formats.Asn1;
using UvRelease.Formats;
using UvRelease.Formats.Pe;

namespace UvRelease.Windows.Verification;

/// <summary>
/// Reads the attribute certificate table of a PE file ("PE Format"), in which nothing is signed: what it holds beside one signature is refused.
/// </summary>
internal static class CertificateTable
{
    private const int Header = 8, Largest = 16 << 20, Deepest = 64;
    private const ushort Revision = 0x0200, PkcsSignedData = 2;

    /// <summary>The signature as DER; null after something was found.</summary>
    public static byte[]? Read(CheckedReader file, PeSignaturePlace place, Action<SignatureProblem, string> found)
    {
        long length = file.U32(place.Table, "the length of the certificate");
        int revision = file.U16(place.Table + 4, "the revision of the certificate"), type = file.U16(place.Table + 6, "the type of the certificate");
        if (length <= Header || length > place.TableSize)
            return Bad($"its certificate says that it has {length} bytes, in a table of {place.TableSize}");
        if (place.TableSize - length >= 8)
            return Bad($"its certificate table goes on for {place.TableSize - length} bytes behind the first certificate", SignatureProblem.Payload);
        if (revision != Revision || type != PkcsSignedData)
            return Bad($"its certificate is of the revision 0x{revision:x} and the type {type}, and a signature has 0x{Revision:x} and {PkcsSignedData}");
        if (place.TableSize > Largest)
            return Bad($"its certificate table has {place.TableSize} bytes, and {Largest} are read at most");
        byte[] bytes = file.Bytes(place.Table + Header, (int)(place.TableSize - Header), "the certificate");
        try
        {
            AsnDecoder.ReadEncodedValue(bytes, AsnEncodingRules.DER, out _, out _, out int size);
            if (size > length - Header)
                return Bad($"its signature has {size} bytes, and its certificate {length - Header}");
            if (bytes.Length - size >= 8)
                return Bad($"{bytes.Length - size} bytes stand behind its signature, where up to 7 zeros may be: anybody can have put something there",
                    SignatureProblem.Payload);
            if (bytes.AsSpan(size).ContainsAnyExcept((byte)0))
                return Bad("something else than zeros stands behind its signature: anybody can have put it there", SignatureProblem.Payload);
            CheckForm(bytes.AsMemory(0, size), 0);
            return bytes[..size];
        }
        catch (AsnContentException e)
        {
            return Bad($"its signature is no DER: {e.Message.TrimEnd('.')}", SignatureProblem.Signature);
        }

        byte[]? Bad(string reason, SignatureProblem problem = SignatureProblem.Damaged)
        {
            found(problem, $"Its signature can't be believed: {reason}. Sign it anew.");
            return null;
        }
    }

    // Lengths are definite and as short as they can be, all the way down: one form for one content.
    private static void CheckForm(ReadOnlyMemory<byte> der, int depth)
    {
        if (depth > Deepest)
            throw new AsnContentException($"it is deeper than {Deepest} levels");
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        while (reader.HasData)
        {
            bool isConstructed = reader.PeekTag().IsConstructed;
            ReadOnlyMemory<byte> content = reader.PeekContentBytes();
            reader.ReadEncodedValue();
            if (isConstructed)
                CheckForm(content, depth + 1);
        }
    }
}
