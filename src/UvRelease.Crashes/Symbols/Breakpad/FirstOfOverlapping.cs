namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Of ranges that overlap the one that was there first stays, as in Breakpad.</summary>
internal static class FirstOfOverlapping
{
    /// <summary>The ranges that stay, by address.</summary>
    public static List<T> Keep<T>(List<T> ranges)
        where T : struct, IAddressRange
    {
        if (AreApart(ranges))
            return ranges;
        List<T> sorted = [.. ranges.OrderBy(range => range.Start)];
        if (AreApart(sorted))
            return sorted;
        var kept = new SortedSet<(uint High, int Place)>();
        for (int place = 0; place < ranges.Count; place++)
        {
            SortedSet<(uint High, int Place)> above = kept.GetViewBetween((ranges[place].Start, 0), (uint.MaxValue, int.MaxValue));
            if (above.Count == 0 || ranges[above.Min.Place].Start > ranges[place].High)
                kept.Add((ranges[place].High, place));
        }

        return [.. kept.Select(one => ranges[one.Place])];
    }

    private static bool AreApart<T>(List<T> ranges)
        where T : struct, IAddressRange
    {
        for (int place = 1; place < ranges.Count; place++)
        {
            if (ranges[place - 1].High >= ranges[place].Start)
                return false;
        }

        return true;
    }
}
