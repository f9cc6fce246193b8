using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Capacity;

/// <summary>A step of a rollout.</summary>
/// <param name="Percent">Share of clients, in percent.</param>
/// <param name="After">When it can be reached, from the beginning on: the time that each step before it stays.</param>
public sealed record RolloutStep(int Percent, TimeSpan After)
{
    /// <summary>Steps as half a sentence, in whole hours.</summary>
    public static string Text(IEnumerable<RolloutStep> steps) => string.Join(", ", steps.Select(
        step => step.After == TimeSpan.Zero ? $"{step.Percent} %" : $"{step.Percent} % after {Math.Ceiling(step.After.TotalHours):0} h"));
}

/// <summary>What a step would do to the update server.</summary>
/// <param name="IsSafe">True when the server can take it.</param>
/// <param name="Gigabits">What it needs in gigabits per second, when all clients that are new to it load within one interval of polls.</param>
/// <param name="Largest">The greatest share, in percent, that the server can take next.</param>
public sealed record StepLoad(bool IsSafe, double Gigabits, int Largest);

/// <summary>
/// How far a rollout can go at once. Clients that are newly offered a release all ask within one interval of polls T, so a step of d needs
/// N·d·size·8/T bits per
/// second.
/// </summary>
public static class RolloutPlanner
{
    private static readonly int[] Usual = [1, 5, 10, 25, 50, 100];

    /// <summary>The largest step in percent, whole; 0 where not even one percent fits.</summary>
    /// <param name="rule">Clients, bandwidth and polls.</param>
    /// <param name="size">Bytes that a client loads: its update, or the part of it that differential downloads leave.</param>
    public static int LargestStep(CapacityRule rule, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        double seconds = rule.PollHours * 3600.0, bits = rule.Megabits * 1e6;
        return (int)Math.Min(100, Math.Floor(bits * seconds / ((double)rule.Clients * size * 8) * 100));
    }

    /// <summary>Judges a step.</summary>
    /// <param name="rule">Clients, bandwidth and polls.</param>
    /// <param name="size">Bytes that a client loads.</param>
    /// <param name="from">Share that is offered it already, in percent.</param>
    /// <param name="to">Share that would be.</param>
    public static StepLoad Judge(CapacityRule rule, long size, int from, int to)
    {
        int largest = LargestStep(rule, size);
        double clients = (double)rule.Clients * Math.Max(0, to - from) / 100.0;
        return new StepLoad(to - from <= largest, clients * size * 8 / (rule.PollHours * 3600.0) / 1e9, Math.Min(100, from + largest));
    }

    /// <summary>The share that follows one: no wider than the usual next one, for what is learned on a small share counts most.</summary>
    /// <param name="percent">Share that is offered it, below 100.</param>
    /// <param name="largest">The largest step.</param>
    public static int Next(int percent, int largest) => Math.Min(percent + largest, Usual.First(next => next > percent));

    /// <summary>
    /// The shares of a rollout: the usual ones, and others between them where a step would be too large. Empty where not even one percent fits.
    /// </summary>
    /// <param name="rule">Clients, bandwidth and polls; null for as much as one likes.</param>
    /// <param name="size">Bytes that a client loads.</param>
    /// <param name="stay">How long a share stays, by the share.</param>
    /// <param name="from">Share that is offered it already, with which the time begins; 0 for nobody.</param>
    public static IReadOnlyList<RolloutStep> Schedule(CapacityRule? rule, long size, Func<int, TimeSpan> stay, int from = 0)
    {
        int largest = rule is null ? 100 : LargestStep(rule, size);
        var steps = new List<RolloutStep>();
        TimeSpan after = from == 0 ? TimeSpan.Zero : Held(from);
        for (int percent = from; percent < 100 && largest > 0;)
        {
            percent = Next(percent, largest);
            steps.Add(new RolloutStep(percent, after));
            after += Held(percent);
        }

        return steps;

        // A share holds until all of it have polled, at least.
        TimeSpan Held(int percent)
        {
            TimeSpan polled = TimeSpan.FromHours(rule?.PollHours ?? 0), baked = stay(percent);
            return baked > polled ? baked : polled;
        }
    }
}
