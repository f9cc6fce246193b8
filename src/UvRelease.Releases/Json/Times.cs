using System.Globalization;

namespace UvRelease.Releases.Json;

/// <summary>Times as documents have them: UTC, milliseconds.</summary>
public static class Times
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>A time as text.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time of a text that <see cref="DocumentForms.Time"/> has nothing against.</summary>
    public static DateTimeOffset Read(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Time of what comes after something: now, but never before it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: that lies so far ahead that a clock must be wrong.</exception>
    public static DateTimeOffset After(string? before, DateTimeOffset now)
    {
        if (before is null || Read(before) <= now)
            return now;
        return Read(before) - now <= Tolerance
            ? Read(before)
            : throw new ReleaseException(Fault.Environment,
                $"The newest entry of the log is of {before}, and the clock of this machine says {Text(now)}. Set the clock, then run again. "
                + "If the entry is wrong, name it in publish.wrong-times (docs/publish.md).");
    }
}
