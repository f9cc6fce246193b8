using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Enough devices ran the release. A small app can't wait for them: what it can exclude is in the sentence, for whoever waives it.</summary>
internal static class SampleGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        if (!HealthCase.Has(at, out _, out ReleaseHealth? release, out GateFinding? problem))
            return problem;
        return release.Devices >= at.Rules.Devices
            ? GateFinding.Pass($"{HaltRule.Number(release.Devices)} devices ran it, and {HaltRule.Number(at.Rules.Devices)} are wanted.",
                "Nothing takes devices back.")
            : GateFinding.Inconclusive(
                $"{HaltRule.Number(release.Devices)} devices ran it, and {HaltRule.Number(at.Rules.Devices)} are wanted. {Excluded(release)}",
                "Wait for more devices, or let somebody waive it who can live with that.");
    }

    /// <summary>What so few devices can say.</summary>
    internal static string Excluded(ReleaseHealth release)
    {
        if (release.Devices == 0)
            return "Without devices nothing can be excluded.";
        double most = BinomialBounds.ClopperPearsonUpper(release.CrashedDevices, release.Devices, HealthRule.PromoteConfidence);
        string devices = $"{HaltRule.Number(release.Devices)} devices"
            + (release.CrashedDevices == 0 ? "" : $", {HaltRule.Number(release.CrashedDevices)} crashed,");
        return $"With {devices} you can only exclude a crash rate above {HaltRule.Percent(most)}.";
    }
}
