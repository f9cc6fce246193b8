using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Publishing;

/// <summary>Whether a wish to publish is one that the configuration allows.</summary>
public static class PublishRules
{
    /// <summary>Refuses what can't be right before anything is read or written.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a channel, share, cohort or digest that is none; <see cref="Fault.Refused"/>: a channel that is reached by promotion alone.
    /// </exception>
    public static void Check(PublishRequest request, PublishConfiguration configuration, IReadOnlyList<string> channels)
    {
        MoveRules.CheckChannel(request.Channel, channels);
        CheckDirect(request.Channel, configuration.Direct ?? [channels[0]]);
        if (request.Percent is < 0 or > 100)
            throw Wrong($"Input 'rollout' is {request.Percent} and must be a whole number from 0 to 100.");
        foreach (string cohort in request.Cohorts)
        {
            if (DocumentForms.Name(cohort) is { } problem)
                throw Wrong($"The cohort '{cohort}' {problem}");
        }

        MoveRules.CheckApproval(request);
        if (request.Hosted && configuration.ArtifactsUrl is null)
            throw Wrong("Input 'hosted' is true, and publish.artifacts-url of the configuration does not say where the files are hosted. Add it.");
    }

    private static void CheckDirect(string channel, IReadOnlyList<string> direct)
    {
        if (direct.Contains(channel, StringComparer.Ordinal))
            return;
        throw new ReleaseException(
            Fault.Refused,
            $"Releases reach {channel} by 'promote' alone; they are published on {(direct.Count == 0 ? "no channel" : string.Join(", ", direct))}. "
            + "To publish on it without the gates of a promotion, add it to publish.direct of the configuration.");
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
