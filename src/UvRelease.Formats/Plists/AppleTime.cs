using System.Globalization;

namespace UvRelease.Formats.Plists;

/// <summary>Times as CoreFoundation counts them (CFAbsoluteTime): seconds since the beginning of 2001, UTC.</summary>
internal static class AppleTime
{
    private const int Microseconds = 1_000_000;
    private static readonly DateTimeOffset Start = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The time, to the microsecond: of dates far from 2001 the number has no more. Null where it is none from the year 1 to 9999.</summary>
    public static DateTimeOffset? Of(double seconds)
    {
        double whole = Math.Floor(seconds);
        if (!(whole >= (DateTimeOffset.MinValue - Start).TotalSeconds && whole <= Math.Floor((DateTimeOffset.MaxValue - Start).TotalSeconds)))
            return null;
        // The fraction is exact, and so is the whole.
        long ticks = (long)whole * TimeSpan.TicksPerSecond + (long)Math.Round((seconds - whole) * Microseconds) * TimeSpan.TicksPerMicrosecond;
        return ticks <= (DateTimeOffset.MaxValue - Start).Ticks ? Start.AddTicks(ticks) : null;
    }

    /// <summary>The number that is nearest to a time.</summary>
    public static double Seconds(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - Start.Ticks;
        // A division of numbers that are rounded already would round twice.
        return ticks % TimeSpan.TicksPerSecond == 0
            ? ticks / TimeSpan.TicksPerSecond
            : double.Parse((ticks / (decimal)TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
