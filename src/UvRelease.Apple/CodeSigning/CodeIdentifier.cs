using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Formats.Plists;

namespace UvRelease.Apple.CodeSigning;

/// <summary>What code is called where nobody says it (diskrep.cpp, machorep.cpp and signer.cpp of Apple's Security framework).</summary>
public static class CodeIdentifier
{
    private const int LargestInfoPlist = 1 << 20;

    /// <summary>Name of a bare program: that of the Info.plist in it, else that of its file.</summary>
    public static string Of(MachCode code, string fileName) => OfInfoPlist(code) ?? OfFileName(fileName);

    /// <summary>
    /// A name without folder, without a last extension that is no number, and without all numbers of a version but the first: libfrotz7.3.5.dylib is libfrotz7.
    /// </summary>
    public static string OfFileName(string fileName)
    {
        string name = Path.GetFileName(fileName);
        if (name.LastIndexOf('.') is > 0 and var dot && !(dot + 1 < name.Length && char.IsAsciiDigit(name[dot + 1])))
            name = name[..dot];
        if (name.Length == 0 || IsNumeric(name[0]))
            return name;
        int end = name.Length;
        while (IsNumeric(name[end - 1]))
            end--;
        if (end < name.Length && name[end] == '.')
            end++;
        while (end < name.Length && char.IsAsciiDigit(name[end]))
            end++;
        return name[..end];
    }

    /// <summary>A name that nobody else has, for what nobody signs: one without a dot gets what the linker named the program by.</summary>
    public static string Unique(string name, MachCode native) => name.Contains('.', StringComparison.Ordinal) ? name
        : $"{name}-{Convert.ToHexStringLower(native.Uuid.IsEmpty ? HeadHash(native) : [.. "UUID"u8, .. native.Uuid.Span])}";

    private static string? OfInfoPlist(MachCode code)
    {
        if (code.InfoPlist is not { Size: <= LargestInfoPlist } place)
            return null;
        using var input = CheckedReader.Of(code.Slice.Input.Bytes(code.Slice.Offset + place.Offset, (int)place.Size, "the Info.plist"),
            $"{code.Slice.Input.Name}: the Info.plist in it", PropertyList.Kind);
        return PropertyList.Read(input) is PropertyListValue.Dictionary values && values["CFBundleIdentifier"]
            is PropertyListValue.Text { Value.Length: > 0 } name
            ? name.Value : null;
    }

    // Linkers of today always give a UUID.
    private static byte[] HeadHash(MachCode code)
    {
        const int headOf32Bits = 28, headOf64Bits = 32;
        return CodeHash.Of(CodeHashKind.Sha1, [.. code.Head.Span[..headOf32Bits], .. code.Head.Span[headOf64Bits..]]);
    }

    private static bool IsNumeric(char c) => char.IsAsciiDigit(c) || c == '.';
}
