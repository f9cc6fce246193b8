namespace UvRelease.Crashes.Signatures;

/// <summary>What a device told, after consent.</summary>
public enum SightingKind
{
    /// <summary>The app runs: a ping of the device's day or of a session.</summary>
    Session,

    /// <summary>It crashed.</summary>
    Crash,

    /// <summary>It crashed before it was up.</summary>
    StartupCrash,
}

/// <summary>That a release was seen on a device.</summary>
/// <param name="Version">The release; null where the report doesn't say, so that it counts for none.</param>
/// <param name="Channel">The channel that it was installed from; null where the report doesn't say.</param>
/// <param name="Time">When the intake got it.</param>
/// <param name="Device">A random id that the device changes each day: 32 lower-case hexadecimal digits; null where the report has none.</param>
/// <param name="Kind">What it told.</param>
public sealed record Sighting(string? Version, string? Channel, DateTimeOffset Time, string? Device, SightingKind Kind);
