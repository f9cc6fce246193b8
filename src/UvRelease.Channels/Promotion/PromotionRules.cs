using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Promotion;

/// <summary>Whether a wish to move a channel is one at all; nothing is read or written for it.</summary>
public static class PromotionRules
{
    /// <summary>Refuses what can't be right.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a share, version, cohort, channel or digest that is none; <see cref="Fault.Refused"/>: a channel that is skipped without an
    /// emergency, or an emergency without a reason.
    /// </exception>
    public static void Check(MoveRequest request)
    {
        MoveRules.CheckApproval(request);
        if (Share(request) is < 0 or > 100)
            throw Wrong($"Input 'rollout' is {Share(request)} and must be a whole number from 0 to 100.");
        if (Version(request) is { } version && DocumentForms.Version(version) is { } problem)
            throw Wrong($"Input 'release' is '{version}' and {problem}");
        if (request is not PromoteRequest promote)
            return;
        foreach (string cohort in promote.Cohorts)
        {
            if (DocumentForms.Name(cohort) is { } wrong)
                throw Wrong($"The cohort '{cohort}' {wrong}");
        }

        Skips(promote);
    }

    /// <summary>Channel that a release comes from.</summary>
    /// <exception cref="ReleaseException">See <see cref="Check"/>.</exception>
    internal static string From(PromoteRequest request)
    {
        int to = Index(request, request.Channel);
        return request.From ?? (to > 0
            ? request.Channels[to - 1]
            : throw Refused($"No channel comes before {request.Channel}, so nothing can be promoted to it. Publish on it."));
    }

    /// <summary>True where a channel between source and target is skipped, or the rules of an emergency were asked for.</summary>
    /// <exception cref="ReleaseException">See <see cref="Check"/>.</exception>
    internal static bool Skips(PromoteRequest request)
    {
        string from = From(request);
        int steps = Index(request, request.Channel) - Index(request, from);
        if (steps <= 0)
        {
            throw Refused(
                $"{from} does not come before {request.Channel}: the order is {string.Join(", ", request.Channels)}, and releases go from left to right.");
        }

        if (steps > 1 && !request.Emergency)
        {
            IEnumerable<string> between = request.Channels.Skip(Index(request, from) + 1).Take(steps - 1);
            throw Refused(
                $"From {from} to {request.Channel} a release goes through {string.Join(", ", between)}. "
                + "To skip that takes 'emergency', a reason and two approvers.");
        }

        return request.Emergency && string.IsNullOrWhiteSpace(request.Reason)
            ? throw Refused("An emergency takes a reason. Say it in 'reason': the log keeps it.")
            : request.Emergency;
    }

    private static int? Share(MoveRequest request) => request switch
    {
        PromoteRequest promote => promote.Percent,
        WidenRequest widen => widen.Percent,
        ResumeRequest resume => resume.Percent,
        _ => null,
    };

    private static string? Version(MoveRequest request) => request switch
    {
        PromoteRequest promote => promote.Version,
        RollbackRequest rollback => rollback.Version,
        _ => null,
    };

    private static int Index(PromoteRequest request, string channel)
    {
        MoveRules.CheckChannel(channel, request.Channels);
        return request.Channels.ToList().IndexOf(channel);
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
