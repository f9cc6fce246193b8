using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Text;
using UvRelease.Formats;

namespace UvRelease.Apple.Requirements;

/// <summary>Numbers of operations (ExprOp of requirement.h).</summary>
internal enum RequirementOperation : uint
{
    False, True, Identifier, AppleAnchor, AnchorHash, InfoKeyValue, And, Or, CodeHash, Not, InfoKeyField, CertField, TrustedCert, TrustedCerts, CertGeneric,
    AppleGenericAnchor, EntitlementField, CertPolicy, NamedAnchor, NamedCode, Platform, Notarized, CertFieldDate, LegacyDeveloperId,
}

/// <summary>Requirements as bytes: 32-bit numbers, highest byte first; texts and hashes with a length in front, padded to 4 bytes (requirement.h).</summary>
public static class RequirementBlob
{
    /// <summary>Magic number of one requirement.</summary>
    public const uint Magic = 0xfade0c00;

    internal const int DeepestNesting = 128;
    private const uint ExpressionForm = 1;

    /// <summary>What errors say of bytes that should be one.</summary>
    public static FileKind Kind { get; } = new("code requirement to be trusted", "Sign the code anew.");

    /// <summary>Writes one with its head.</summary>
    public static byte[] Write(Requirement requirement)
    {
        using var stream = new MemoryStream();
        Number(stream, Magic);
        Number(stream, 0);
        Number(stream, ExpressionForm);
        Expression(stream, requirement);
        byte[] bytes = stream.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length);
        return bytes;
    }

    /// <summary>Reads one with its head.</summary>
    /// <exception cref="Releases.ReleaseException">It is damaged, or says something that is not known here.</exception>
    public static Requirement Read(ReadOnlyMemory<byte> bytes, string name)
    {
        using var input = CheckedReader.Of(bytes, name, Kind);
        if (input.U32BigEndian(0, "the magic number") != Magic)
            throw input.Bad(0, "the magic number", $"is no 0x{Magic:x8}");
        if (input.U32BigEndian(4, "the length") != bytes.Length)
            throw input.Bad(4, "the length", $"is not {bytes.Length}, the bytes that are there");
        if (input.U32BigEndian(8, "the form") != ExpressionForm)
            throw input.Bad(8, "the form", "is no expression");
        var reader = new RequirementReader(input, 12);
        Requirement requirement = reader.Expression(0);
        return reader.At == bytes.Length ? requirement : throw input.Bad(reader.At, "the expression", "has bytes behind it");
    }

    private static void Expression(Stream stream, Requirement requirement)
    {
        switch (requirement)
        {
            case Requirement.Constant constant:
                Operation(stream, constant.Value ? RequirementOperation.True : RequirementOperation.False);
                break;
            case Requirement.Identifier identifier:
                Operation(stream, RequirementOperation.Identifier, identifier.Name);
                break;
            case Requirement.AppleAnchor:
                Operation(stream, RequirementOperation.AppleAnchor);
                break;
            case Requirement.AppleGenericAnchor:
                Operation(stream, RequirementOperation.AppleGenericAnchor);
                break;
            case Requirement.NamedAnchor anchor:
                Operation(stream, RequirementOperation.NamedAnchor, anchor.Name);
                break;
            case Requirement.NamedCode code:
                Operation(stream, RequirementOperation.NamedCode, code.Name);
                break;
            case Requirement.CertificateHash hash:
                Operation(stream, RequirementOperation.AnchorHash, hash.Slot);
                Data(stream, Convert.FromHexString(hash.Hash));
                break;
            case Requirement.CodeDirectoryHash hash:
                Operation(stream, RequirementOperation.CodeHash);
                Data(stream, Convert.FromHexString(hash.Hash));
                break;
            case Requirement.InfoValue info:
                Operation(stream, RequirementOperation.InfoKeyValue, info.Key);
                Text(stream, info.Value);
                break;
            case Requirement.And and:
                Pair(stream, RequirementOperation.And, and.Left, and.Right);
                break;
            case Requirement.Or or:
                Pair(stream, RequirementOperation.Or, or.Left, or.Right);
                break;
            case Requirement.Not not:
                Operation(stream, RequirementOperation.Not);
                Expression(stream, not.Inner);
                break;
            case Requirement.InfoField field:
                Operation(stream, RequirementOperation.InfoKeyField, field.Key);
                Match(stream, field.Match);
                break;
            case Requirement.EntitlementField field:
                Operation(stream, RequirementOperation.EntitlementField, field.Key);
                Match(stream, field.Match);
                break;
            case Requirement.CertificateField field:
                Operation(stream, RequirementOperation.CertField, field.Slot);
                Text(stream, field.Field);
                Match(stream, field.Match);
                break;
            case Requirement.CertificateExtension extension:
                OfCertificate(stream, RequirementOperation.CertGeneric, extension.Slot, extension.Oid, extension.Match);
                break;
            case Requirement.CertificatePolicy policy:
                OfCertificate(stream, RequirementOperation.CertPolicy, policy.Slot, policy.Oid, policy.Match);
                break;
            case Requirement.CertificateDate date:
                OfCertificate(stream, RequirementOperation.CertFieldDate, date.Slot, date.Oid, date.Match);
                break;
            case Requirement.Trusted trusted:
                Operation(stream, RequirementOperation.TrustedCert, trusted.Slot);
                break;
            case Requirement.ChainTrusted:
                Operation(stream, RequirementOperation.TrustedCerts);
                break;
            case Requirement.OfPlatform platform:
                Operation(stream, RequirementOperation.Platform, (int)platform.Number);
                break;
            case Requirement.Notarized:
                Operation(stream, RequirementOperation.Notarized);
                break;
            case Requirement.LegacyDeveloperId:
                Operation(stream, RequirementOperation.LegacyDeveloperId);
                break;
        }
    }

    private static void Pair(Stream stream, RequirementOperation operation, Requirement left, Requirement right)
    {
        Operation(stream, operation);
        Expression(stream, left);
        Expression(stream, right);
    }

    private static void OfCertificate(Stream stream, RequirementOperation operation, int slot, string oid, RequirementMatch match)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        Operation(stream, operation, slot);
        // Without tag and length.
        Data(stream, writer.Encode().AsSpan(2));
        Match(stream, match);
    }

    private static void Match(Stream stream, RequirementMatch match)
    {
        Number(stream, (uint)match.Kind);
        if (match.IsDate)
        {
            Span<byte> seconds = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(seconds, match.Seconds);
            stream.Write(seconds);
        }
        else if (match.Value is not null)
        {
            Text(stream, match.Value);
        }
    }

    private static void Operation(Stream stream, RequirementOperation operation) => Number(stream, (uint)operation);

    private static void Operation(Stream stream, RequirementOperation operation, int number)
    {
        Operation(stream, operation);
        Number(stream, (uint)number);
    }

    private static void Operation(Stream stream, RequirementOperation operation, string text)
    {
        Operation(stream, operation);
        Text(stream, text);
    }

    private static void Text(Stream stream, string text) => Data(stream, Encoding.UTF8.GetBytes(text));

    private static void Data(Stream stream, ReadOnlySpan<byte> data)
    {
        Number(stream, (uint)data.Length);
        stream.Write(data);
        stream.Write("\0\0\0"u8[..(-data.Length & 3)]);
    }

    private static void Number(Stream stream, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        stream.Write(bytes);
    }
}
