namespace UvRelease.Tests.Doubles;

/// <summary>
/// A clock that leaps over pauses: it moves on by each of them and by nothing else. What is longer than the bound, or as long, is no pause; it comes after two
/// real minutes, so that what hangs fails.
/// </summary>
/// <param name="bound">Half an hour; for whole steps, whose patience with one request is a minute, that minute.</param>
internal sealed class LeapingClock(TimeSpan bound) : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    public LeapingClock()
        : this(TimeSpan.FromMinutes(30))
    {
    }

    /// <summary>Pauses, in their order.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= bound)
            return base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : TimeSpan.FromMinutes(2), period);
        lock (Pauses)
            Pauses.Add(dueTime);
        Interlocked.Add(ref ticks, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
