using System.Security;
using UvRelease.Releases;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>
/// Time zones by their names in the IANA database. They come from the machine (package tzdata, /usr/share/zoneinfo), also where globalization is invariant;
/// names of Windows do not work then.
/// </summary>
internal static class Zones
{
    /// <summary>The zone of a name.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the machine does not know it.</exception>
    public static TimeZoneInfo Of(string name) => Find(name) ?? throw new ReleaseException(Fault.Input, $"The time zone '{name}' {Unknown}");

    /// <summary>What is wrong with a name; null where the machine knows it.</summary>
    public static string? Problem(string name) => Find(name) is null ? Unknown : null;

    private const string Unknown =
        "is not known on this machine. Correct its name (IANA, such as Europe/Berlin), or install the package tzdata.";

    private static TimeZoneInfo? Find(string name)
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
}
