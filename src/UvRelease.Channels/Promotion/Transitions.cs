using UvRelease.Channels.Logs;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Promotion;

/// <summary>The state machine of a channel that serves something: rolling out, complete, halted, rolled back; pure.</summary>
internal static class Transitions
{
    /// <summary>More clients. A share never falls but by a halt.</summary>
    public static ChannelStatus Widen(string channel, ChannelStatus status, int percent)
    {
        if (status.Halted)
            throw Refused($"{Halted(channel, status)} and can't be widened. {After(status)}");
        return percent > status.Current.Percent
            ? status with { Current = status.Current with { Percent = percent } }
            : throw Refused(
                $"{status.Current.Version} is offered to {status.Current.Percent} % on {channel} already, and a share is never made smaller: clients that have "
                + "the release keep it. Halt it to offer it to nobody.");
    }

    /// <summary>Nobody, from whatever it is.</summary>
    public static ChannelStatus Halt(ChannelStatus status) => status with { Halted = true };

    /// <summary>The halted release again, at no more than its share.</summary>
    public static ChannelStatus Resume(string channel, ChannelStatus status, int? percent)
    {
        if (!status.Halted)
            throw Refused($"{status.Current.Version} on {channel} is not halted: it is offered to {status.Current.Percent} %. 'widen' offers it to more.");
        if (status.RolledBack)
            throw Refused($"{Halted(channel, status)} and can't be resumed. {After(status)}");
        int share = percent ?? status.Current.Percent;
        return share <= status.Current.Percent
            ? status with { Halted = false, Current = status.Current with { Percent = share } }
            : throw Refused(
                $"{status.Current.Version} was halted at {status.Current.Percent} % on {channel}, and {share} % is more. Resume at no more, then widen.");
    }

    /// <summary>The last release that reached everybody, for all who lack the halted one.</summary>
    public static ChannelStatus FallBack(string channel, ChannelStatus status)
    {
        CheckHalted(channel, status);
        return status.Fallback is not null
            ? status with { RolledBack = true }
            : throw Refused(
                $"{channel} has nothing to fall back to: no release before {status.Current.Version} reached everybody, or the last that did was halted or "
                + "left by a downgrade. Publish a higher version.");
    }

    /// <summary>An earlier release for everybody who opted in to going back.</summary>
    public static ChannelStatus Downgrade(string channel, ChannelStatus status, ReleaseReference target, string? floor, DateTimeOffset now)
    {
        CheckHalted(channel, status);
        if (Higher(floor, status.Floor) is not { } lowest)
        {
            throw Refused(
                "Clients go back only where their app allows it, and promote.downgrade-floor of the configuration names no version from which on it does. "
                + "Use mode 'fallback', or promote a higher version.");
        }

        if (Version(target.Version).CompareTo(Version(lowest)) < 0)
            throw Refused($"{target.Version} is below the floor {lowest}: its app can't read what later ones left, or can't update again. Choose a later one.");
        if (Version(target.Version).CompareTo(Version(status.Current.Version)) >= 0)
            throw Refused($"{target.Version} is not lower than {status.Current.Version}, which {channel} serves. Promote it instead.");
        return status with
        {
            Current = new ChannelOffer(target.Version, target.Digest, 100, [], Times.Text(now)),
            Fallback = null,
            Halted = false,
            RolledBack = false,
            Floor = lowest,
        };
    }

    /// <summary>Refuses a way back from what is not halted.</summary>
    public static void CheckHalted(string channel, ChannelStatus status)
    {
        if (!status.Halted)
            throw Refused($"{status.Current.Version} is offered to {status.Current.Percent} % on {channel}. Halt it first; then choose the way back.");
    }

    private static string? Higher(string? one, string? other) =>
        one is null ? other : other is null || Version(one).CompareTo(Version(other)) > 0 ? one : other;

    private static string Halted(string channel, ChannelStatus status) =>
        $"{status.Current.Version} on {channel} is {(status.RolledBack ? "rolled back" : "halted")}";

    private static string After(ChannelStatus status) =>
        status.RolledBack ? "Promote a higher version."
        : $"Resume it, {(status.Fallback is null ? "" : "roll it back, ")}or promote a higher version.";

    private static SemanticVersion Version(string text) => SemanticVersion.TryParse(text)!;

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
