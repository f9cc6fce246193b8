using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Publishing;

/// <summary>Whether a wish to publish is one that the configuration allows.</summary>
public static class PublishRules
{
    /// <summary>Id of the app: as it is given, else as the configuration says.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: neither, or it is no id.</exception>
    public static string App(string? given, PublishConfiguration configuration)
    {
        string app = given ?? configuration.App ?? throw Wrong("Neither 'app' nor publish.app of the configuration says which app the store is of. Give one: lower-case letters, digits and hyphens.");
        return DocumentForms.Name(app) is { } problem ? throw Wrong($"The app '{app}' {problem}") : app;
    }

    /// <summary>Refuses a channel that nobody configured.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public static void CheckChannel(string channel, IReadOnlyList<string> channels)
    {
        if (!channels.Contains(channel, StringComparer.Ordinal))
            throw Wrong($"The channel '{channel}' is none of the configuration's: {string.Join(", ", channels)}.{(NearestName.Of(channel, channels) is { } near ? $" Did you mean '{near}'?" : "")} New channels are added to changelog.channels.");
    }

    /// <summary>Refuses what can't be right before anything is read or written.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a channel, share, cohort or digest that is none; <see cref="Fault.Refused"/>: a channel that is reached by promotion alone.
    /// </exception>
    public static void Check(PublishRequest request, PublishConfiguration configuration, IReadOnlyList<string> channels)
    {
        CheckChannel(request.Channel, channels);
        IReadOnlyList<string> direct = configuration.Direct ?? [channels[0]];
        if (!direct.Contains(request.Channel, StringComparer.Ordinal))
            throw new ReleaseException(Fault.Refused, $"Releases reach {request.Channel} by 'promote' alone; they are published on {(direct.Count == 0 ? "no channel" : string.Join(", ", direct))}. To publish on it without the gates of a promotion, add it to publish.direct of the configuration.");
        if (request.Percent is < 0 or > 100)
            throw Wrong($"Input 'rollout' is {request.Percent} and must be a whole number from 0 to 100.");
        foreach (string cohort in request.Cohorts)
        {
            if (DocumentForms.Name(cohort) is { } problem)
                throw Wrong($"The cohort '{cohort}' {problem}");
        }

        if (request.ApprovedPlan is { } digest && DocumentForms.Digest(digest) is { } wrong)
            throw Wrong($"Input 'approved-plan' is '{digest}' and {wrong} Take the output 'plan-digest' of a dry run.");
        if (request.Hosted && configuration.ArtifactsUrl is null)
            throw Wrong("Input 'hosted' is true, and publish.artifacts-url of the configuration does not say where the files are hosted. Add it.");
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, MarkdownText.Visible(message));
}
