using UvRelease.Releases;

namespace UvRelease.Formats.Plists;

/// <summary>What a property list of others may be.</summary>
public sealed record PropertyListLimits
{
    /// <summary>Bytes of it; of a binary one also when what it shares is counted each time.</summary>
    public int Size { get; init; } = 64 * 1024 * 1024;

    /// <summary>Values in it; of a binary one also when what it shares is counted each time.</summary>
    public int Values { get; init; } = 1_000_000;

    /// <summary>Dictionaries and arrays inside one another.</summary>
    public int Depth { get; init; } = 64;
}

/// <summary>Property lists of Apple's systems, as XML and binary (CFPropertyList.c and CFBinaryPList.c of swift-corelibs-foundation).</summary>
public static class PropertyList
{
    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("property list to be trusted", "Write it anew.");

    /// <summary>
    /// Reads a property list: binary where it begins so, else XML, whose document type is not read and whose entities are refused. A binary one shares
    /// values, and its reader does too.
    /// </summary>
    /// <param name="input">The whole property list, and nothing else.</param>
    /// <param name="limits">What it may be; null for the usual.</param>
    /// <exception cref="ReleaseException">It is none, or larger than the limits; naming offset or line and field.</exception>
    public static PropertyListValue Read(CheckedReader input, PropertyListLimits? limits = null)
    {
        limits ??= new PropertyListLimits();
        byte[] bytes = Bytes(input, limits.Size);
        if (IsBinary(bytes))
        {
            // In memory, because its objects are read in any order.
            return BinaryPropertyListReader.Read(input.Over(bytes), limits);
        }

        using var stream = new MemoryStream(bytes, writable: false);
        using var xml = new XmlPropertyListReader(input, stream, limits);
        xml.Open();
        PropertyListValue value = xml.Value();
        xml.Close();
        return value;
    }

    /// <summary>
    /// Writes XML as CoreFoundation does: UTF-8, tabs, base64 in lines of 76 columns at most, reals with up to 17 digits. But a carriage return is escaped,
    /// which other readers would take for a line feed. Same value, same bytes.
    /// </summary>
    /// <param name="value">What is written.</param>
    /// <param name="sortKeys">True writes the keys of each dictionary in the order of their UTF-16 units, as CoreFoundation; false as they are.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a text has a character that XML doesn't hold.</exception>
    public static byte[] WriteXml(PropertyListValue value, bool sortKeys = false) => new XmlPropertyListWriter(sortKeys).Write(value);

    /// <summary>Writes version 00 of the binary form: equal scalars once, numbers in as few bytes as the format has. Same value, same bytes.</summary>
    /// <inheritdoc cref="WriteXml"/>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a text is no Unicode.</exception>
    public static byte[] WriteBinary(PropertyListValue value, bool sortKeys = false) => new BinaryPropertyListWriter(sortKeys).Write(value);

    /// <summary>All bytes of a property list.</summary>
    internal static byte[] Bytes(CheckedReader input, int limit) => input.Length <= limit
        ? input.Bytes(0, (int)input.Length, "the property list")
        : throw input.Bad(0, "the property list", $"has {input.Length} bytes, more than the {limit} that are allowed");

    /// <summary>True for the beginning of a binary property list.</summary>
    internal static bool IsBinary(ReadOnlySpan<byte> bytes) => bytes.StartsWith("bplist"u8);

    /// <summary>The items of a dictionary as they are written.</summary>
    internal static IEnumerable<KeyValuePair<string, PropertyListValue>> Items(PropertyListValue.Dictionary dictionary, bool sortKeys) =>
        sortKeys ? dictionary.Items.OrderBy(item => item.Key, StringComparer.Ordinal) : dictionary.Items;
}
