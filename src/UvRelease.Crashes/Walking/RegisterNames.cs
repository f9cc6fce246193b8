namespace UvRelease.Crashes.Walking;

/// <summary>Numbers of registers by their names in STACK CFI records.</summary>
internal static class RegisterNames
{
    /// <summary>A register of amd64, with its <c>$</c>; −1 where it is none.</summary>
    public static int Amd64(ReadOnlySpan<byte> name)
    {
        if (name.Length is < 3 or > 4 || name[0] != (byte)'$' || name[1] != (byte)'r')
            return -1;
        int tail = name.Length == 3 ? name[2] : (name[2] << 8) | name[3];
        return tail switch
        {
            '8' => 8,
            '9' => 9,
            ('1' << 8) | '0' => 10,
            ('1' << 8) | '1' => 11,
            ('1' << 8) | '2' => 12,
            ('1' << 8) | '3' => 13,
            ('1' << 8) | '4' => 14,
            ('1' << 8) | '5' => 15,
            ('a' << 8) | 'x' => 0,
            ('d' << 8) | 'x' => 1,
            ('c' << 8) | 'x' => 2,
            ('b' << 8) | 'x' => 3,
            ('s' << 8) | 'i' => 4,
            ('d' << 8) | 'i' => 5,
            ('b' << 8) | 'p' => Minidumps.Amd64.Rbp,
            ('s' << 8) | 'p' => Minidumps.Amd64.Rsp,
            ('i' << 8) | 'p' => Minidumps.Amd64.Rip,
            _ => -1,
        };
    }

    /// <summary>A register of arm64; −1 where it is none.</summary>
    public static int Arm64(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("sp"u8))
            return Minidumps.Arm64.Sp;
        if (name.SequenceEqual("pc"u8))
            return Minidumps.Arm64.Pc;
        if (name.Length is < 2 or > 3 || name[0] != (byte)'x' || name[1] - '0' is < 0 or > 9)
            return -1;
        if (name.Length == 2)
            return name[1] - '0';
        int number = ((name[1] - '0') * 10) + name[2] - '0';
        return name[1] != (byte)'0' && name[2] - '0' is >= 0 and <= 9 && number <= Minidumps.Arm64.Lr ? number : -1;
    }
}
