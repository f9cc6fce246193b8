using System.Formats.Asn1;
using System.Numerics;
using System.Text;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Releases;

namespace UvRelease.Apple.CodeSigning;

/// <summary>What a program may do beyond others: a property list whose bytes are signed as they are, and the same as DER.</summary>
public sealed record Entitlements
{
    private Entitlements(byte[] xml, PropertyListValue.Dictionary values) => (Xml, Values) = (xml, values);

    /// <summary>The property list, byte for byte as it was given.</summary>
    public ReadOnlyMemory<byte> Xml { get; }

    /// <summary>What it says.</summary>
    public PropertyListValue.Dictionary Values { get; }

    /// <summary>Reads a property list of entitlements.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, no XML, or has values that entitlements can't have.</exception>
    public static Entitlements Read(ReadOnlyMemory<byte> bytes, string name)
    {
        using var input = CheckedReader.Of(bytes, name, new FileKind("property list of entitlements",
            "Write it as XML with one <dict>: plutil -convert xml1."));
        if (bytes.Span.StartsWith("bplist"u8))
            throw input.Bad(0, "the text", "is binary, and the system reads XML");
        if (PropertyList.Read(input) is not PropertyListValue.Dictionary values)
            throw input.Bad(0, "the outermost value", "is no dictionary");
        var entitlements = new Entitlements(bytes.ToArray(), values);
        _ = entitlements.Der(name);
        return entitlements;
    }

    /// <summary>Flags of the program that entitlements give (cdbuilder and signer.cpp).</summary>
    public ulong ExecFlags => ExecFlag("get-task-allow", 0x10) | ExecFlag("run-unsigned-code", 0x10)
        | ExecFlag("com.apple.private.cs.debugger", 0x20) | ExecFlag("dynamic-codesigning", 0x40)
        | ExecFlag("com.apple.private.skip-library-validation", 0x80) | ExecFlag("com.apple.private.amfi.can-load-cdhash", 0x100)
        | ExecFlag("com.apple.private.amfi.can-execute-cdhash", 0x200);

    /// <summary>The same as DER: keys sorted by their bytes.</summary>
    public byte[] Der() => Der("The entitlements");

    private byte[] Der(string name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 16)))
        {
            writer.WriteInteger(1);
            Value(writer, Values, name);
        }

        return writer.Encode();
    }

    private static void Value(AsnWriter writer, PropertyListValue value, string name)
    {
        switch (value)
        {
            case PropertyListValue.Dictionary dictionary:
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 16)))
                {
                    foreach ((string key, PropertyListValue item) in dictionary.Items.OrderBy(item => Encoding.UTF8.GetBytes(item.Key), ByBytes))
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteCharacterString(UniversalTagNumber.UTF8String, key);
                            Value(writer, item, $"{name}: '{key}'");
                        }
                    }
                }

                break;
            case PropertyListValue.Array array:
                using (writer.PushSequence())
                {
                    foreach (PropertyListValue item in array.Items)
                        Value(writer, item, name);
                }

                break;
            case PropertyListValue.Text text:
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, text.Value);
                break;
            case PropertyListValue.Boolean boolean:
                writer.WriteBoolean(boolean.Value);
                break;
            case PropertyListValue.Integer integer:
                writer.WriteInteger((BigInteger)integer.Value);
                break;
            case PropertyListValue.Data data:
                writer.WriteOctetString(data.Value.Span);
                break;
            default:
                throw new ReleaseException(Fault.Input, $"{name} is a {value.GetType().Name.ToLowerInvariant()}, which entitlements can't hold. "
                    + "Take a text, true or false, a whole number, an array or a dictionary.");
        }
    }

    private ulong ExecFlag(string key, ulong flag) => Values[key] is PropertyListValue.Boolean { Value: true } ? flag : 0;

    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
}
