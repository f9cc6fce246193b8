using System.Globalization;

namespace UvRelease.Runner;

/// <summary>Durations as people write them in workflows.</summary>
public static class Duration
{
    /// <summary>Reads <c>90s</c>, <c>15m</c>, <c>1h30m</c>, <c>7d</c>: whole numbers with a unit each (d, h, m, s), largest first.</summary>
    /// <returns>False for anything else, and for more than 3,650 days.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        const string units = "dhms";
        ReadOnlySpan<int> seconds = [86_400, 3_600, 60, 1];
        const long most = 3_650L * 86_400;
        (long total, int nextUnit, int position) = (0, 0, 0);
        duration = default;
        while (position < text.Length)
        {
            int digits = position;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
                digits++;
            int unit = digits < text.Length ? units.IndexOf(text[digits], nextUnit) : -1;
            if (unit < 0 || !int.TryParse(text.AsSpan(position, digits - position), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                return false;
            total += (long)count * seconds[unit];
            (nextUnit, position) = (unit + 1, digits + 1);
        }

        if (text.Length == 0 || total > most)
            return false;
        duration = TimeSpan.FromSeconds(total);
        return true;
    }
}
