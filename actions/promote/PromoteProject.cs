using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.Promote;

/// <summary>What the project's configuration says to moves.</summary>
/// <param name="App">Id of the app.</param>
/// <param name="Channels">All channels, least stable first.</param>
/// <param name="Publish">Section publish.</param>
/// <param name="Promote">Section promote.</param>
internal sealed record PromoteProject(string App, IReadOnlyList<string> Channels, PublishConfiguration Publish, PromoteConfiguration Promote)
{
    /// <summary>Channels that change only when somebody approves it who did not start the run.</summary>
    public IReadOnlyList<string> Reviewed => Promote.Reviewed ?? [Channels[^1]];

    /// <summary>Lowest version whose clients take downgrades; null for none.</summary>
    public string? DowngradeFloor => Promote.DowngradeFloor;

    /// <summary>Reads it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it can't be read, or names no app.</exception>
    public static PromoteProject Read(PromoteOptions options)
    {
        YamlMapping project = ConfigurationFile.Read(options.Store.Configuration.FullPath, options.Store.Configuration.Relative);
        var publish = PublishConfiguration.Read(project.Mapping("publish"));
        IReadOnlyList<string> channels = ReleaseNaming.Read(project.Mapping("changelog")).Channels;
        var promote = PromoteConfiguration.Read(project.Mapping("promote"), channels);
        return new PromoteProject(MoveRules.App(options.Store.App, publish.App), channels, publish, promote);
    }

    /// <summary>Reads it for a halt, which waits for no correction of a file: null where it can't be read.</summary>
    public static PromoteProject? ReadToHalt(PromoteOptions options, string channel, Log log)
    {
        try
        {
            PromoteProject project = Read(options);
            project.Publish.LegacyPlaces(project.Channels);
            return project;
        }
        catch (Exception e) when (e is ReleaseException or IOException or UnauthorizedAccessException)
        {
            log.Warning($"The configuration says nothing of the app ({e.Message}) The log of {channel} is asked. If publish.legacy-feeds names places, run "
                + "'reconcile' when the configuration is mended: older apps are still offered the release there.");
            return null;
        }
    }

    /// <summary>Refuses to halt a channel that is neither configured nor in the store: one that was taken out of the configuration has clients still.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public async Task CheckHaltedAsync(string channel, IStore store, CancellationToken cancellationToken)
    {
        bool isKnown = Channels.Contains(channel, StringComparer.Ordinal);
        if (!isKnown && (DocumentForms.Name(channel) is not null || await ChannelLog.AppAsync(store, channel, cancellationToken) is null))
            MoveRules.CheckChannel(channel, Channels);
    }

    /// <summary>The app of a channel that is to be halted: by the input, else by the log.</summary>
    public static async Task<string> AppToHaltAsync(PromoteOptions options, string channel, IStore store, CancellationToken cancellationToken)
    {
        if (DocumentForms.Name(channel) is { } problem)
            throw new ReleaseException(Fault.Input, $"The channel '{channel}' {problem}");
        return options.Store.App ?? await ChannelLog.AppAsync(store, channel, cancellationToken)
            ?? throw new ReleaseException(Fault.Refused, $"The store has no log of a channel '{channel}', so there is nothing to halt.");
    }
}
