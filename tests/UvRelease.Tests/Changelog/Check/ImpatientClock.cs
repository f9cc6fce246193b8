namespace UvRelease.Tests.Changelog.Check;

/// <summary>
/// A clock whose timers go off at once; it remembers how long they were for. Nobody pauses for a minute: what is as long is a bound, which is not
/// reached.
/// </summary>
internal sealed class ImpatientClock : TimeProvider, IProgress<string>
{
    public List<TimeSpan> Pauses { get; } = [];

    public List<string> Told { get; } = [];

    /// <summary>The bound that is reached at once; other bounds never are.</summary>
    public TimeSpan? Reached { get; init; }

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan
            || (dueTime != Reached && dueTime >= TimeSpan.FromMinutes(1)) ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, period);
    }

    public void Report(string value) => Told.Add(value);
}
