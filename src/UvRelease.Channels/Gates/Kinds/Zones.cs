using System.Security;
using UvRelease.Channels.Gates.Reports;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>
/// Time zones by their names in the IANA database. They come from the machine (package tzdata, /usr/share/zoneinfo), also where globalization is invariant;
/// names of Windows do not work then.
/// </summary>
internal static class Zones
{
    /// <summary>The zone of a name; null where the machine does not know it.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException)
        {
            return null;
        }
    }

    /// <summary>The finding for an unknown one.</summary>
    public static GateFinding Unknown(string name) => GateFinding.Error(
        $"The time zone '{name}' is not known on this machine.", "Correct its name (IANA, such as Europe/Berlin), or install the package tzdata.");
}
