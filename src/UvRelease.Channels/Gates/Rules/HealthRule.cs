namespace UvRelease.Channels.Gates.Rules;

/// <summary>When a release is healthy enough to go on, and when it must stop.</summary>
/// <param name="CrashRate">Greatest share of devices that may crash, 0 to 1: with 95 % confidence when it is promoted, refuted with 99 % to stop.</param>
/// <param name="StartupCrashes">Greatest number of devices that may crash before the app is up; null for any.</param>
/// <param name="RiskMargin">How much more the release may crash than the one before (0.5: half as much again), with 95 % confidence when it is promoted;
/// null compares nothing then.</param>
/// <param name="HaltMargin">How much more it may crash before the evidence to halt begins to grow.</param>
/// <param name="LongestWait">How long an undecided release is waited for; then a person decides.</param>
/// <param name="Freshness">How old the counts may be.</param>
public sealed record HealthRule(
    double CrashRate, int? StartupCrashes, double? RiskMargin, double HaltMargin, TimeSpan LongestWait, TimeSpan Freshness)
{
    /// <summary>Evidence at which a release is halted: one healthy release in twenty at most is halted by it, ever.</summary>
    public const double HaltEvidence = 20;

    /// <summary>Evidence at which somebody is woken.</summary>
    public const double PageEvidence = 100;

    /// <summary>One-sided confidence of what promotes.</summary>
    public const double PromoteConfidence = 0.95;

    /// <summary>One-sided confidence of the absolute stop.</summary>
    public const double StopConfidence = 0.99;
}
