using System.Buffers.Binary;

namespace UvRelease.Fuzz.Crashes;

/// <summary>Damages bytes, where formats have their lengths and places most of all.</summary>
internal static class DumpDamage
{
    private static readonly uint[] Numbers = [0, 1, 4, 8, 12, 0x20, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, uint.MaxValue];

    /// <summary>Damages a copy in a few places.</summary>
    public static byte[] Of(byte[] bytes, Dice dice)
    {
        byte[] damaged = [.. bytes];
        for (int changes = dice.Next(1, 6); changes > 0 && damaged.Length > 16; changes--)
        {
            // The beginning is hit more often than its bytes are many.
            int at = dice.Chance(30) ? dice.Next(Math.Min(damaged.Length - 8, 200)) : dice.Next(damaged.Length - 8);
            switch (dice.Next(7))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << dice.Next(8));
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(at & ~3), Numbers[dice.Next(Numbers.Length)]);
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(at & ~3), (uint)dice.Next(damaged.Length));
                    break;
                case 3:
                    damaged = damaged[..at];
                    break;
                case 4:
                    int length = dice.Next(1, damaged.Length - at);
                    damaged.AsSpan(at, length).CopyTo(damaged.AsSpan(dice.Next(damaged.Length - length)));
                    break;
                case 5:
                    damaged = [.. damaged[..at], .. new byte[dice.Next(1, 20)], .. damaged[at..]];
                    break;
                default:
                    Span<byte> number = damaged.AsSpan(at & ~3);
                    BinaryPrimitives.WriteInt32LittleEndian(number, unchecked(BinaryPrimitives.ReadInt32LittleEndian(number) + dice.Next(-8, 9)));
                    break;
            }
        }

        return damaged;
    }
}
