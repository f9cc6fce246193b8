using System.Globalization;

namespace UvRelease.Crashes.Symbols;

/// <summary>
/// Names the debug file of a module: a GUID and an age. An ELF file has the first 16 bytes of its build id, a Mach-O file its UUID, both with age 0;
/// a PE file what its PDB says.
/// </summary>
/// <param name="Uuid">A GUID, as Microsoft writes one: its first three parts are numbers.</param>
/// <param name="Age">How often the PDB was written; 0 where nothing counts.</param>
public readonly record struct DebugId(Guid Uuid, uint Age)
{
    /// <summary>Whether it names nothing.</summary>
    public bool IsEmpty => Uuid == Guid.Empty && Age == 0;

    /// <summary>The id of an ELF file.</summary>
    /// <param name="buildId">Its GNU build id; what is missing of 16 bytes counts as zero.</param>
    public static DebugId OfBuildId(ReadOnlySpan<byte> buildId)
    {
        Span<byte> bytes = stackalloc byte[16];
        buildId[..Math.Min(16, buildId.Length)].CopyTo(bytes);
        return new DebugId(new Guid(bytes), 0);
    }

    /// <summary>The id of a Mach-O file.</summary>
    /// <param name="uuid">16 bytes, in the order in which they are written.</param>
    public static DebugId OfUuid(ReadOnlySpan<byte> uuid) => new(new Guid(uuid[..16], bigEndian: true), 0);

    /// <summary>Reads Breakpad's form: 32 hexadecimal digits and the age, without separators.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DebugId id)
    {
        id = default;
        if (text.Length is < 33 or > 40 || !Guid.TryParseExact(text[..32], "N", out Guid guid)
            || !uint.TryParse(text[32..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint age))
            return false;
        id = new DebugId(guid, age);
        return true;
    }

    /// <summary>Breakpad's form: 32 hexadecimal digits in upper case and the age in lower case.</summary>
    public override string ToString() => Uuid.ToString("N").ToUpperInvariant() + Age.ToString("x", CultureInfo.InvariantCulture);
}
