namespace UvRelease.Fuzz.Crashes;

/// <summary>Damages bytes as broken disks, cut uploads and clever people do.</summary>
internal static class Damages
{
    private static readonly uint[] Numbers = [0, 1, 4, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff, 0x10000, 1024, 4096];

    public static byte[] Of(byte[] bytes, Dice dice)
    {
        List<byte> damaged = [.. bytes];
        for (int damage = dice.Next(1, 6); damage > 0 && damaged.Count > 8; damage--)
        {
            // The structure is at the beginning, as a rule.
            int at = dice.Next(dice.Chance(60) ? Math.Min(damaged.Count, 4096) : damaged.Count);
            int length = Math.Min(dice.Next(1, dice.Chance(10) ? 2000 : 12), damaged.Count - at);
            switch (dice.Next(8))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << dice.Next(8));
                    break;
                case 1:
                    damaged.RemoveRange(at, length);
                    break;
                case 2:
                    damaged.InsertRange(at, damaged.GetRange(dice.Next(damaged.Count - length + 1), length));
                    break;
                case 3:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                case 4 or 5:
                    Number(damaged, at & ~3, Numbers[dice.Next(Numbers.Length)]);
                    break;
                case 6:
                    // A place of the file, where the structure has places.
                    Number(damaged, at & ~3, (uint)dice.Next(damaged.Count));
                    break;
                default:
                    damaged[at] = (byte)dice.Next(256);
                    break;
            }
        }

        return [.. damaged];
    }

    private static void Number(List<byte> bytes, int at, uint number)
    {
        for (int part = 0; part < 4 && at + part < bytes.Count; part++)
            bytes[at + part] = (byte)(number >> (8 * part));
    }
}
