using System.Diagnostics.CodeAnalysis;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>What holds for all facts: they must be there, and fresh.</summary>
internal static class FactCheck
{
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(1), Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Takes what was found, or says why nothing can be decided on it.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="what">What it is, for sentences.</param>
    /// <param name="now">The time.</param>
    /// <param name="value">What was found.</param>
    /// <param name="finding">Why it is no ground to decide on.</param>
    public static bool Has<T>(
        Fact<T>? fact, string what, DateTimeOffset now, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out GateFinding? finding)
        where T : class
    {
        value = fact?.Value;
        finding = fact switch
        {
            null => GateFinding.Error($"Nobody looked at {what}.", "It is decided once that is given."),
            { Value: null } => GateFinding.Error($"{Sentence(what)} can't be read. {fact.Problem}", "It is decided once that can be read."),
            _ when fact.ReadAt > now + Tolerance => GateFinding.Error(
                $"{Sentence(what)} was read at {Times.Text(fact.ReadAt)}, which is in the future: one of the clocks is wrong.", "Set the clock."),
            _ when fact.ReadAt < now - Oldest => GateFinding.Expired(
                $"{Sentence(what)} was read at {Times.Text(fact.ReadAt)}, more than an hour ago.", "Look again."),
            _ => null,
        };
        return finding is null;
    }

    /// <summary>A list for a sentence, cut where it gets long.</summary>
    public static string Some(IReadOnlyCollection<string> items) =>
        string.Join(", ", items.Take(5)) + (items.Count > 5 ? $" and {items.Count - 5} more" : "");

    /// <summary>A duration for a sentence.</summary>
    public static string Hours(TimeSpan time) => time.TotalHours >= 1 ? $"{Math.Floor(time.TotalHours):0} h"
        : $"{Math.Max(0, Math.Floor(time.TotalMinutes)):0} min";

    private static string Sentence(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
