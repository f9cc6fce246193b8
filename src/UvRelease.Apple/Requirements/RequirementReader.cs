using System.Formats.Asn1;
using System.Text;
using UvRelease.Formats;

namespace UvRelease.Apple.Requirements;

/// <summary>Reads the expression of a requirement. What is not known here is an error: a requirement that was guessed could hold.</summary>
internal sealed class RequirementReader(CheckedReader input, long at)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where the next thing is read.</summary>
    public long At { get; private set; } = at;

    /// <summary>Reads an expression and those in it.</summary>
    public Requirement Expression(int depth)
    {
        if (depth > RequirementBlob.DeepestNesting)
            throw input.Bad(At, "the expression", $"is nested deeper than {RequirementBlob.DeepestNesting}");
        long place = At;
        uint operation = Number("an operation");
        return (RequirementOperation)operation switch
        {
            RequirementOperation.False => new Requirement.Constant(false),
            RequirementOperation.True => new Requirement.Constant(true),
            RequirementOperation.Identifier => new Requirement.Identifier(Text("an identifier")),
            RequirementOperation.AppleAnchor => new Requirement.AppleAnchor(),
            RequirementOperation.AnchorHash => new Requirement.CertificateHash(Slot(), Hash("the hash of a certificate")),
            RequirementOperation.InfoKeyValue => new Requirement.InfoValue(Text("a key"), Text("a value")),
            RequirementOperation.And => new Requirement.And(Expression(depth + 1), Expression(depth + 1)),
            RequirementOperation.Or => new Requirement.Or(Expression(depth + 1), Expression(depth + 1)),
            RequirementOperation.CodeHash => new Requirement.CodeDirectoryHash(Hash("the hash of a code directory")),
            RequirementOperation.Not => new Requirement.Not(Expression(depth + 1)),
            RequirementOperation.InfoKeyField => new Requirement.InfoField(Text("a key"), Match()),
            RequirementOperation.CertField => new Requirement.CertificateField(Slot(), Text("a field"), Match()),
            RequirementOperation.TrustedCert => new Requirement.Trusted(Slot()),
            RequirementOperation.TrustedCerts => new Requirement.ChainTrusted(),
            RequirementOperation.CertGeneric => new Requirement.CertificateExtension(Slot(), Oid(), Match()),
            RequirementOperation.AppleGenericAnchor => new Requirement.AppleGenericAnchor(),
            RequirementOperation.EntitlementField => new Requirement.EntitlementField(Text("a key"), Match()),
            RequirementOperation.CertPolicy => new Requirement.CertificatePolicy(Slot(), Oid(), Match()),
            RequirementOperation.NamedAnchor => new Requirement.NamedAnchor(Text("a name")),
            RequirementOperation.NamedCode => new Requirement.NamedCode(Text("a name")),
            RequirementOperation.Platform => new Requirement.OfPlatform(Number("a platform")),
            RequirementOperation.Notarized => new Requirement.Notarized(),
            RequirementOperation.CertFieldDate => new Requirement.CertificateDate(Slot(), Oid(), Match()),
            RequirementOperation.LegacyDeveloperId => new Requirement.LegacyDeveloperId(),
            _ => throw input.Bad(place, "the operation", $"is 0x{operation:x}, which is not known here"),
        };
    }

    private RequirementMatch Match()
    {
        long place = At;
        var kind = (RequirementMatchKind)Number("a match");
        return kind switch
        {
            RequirementMatchKind.Exists or RequirementMatchKind.Absent => new RequirementMatch(kind),
            <= RequirementMatchKind.GreaterOrEqual => new RequirementMatch(kind, Text("a value")),
            <= RequirementMatchKind.OnOrAfter => new RequirementMatch(kind, Seconds: Seconds()),
            _ => throw input.Bad(place, "the match", $"is {(uint)kind}, which is not known here"),
        };
    }

    private long Seconds()
    {
        ulong high = Number("a date");
        return (long)((high << 32) | Number("a date"));
    }

    private int Slot() => (int)Number("the slot of a certificate");

    private string Oid()
    {
        long place = At;
        byte[] content = Data("an object identifier");
        try
        {
            return AsnDecoder.ReadObjectIdentifier([6, (byte)content.Length, .. content], AsnEncodingRules.DER, out _);
        }
        catch (AsnContentException e)
        {
            throw input.Bad(place, "an object identifier", "is none", e);
        }
    }

    private string Hash(string field)
    {
        long place = At;
        byte[] hash = Data(field);
        return hash.Length == 20 ? Convert.ToHexStringLower(hash) : throw input.Bad(place, field, $"has {hash.Length} bytes, and SHA-1 has 20");
    }

    private string Text(string field)
    {
        long place = At;
        try
        {
            return StrictUtf8.GetString(Data(field));
        }
        catch (DecoderFallbackException e)
        {
            throw input.Bad(place, field, "is no UTF-8", e);
        }
    }

    private byte[] Data(string field)
    {
        uint length = Number(field);
        if (length > input.Length - At)
            throw input.Bad(At - 4, field, $"has {length} bytes, and {input.Length - At} are there");
        byte[] data = input.Bytes(At, (int)length, field);
        if (input.At(At + length, (int)(-length & 3), field).ContainsAnyExcept((byte)0))
            throw input.Bad(At + length, field, "is not padded with zeros");
        At += length + (-length & 3);
        return data;
    }

    private uint Number(string field)
    {
        uint number = input.U32BigEndian(At, field);
        At += 4;
        return number;
    }
}
