using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Nobody has stopped all releases.</summary>
internal static class KillSwitchGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        if (!FactCheck.Has(at.Facts.KillSwitch, "the kill switch", at.Now, out KillSwitchFacts? found, out GateFinding? problem))
            return problem;
        return found.Stop is { } stop
            ? GateFinding.Fail($"{stop.Actor} stopped all releases at {stop.At}: {stop.Reason.TrimEnd('.')}.", $"Remove {StorePaths.Stop} from the store.")
            : GateFinding.Pass("Nobody has stopped all releases.", $"A document {StorePaths.Stop} in the store would.");
    }
}
