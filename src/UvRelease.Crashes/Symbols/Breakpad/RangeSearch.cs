namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Looks for ranges by address.</summary>
internal static class RangeSearch
{
    /// <summary>Place of the first range that doesn't end below an address; the number of ranges where all do.</summary>
    public static int AtOrAfter<T>(ReadOnlySpan<T> ranges, uint address)
        where T : struct, IAddressRange
    {
        int low = 0;
        for (int high = ranges.Length; low < high;)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            if (ranges[middle].High < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
