using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Moves;

/// <summary>What is checked of every wish to change a channel before anything is read or written.</summary>
public static class MoveRules
{
    /// <summary>Id of the app: as it is given, else as the configuration says.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: neither, or it is no id.</exception>
    public static string App(string? given, string? configured)
    {
        string app = given ?? configured ?? throw Wrong(
            "Neither 'app' nor publish.app of the configuration says which app the store is of. Give one: lower-case letters, digits and hyphens.");
        return DocumentForms.Name(app) is { } problem ? throw Wrong($"The app '{app}' {problem}") : app;
    }

    /// <summary>Refuses a channel that nobody configured.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public static void CheckChannel(string channel, IReadOnlyList<string> channels)
    {
        if (channels.Contains(channel, StringComparer.Ordinal))
            return;
        string hint = NearestName.Of(channel, channels) is { } near ? $" Did you mean '{near}'?" : "";
        throw Wrong(
            $"The channel '{channel}' is none of the configuration's: {string.Join(", ", channels)}.{hint} New channels are added to changelog.channels.");
    }

    /// <summary>Refuses an approved plan that is no digest.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public static void CheckApproval(MoveRequest request)
    {
        if (request.ApprovedPlan is { } digest && DocumentForms.Digest(digest) is { } problem)
            throw Wrong($"Input 'approved-plan' is '{digest}' and {problem} Take the output 'plan-digest' of a dry run.");
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
