namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Texts by numbers, each kept once.</summary>
internal sealed class TextTable
{
    private byte[] bytes = new byte[64 * 1024];
    private int[] buckets = new int[4096]; // number of a text + 1
    private int[] hashes = new int[2048];

    /// <summary>Where each text begins, and behind them where the last one ends.</summary>
    public List<uint> Offsets { get; } = [0];

    /// <summary>The texts, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, (int)Offsets[^1]);

    /// <summary>The number of a text.</summary>
    /// <exception cref="OverflowException">All texts together have 2 GiB.</exception>
    public int Add(ReadOnlySpan<byte> text)
    {
        int hash = Hash(text);
        int mask = buckets.Length - 1;
        int bucket = hash & mask;
        for (; buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            int known = buckets[bucket] - 1;
            if (hashes[known] == hash && text.SequenceEqual(Text(known)))
                return known;
        }

        int number = Offsets.Count - 1;
        int start = (int)Offsets[^1];
        int end = checked(start + text.Length);
        if (end > bytes.Length)
            Array.Resize(ref bytes, Math.Max(end, (int)Math.Min(bytes.Length * 2L, Array.MaxLength)));
        text.CopyTo(bytes.AsSpan(start));
        Offsets.Add((uint)end);
        if (number >= hashes.Length)
            Array.Resize(ref hashes, hashes.Length * 2);
        hashes[number] = hash;
        buckets[bucket] = number + 1;
        if (number * 2 > buckets.Length)
            Grow();
        return number;
    }

    private ReadOnlySpan<byte> Text(int number) => bytes.AsSpan((int)Offsets[number], (int)(Offsets[number + 1] - Offsets[number]));

    // Different in each process, so that nobody can choose texts that collide; numbers don't depend on it.
    private static int Hash(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        return hash.ToHashCode();
    }

    private void Grow()
    {
        buckets = new int[buckets.Length * 2];
        int mask = buckets.Length - 1;
        for (int number = 0; number < Offsets.Count - 1; number++)
        {
            int bucket = hashes[number] & mask;
            while (buckets[bucket] != 0)
                bucket = (bucket + 1) & mask;
            buckets[bucket] = number + 1;
        }
    }
}
