using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Kinds;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Logs;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Promotion;

/// <summary>
/// A halted release is offered again. Where the counts say that it must stop, a person decides, and the guard keeps to it as long as it sees nothing that the
/// person has not seen.
/// </summary>
internal static class Resumption
{
    internal const string Gate = "guard";

    /// <summary>What the guard would do with the release once it is offered again: in the log only where a person decides against it.</summary>
    public static PassageFinding Judge(GateCase at, string? reason)
    {
        GateQuestion asked = at.Question;
        HaltJudgement judged;
        try
        {
            if (at.Facts.Health is not { Value: { } counts } found)
                return Unknown(at.Facts.Health?.Problem ?? "Nobody looked at the counts of crashes.");
            judged = new GuardLook(asked.Release.App, asked.From, asked.Release.Version, asked.PreviousVersion, asked.Arrival, found.ReadAt)
                .Judge(at.Rules.Health, counts);
        }
        catch (ReleaseException e)
        {
            return Unknown(e.Message);
        }

        if (!judged.Halt)
            return new PassageFinding(Gate, "pass", false, $"The guard would leave it. {judged.Reason}", null);
        var halts = GateFinding.Fail($"The guard would halt it again. {judged.Reason}", "Counts of fewer crashes, or a waiver of health.");
        GateResult result = Waivers.Apply(at, GateKind.Health, halts);
        if (result is { LetsPass: true, Waiver: { } waiver })
            return new PassageFinding(Gate, "waived", true, result.Reason, new LogWaiver(waiver.Actor, waiver.Reason, waiver.Expires));
        return string.IsNullOrWhiteSpace(reason)
            ? new PassageFinding(Gate, "fail", true, $"{result.Reason} Give a 'reason' to offer it all the same.", null)
            : new PassageFinding(
                Gate, "waived", true,
                $"{result.Reason} It is offered all the same, for the reason that was given, until counts that end later say so again; "
                + "a waiver of health holds the guard off until it ends.",
                null);
    }

    private static PassageFinding Unknown(string why) =>
        new(Gate, "inconclusive", false, $"Nobody can say whether the guard will halt it again. {why}", null);

    /// <summary>Who wants a release to be offered although counts say that it must stop, as a sentence; null where nobody does.</summary>
    /// <param name="entry">An entry of the channel's log about the release, since it was last halted.</param>
    /// <param name="counts">The counts.</param>
    /// <param name="now">The time.</param>
    public static string? Acceptance(LogEntry entry, ChannelHealth counts, DateTimeOffset now)
    {
        // Of a release that came from another channel, the gates looked at how it did there.
        if (entry.Grounds is not { From: null } grounds)
            return null;
        LogGate[] waived = [.. grounds.Gates.Where(gate => gate.Gate == Gate || (gate.Gate == GateKind.Health.Word() && gate.Waiver is not null))];
        if (waived.Select(gate => gate.Waiver).FirstOrDefault(waiver => waiver is not null && Times.Read(waiver.Expires) > now) is { } standing)
            return $"{standing.Actor} waived it until {standing.Expires}: {standing.Reason}";
        return Array.Exists(waived, gate => gate.Gate == Gate) && Times.Read(counts.Until) <= Times.Read(entry.At)
            ? $"{entry.Actor} resumed it at {entry.At}, and these counts end at {counts.Until}: {entry.Reason}"
            : null;
    }
}
