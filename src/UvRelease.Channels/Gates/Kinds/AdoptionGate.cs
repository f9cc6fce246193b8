using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Enough of those who are offered the release took it, and few failed to.</summary>
internal static class AdoptionGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        if (!HealthCase.Has(at, out ChannelHealth? channel, out ReleaseHealth? release, out GateFinding? problem))
            return problem;
        AdoptionRule rule = at.Rules.Adoption;
        if (rule.UpdateFailures is { } allowed)
        {
            if (release.UpdateAttempts is not { } attempts || release.UpdateFailures is not { } failures || attempts == 0)
                return GateFinding.Inconclusive($"{channel.Source} counts no updates.", "Take a source that does, or set update-failures to any.");
            if (BinomialBounds.ClopperPearsonLower(failures, attempts, HealthRule.PromoteConfidence) > allowed)
            {
                return GateFinding.Fail(
                    $"{HaltRule.Number(failures)} of {HaltRule.Number(attempts)} updates failed, surely more than {HaltRule.Percent(allowed)}.",
                    "Find out why, and publish a version that can be updated to.");
            }

            if ((double)failures / attempts > allowed)
            {
                return GateFinding.Inconclusive(
                    $"{HaltRule.Number(failures)} of {HaltRule.Number(attempts)} updates failed, and {HaltRule.Percent(allowed)} may.",
                        "Wait for more updates.");
            }
        }

        if (channel.Devices is not { } all || all == 0 || at.Question.Share == 0)
            return GateFinding.Inconclusive($"{channel.Source} counts no devices that could have taken it.", "Take a source that does, or offer it to some.");
        double adopted = Math.Min(1, release.Devices / (all * (at.Question.Share / 100.0)));
        return adopted >= rule.Share
            ? GateFinding.Pass($"{HaltRule.Percent(adopted)} of those who are offered it took it, and {HaltRule.Percent(rule.Share)} are wanted.",
                "More devices that don't take it would.")
            : GateFinding.Inconclusive($"{HaltRule.Percent(adopted)} of those who are offered it took it, and {HaltRule.Percent(rule.Share)} are wanted.",
                "Wait until more have.");
    }
}
