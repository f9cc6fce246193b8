using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>
/// The release does not crash too much. What must stop it (<see cref="HaltRule"/>) fails; else one look with upper bounds decides, and where they
/// reach too high
/// nobody can say yet.
/// </summary>
internal static class HealthGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        if (!HealthCase.Has(at, out ChannelHealth? channel, out ReleaseHealth? release, out GateFinding? problem))
            return problem;
        HealthRule rule = at.Rules.Health;
        ReleaseHealth? previous = channel.Of(at.Question.PreviousVersion);
        HaltJudgement judged = HaltRule.Judge(rule, release, previous);
        if (judged.Halt)
            return GateFinding.Fail(judged.Reason, "Halt it, and publish a version that crashes less.");
        if (rule.StartupCrashes is not null && release.StartupCrashedDevices is null)
        {
            return Undecided(at, $"{channel.Source} counts no crashes at start-up, and {rule.StartupCrashes} may happen.",
                "Take a source that counts them, or set startup-crashes to any.");
        }

        double most = BinomialBounds.ClopperPearsonUpper(release.CrashedDevices, release.Devices, HealthRule.PromoteConfidence);
        if (most > rule.CrashRate)
        {
            return Undecided(at, $"{SampleGate.Excluded(release)} {HaltRule.Percent(rule.CrashRate)} may crash.", "Wait for more devices.");
        }

        if (rule.RiskMargin is { } margin)
        {
            if (previous is null)
                return Undecided(at, $"{channel.Source} counts no release before it to compare with.", "Wait for its devices, or set risk-margin to any.");
            double risk = BinomialBounds.RelativeRiskUpper(
                release.CrashedDevices, release.Devices, previous.CrashedDevices, previous.Devices, HealthRule.PromoteConfidence);
            if (risk > 1 + margin)
            {
                return Undecided(at, $"It may crash up to {Times(risk)} as often as {previous.Version}, and {Times(1 + margin)} is allowed "
                    + $"({HaltRule.Seen(release)} against {HaltRule.Seen(previous)}).", "Wait for more devices.");
            }
        }

        return GateFinding.Pass(
            $"At most {HaltRule.Percent(most)} of devices crash (95 % confidence; {HaltRule.Seen(release)}), and {HaltRule.Percent(rule.CrashRate)} may."
                + Uncounted(channel),
            "More crashes would.");
    }

    private static string Uncounted(ChannelHealth channel) => channel.UncountedCrashes is > 0 and var crashes
        ? $" {channel.Source} has {Quantity.Of(crashes, "more crash", "more crashes")} whose reports don't say which release they are of." : "";

    private static GateFinding Undecided(GateCase at, string reason, string change) => at.Now - at.Question.Since > at.Rules.Health.LongestWait
        ? GateFinding.Inconclusive(reason,
            $"It is waited for more than {FactCheck.Hours(at.Rules.Health.LongestWait)}: a person decides whether to waive or halt.")
        : GateFinding.Inconclusive(reason, change);

    private static string Times(double risk) => double.IsFinite(risk) ? $"{risk:0.00} times" : "any number of times";
}
