using UvRelease.Channels.Feeds;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.StoreInputs;

/// <summary>Inputs of steps that change channels: what opens their store, and how fast it is.</summary>
public sealed record StoreAccess
{
    /// <summary>What opens it.</summary>
    [Inputs]
    public StoreLogin Login { get; init; } = new();

    /// <summary>How long clients may see older feeds.</summary>
    [Input("visible-within", "How long a write may take until it is visible under the public address.", Default = "90s")]
    public TimeSpan VisibleWithin { get; init; }

    /// <summary>Key of feeds.</summary>
    [Input("feed-key", "Key that signs feeds (Ed25519 in PEM), for apps that check signatures; two of them while one takes the place of the other. Empty signs "
        + "none.")]
    public Secret? FeedKey { get; init; }

    /// <summary>How long signatures of feeds are good.</summary>
    [Input("feed-signature-lifetime", "How long signatures of feeds are good. 'reconcile' makes them anew after half of it.", Default = "14d")]
    public TimeSpan FeedSignatureLifetime { get; init; }

    /// <summary>Opens a store. One behind a network that will be written to is tried first: it must keep the preconditions of writes.</summary>
    /// <param name="app">Where it is.</param>
    /// <param name="context">The step.</param>
    /// <param name="writes">False where nothing will be written.</param>
    /// <param name="uploadRetries">Gets 1 each time that content is sent again; null for nobody.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="isUrgent">True for what can't wait: no trial, and where there is no public address to be had, the store's own.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: an address is none, or credentials don't fit it; <see cref="Fault.Refused"/>: it keeps no preconditions;
    /// <see cref="Fault.Environment"/>: it can't be used.
    /// </exception>
    public async Task<IStore> OpenAsync(
        AppStore app, StepContext context, bool writes, IProgress<long>? uploadRetries, CancellationToken cancellationToken, bool isUrgent = false)
    {
        StoreAddress address = AppStore.AddressOf(app.Store, context.Workspace);
        if (address is StoreAddress.Directory folder && writes)
            context.Workspace.Wrote(context.Workspace.Output(folder.Path));
        Uri? publicUrl = isUrgent ? UrgentAddress(app, context.Log) : app.PublicAddress();
        return await Login.OpenAsync(address, publicUrl, context, isTried: writes && !isUrgent, uploadRetries, cancellationToken);
    }

    /// <summary>Opens a store that something was published to: a folder must be there. See <see cref="OpenAsync"/>.</summary>
    /// <exception cref="ReleaseException">As <see cref="OpenAsync"/>; <see cref="Fault.Input"/> too: there is no such folder.</exception>
    public async Task<IStore> OpenExistingAsync(
        AppStore app, StepContext context, bool writes, CancellationToken cancellationToken, bool isUrgent = false)
    {
        if (AppStore.AddressOf(app.Store, context.Workspace) is StoreAddress.Directory folder && !Directory.Exists(folder.Path))
        {
            throw new ReleaseException(
                Fault.Input, $"Input 'store' is '{app.Store}', and there is no such folder. Name the one that releases were published to.");
        }

        return await OpenAsync(app, context, writes, uploadRetries: null, cancellationToken, isUrgent);
    }

    private static Uri? UrgentAddress(AppStore app, Log log)
    {
        try
        {
            return app.PublicAddress();
        }
        catch (Exception e) when (e is ReleaseException or IOException or UnauthorizedAccessException)
        {
            string what = app.PublicUrl is null ? "The configuration says nothing of" : "Nobody can use";
            log.Warning($"{what} 'public-url' ({e.Message}) The feeds are read back from the store itself.");
            return null;
        }
    }

    /// <summary>What moves of channels work with in a step.</summary>
    /// <param name="context">The step.</param>
    /// <param name="publish">What the project's configuration says; null where it can't be read and the move doesn't wait for that.</param>
    /// <param name="channels">All channels, least stable first.</param>
    public MoveSettings MoveSettings(StepContext context, PublishConfiguration? publish, IReadOnlyList<string> channels) => new()
    {
        LegacyFeeds = publish?.LegacyPlaces(channels) ?? [],
        WrongTimes = publish?.WrongTimes ?? new Dictionary<string, int>(StringComparer.Ordinal),
        Signer = FeedKey is { } key ? FeedSigner.Read(key.Reveal(), FeedSignatureLifetime, context.Time) : null,
        Time = context.Time,
        Progress = context.Log,
        Warnings = new Warnings(context.Log),
        VisibleWithin = VisibleWithin,
        Http = static () => new HttpClient(),
    };

    private sealed class Warnings(Log log) : IProgress<string>
    {
        public void Report(string value) => log.Warning(value);
    }
}
