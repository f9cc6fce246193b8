using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>No window is open in which nothing changes.</summary>
internal static class FreezeGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        IReadOnlyList<FreezeWindow> windows = at.Configuration.Freeze;
        if (windows.Count == 0)
            return GateFinding.Error("promote.freeze has no window, so nothing can be outside of it.", "Add one, or take the gate out of 'gates'.");
        foreach (FreezeWindow window in windows)
        {
            if (Zones.Find(window.TimeZone) is null)
                return Zones.Unknown(window.TimeZone);
        }

        return windows.FirstOrDefault(window => window.Contains(TimeZoneInfo.ConvertTime(at.Now, Zones.Find(window.TimeZone)!).DateTime)) is { } open
            ? GateFinding.Fail($"Nothing changes during '{open.Name}', until {open.Until} in {open.TimeZone}.", $"Wait until {open.Until} in {open.TimeZone}.")
            : GateFinding.Pass($"None of the {windows.Count} freeze windows is open.", "The beginning of one would.");
    }
}
