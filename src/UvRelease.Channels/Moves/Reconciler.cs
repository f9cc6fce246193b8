using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Stores;

namespace UvRelease.Channels.Moves;

/// <summary>Brings state and feeds of channels to what their logs say, as every move does after its commit. Makes no generation.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="settings">What it works with.</param>
public sealed class Reconciler(IStore store, MoveSettings settings)
{
    private readonly ChannelConvergence convergence = new(store, new SealedReleases(store), new ClientView(store, settings), settings);

    /// <summary>Brings a channel up to its log.</summary>
    /// <returns>Its newest entry and what was done; null for a channel without a log.</returns>
    /// <exception cref="Releases.ReleaseException">The log is not whole, or clients don't see what was written.</exception>
    public async Task<(LogHead Head, ConvergenceReport Report)?> RunAsync(string app, string channel, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, app, channel);
        return await log.HeadAsync(cancellationToken) is { } head ? (head, await convergence.RunAsync(log, head, cancellationToken)) : null;
    }
}
