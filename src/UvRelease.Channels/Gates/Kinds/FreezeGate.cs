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
            return GateFinding.Error("There is no window in promote.freeze, so nothing can be outside of it.", "Add one, or take the gate out of 'gates'.");
        return Open(windows, at.Now) is { } open
            ? GateFinding.Fail($"Nothing changes during '{open.Name}', until {open.Until} in {open.TimeZone}.", $"Wait until {open.Until} in {open.TimeZone}.")
            : GateFinding.Pass($"None of the {windows.Count} freeze windows is open.", "The beginning of one would.");
    }

    /// <summary>A window that is open; null for none.</summary>
    internal static FreezeWindow? Open(IReadOnlyList<FreezeWindow> windows, DateTimeOffset now) =>
        windows.FirstOrDefault(window => window.Contains(TimeZoneInfo.ConvertTime(now, Zones.Of(window.TimeZone)).DateTime));
}
