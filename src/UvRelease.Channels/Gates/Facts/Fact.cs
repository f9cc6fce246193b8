namespace UvRelease.Channels.Gates.Facts;

/// <summary>Something that was looked at: what was found, or why nothing was.</summary>
/// <param name="Value">What was found; null where nothing could be.</param>
/// <param name="Problem">Why nothing could be found, in a sentence; null where something was.</param>
/// <param name="ReadAt">When.</param>
public sealed record Fact<T>(T? Value, string? Problem, DateTimeOffset ReadAt)
    where T : class;

/// <summary>Makes facts.</summary>
public static class Fact
{
    /// <summary>Something was found.</summary>
    public static Fact<T> Of<T>(T value, DateTimeOffset readAt)
        where T : class => new(value, null, readAt);

    /// <summary>Nothing could be found.</summary>
    public static Fact<T> Unknown<T>(string problem, DateTimeOffset readAt)
        where T : class => new(null, problem, readAt);
}
