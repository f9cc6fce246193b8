namespace UvRelease.Crashes.SourceMaps;

/// <summary>Numbers as mappings have them (ECMA-426, base64 VLQ): the lowest five bits first, the sign in the lowest of all.</summary>
internal static class Vlq
{
    /// <summary>What is no digit.</summary>
    public const int None = 0xff;

    /// <summary>The bit of a digit that others follow.</summary>
    public const int Continues = 0x20;

    /// <summary>The bits of a digit that count.</summary>
    public const int Bits = 0x1f;

    /// <summary>How many they are.</summary>
    public const int Width = 5;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly byte[] Digits = ReadAlphabet();

    /// <summary>The digit of a character; <see cref="None"/> where it is none.</summary>
    public static int Digit(byte character) => Digits[character];

    /// <summary>Characters of the number that a text begins with.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && Digits[text[length++]] >= Continues)
        {
            // The last digit ends it.
        }

        return length;
    }

    /// <summary>Writes a number.</summary>
    public static byte[] Write(int number)
    {
        uint value = number < 0 ? ((uint)-(long)number << 1) | 1 : (uint)number << 1;
        var text = new List<byte>();
        do
        {
            text.Add((byte)Alphabet[(int)(value & Bits) | (value > Bits ? Continues : 0)]);
            value >>= Width;
        }
        while (value > 0);
        return [.. text];
    }

    private static byte[] ReadAlphabet()
    {
        byte[] digits = new byte[256];
        digits.AsSpan().Fill(None);
        for (int i = 0; i < Alphabet.Length; i++)
            digits[Alphabet[i]] = (byte)i;
        return digits;
    }
}
