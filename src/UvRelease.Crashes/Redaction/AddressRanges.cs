namespace UvRelease.Crashes.Redaction;

/// <summary>Parts of an address space, joined where they touch.</summary>
internal sealed class AddressRanges
{
    private readonly ulong[] firsts;
    private readonly ulong[] lasts;

    /// <summary>Joins ranges; empty ones count for nothing, and one that would go beyond the last address ends there.</summary>
    public AddressRanges(IEnumerable<(ulong First, ulong Length)> ranges)
    {
        var joined = new List<(ulong First, ulong Last)>();
        foreach ((ulong first, ulong length) in ranges.Where(range => range.Length > 0).OrderBy(range => range.First))
        {
            ulong last = first + Math.Min(length - 1, ulong.MaxValue - first);
            if (joined.Count > 0 && first <= joined[^1].Last)
                joined[^1] = (joined[^1].First, Math.Max(joined[^1].Last, last));
            else
                joined.Add((first, last));
        }

        firsts = [.. joined.Select(range => range.First)];
        lasts = [.. joined.Select(range => range.Last)];
    }

    /// <summary>Whether an address lies in one of them.</summary>
    public bool Contains(ulong address)
    {
        int least = 0, most = firsts.Length;
        if (most == 0 || address < firsts[0] || address > lasts[^1])
            return false;
        while (least < most)
        {
            int middle = (least + most) >>> 1;
            if (firsts[middle] <= address)
                least = middle + 1;
            else
                most = middle;
        }

        return address <= lasts[least - 1];
    }
}
