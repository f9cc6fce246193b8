namespace UvRelease.Fuzz;

/// <summary>Random numbers that are the same with every version of .NET (SplitMix64): a failure must be found again by its seed.</summary>
/// <param name="seed">Seed.</param>
public sealed class Dice(int seed)
{
    private ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15);

    /// <summary>A number from 0, below <paramref name="limit"/>.</summary>
    public int Next(int limit) => Next(0, limit);

    /// <summary>A number from <paramref name="least"/>, below <paramref name="limit"/>.</summary>
    public int Next(int least, int limit)
    {
        unchecked
        {
            ulong next = state += 0x9E3779B97F4A7C15;
            next = (next ^ (next >> 30)) * 0xBF58476D1CE4E5B9;
            next = (next ^ (next >> 27)) * 0x94D049BB133111EB;
            next ^= next >> 31;
            return least + (int)(next % (ulong)(limit - least));
        }
    }

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Chance(int percent) => Next(100) < percent;
}
