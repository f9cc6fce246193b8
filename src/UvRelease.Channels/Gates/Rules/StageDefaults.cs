namespace UvRelease.Channels.Gates.Rules;

/// <summary>
/// Rules of stages where the configuration says nothing. A stage is what a release leaves: the first channel, one between, or a share of the last
/// one's clients.
/// The numbers of devices are those at which zero to a few crashes say enough: 299 without any exclude more than 1 %.
/// </summary>
public static class StageDefaults
{
    // What is allowed above the release before shrinks as the devices become enough to see it.
    private static readonly Stage First = new(24, 20, 0.15, null, 0), Between = new(72, 300, 0.01, null, null, WeekdayPeak: true);

    private static readonly (int Share, Stage Stage)[] Last =
    [
        (25, new(48, 15_000, 0.01, 0.5, null)), (5, new(24, 4_000, 0.01, 1, null)), (0, new(24, 1_000, 0.01, 1.5, null)),
    ];

    /// <summary>The rules of a stage.</summary>
    /// <param name="channel">The channel that is left.</param>
    /// <param name="share">Share of its clients that are offered the release, in percent.</param>
    /// <param name="channels">All channels, least stable first.</param>
    public static TransitionRules Of(string channel, int share, IReadOnlyList<string> channels)
    {
        Stage stage = channel == channels[^1] ? Last.First(last => share >= last.Share).Stage : channel == channels[0] ? First : Between;
        return new TransitionRules(
            channel,
            share,
            null,
            new BakeRule(TimeSpan.FromHours(stage.Hours), stage.Devices, stage.WeekdayPeak),
            stage.Devices,
            new HealthRule(stage.CrashRate, stage.StartupCrashes, stage.RiskMargin, 0.1, TimeSpan.FromDays(7), TimeSpan.FromHours(26)),
            new AdoptionRule(0.3, 0.05));
    }

    private sealed record Stage(int Hours, int Devices, double CrashRate, double? RiskMargin, int? StartupCrashes, bool WeekdayPeak = false);
}
