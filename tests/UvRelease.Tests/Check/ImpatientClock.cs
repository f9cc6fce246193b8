namespace UvRelease.Tests.Check;

/// <summary>A clock whose timers go off at once; it remembers how long they were for.</summary>
internal sealed class ImpatientClock : TimeProvider, IProgress<string>
{
    public List<TimeSpan> Pauses { get; } = [];

    public List<string> Told { get; } = [];

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }

    public void Report(string value) => Told.Add(value);
}
