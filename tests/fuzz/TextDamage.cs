namespace UvRelease.Fuzz;

/// <summary>Damages texts: bits, bytes, parts that are lost, doubled or cut off, and pieces of the format in the wrong place.</summary>
/// <param name="pieces">Pieces of the format, and what is none of it.</param>
internal sealed class TextDamage(byte[][] pieces)
{
    private const int Most = 4;

    /// <summary>A damaged copy.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="dice">Chance.</param>
    /// <param name="tail">Bytes at the end that are hit more often than they are many; 0 for none.</param>
    public byte[] Of(byte[] bytes, Dice dice, int tail = 0)
    {
        List<byte> damaged = [.. bytes];
        for (int damage = dice.Next(Most + 1); damage > 0 && damaged.Count > 0; damage--)
        {
            int at = tail > 0 && dice.Chance(20) ? Math.Max(0, damaged.Count - dice.Next(1, tail + 1)) : dice.Next(damaged.Count);
            int length = Math.Min(dice.Next(1, dice.Chance(10) ? 1000 : 10), damaged.Count - at);
            byte[] piece = pieces[dice.Next(pieces.Length)];
            switch (dice.Next(7))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << dice.Next(8));
                    break;
                case 1:
                    damaged[at] = (byte)dice.Next(256);
                    break;
                case 2:
                    damaged.RemoveRange(at, length);
                    break;
                case 3:
                    damaged.InsertRange(dice.Next(damaged.Count), damaged.GetRange(at, length));
                    break;
                case 4:
                    for (int times = dice.Chance(5) ? 2000 : 1; times > 0; times--)
                        damaged.InsertRange(at, piece);
                    break;
                case 5:
                    for (int i = 0; i < piece.Length && at + i < damaged.Count; i++)
                        damaged[at + i] = piece[i];
                    break;
                default:
                    if (dice.Chance(30))
                        damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }
}
