using UvRelease.Channels.Boards;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.Reconcile;

/// <summary>Brings state and feeds of channels up to their logs.</summary>
public sealed class ReconcileStep : IStep<ReconcileOptions>
{
    private static readonly Output Channels = new("channels", "Channels that have a log, one per line.");
    private static readonly Output Written = new("written", "Keys that were written, one per line; empty if everything was right.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "reconcile",
        "Brings the state and feeds of channels, and the release board, to what their logs say. Writes nothing else, and throws away what killed runs left.",
        Channels, Written);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReconcileOptions options, StepContext context, CancellationToken cancellationToken)
    {
        context.Workspace.Prove(options.EventsFile);
        YamlMapping project = ConfigurationFile.Read(options.Store.Configuration.FullPath, options.Store.Configuration.Relative);
        IReadOnlyList<string> all = ReleaseNaming.Read(project.Mapping("changelog")).Channels;
        if (options.Channel is { } one)
            MoveRules.CheckChannel(one, all);
        var configuration = PublishConfiguration.Read(project.Mapping("publish"));
        string app = MoveRules.App(options.Store.App, configuration.App);
        using IStore store = await options.Access.OpenAsync(options.Store, context, writes: true, uploadRetries: null, cancellationToken);
        var reconciler = new Reconciler(store, options.Access.MoveSettings(context, configuration, all)) { ReadsFiles = options.ReadFiles };
        var channels = new List<string>();
        var written = new List<string>();
        var damaged = new List<string>();
        foreach (string channel in options.Channel is null ? all : [options.Channel])
        {
            if (await reconciler.RunAsync(app, channel, cancellationToken) is not (LogHead head, ConvergenceReport report))
                continue;
            channels.Add(channel);
            written.AddRange(report.Written);
            damaged.AddRange(report.Damaged.Select(file => $"{channel} serves {head.Entry.Status.Current.Version}, and {file}."));
            string repaired = report.Written.Count == 0 ? "everything was right" : $"{report.Written.Count} files made good";
            context.Log.Info($"{channel} is at generation {head.Entry.Generation} with {head.Entry.Status.Current.Version}: {repaired}.");
            context.Workspace.Wrote(options.EventsFile);
            await context.Events.ReportAsync(Event(app, head, report), options.EventsFile);
        }

        if (channels.Count > 0)
            await new ReleaseBoard(store, app, all).WriteAsync(cancellationToken);
        await SweepAsync(store, context, cancellationToken);
        if (damaged.Count > 0)
        {
            throw new ReleaseException(
                Fault.Refused,
                [.. damaged, "Clients can't update. Run the publish of that version again with the files of its build: it puts them back."]);
        }

        OutputValue[] outputs = [Channels.Is(string.Join('\n', channels)), Written.Is(string.Join('\n', written))];
        return channels.Count > 0
            ? new StepResult.Done(outputs)
            : new StepResult.Skipped("No channel has a log yet: nothing was ever published here.", outputs);
    }

    // What killed runs left harms nobody but the bill: a store that refuses this is told, and nothing fails.
    private static async Task SweepAsync(IStore store, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<string> swept = await StoreSweep.RunAsync(store, context.Time.GetUtcNow(), cancellationToken);
            if (swept.Count > 0)
                context.Log.Info($"Thrown away, left by runs that were killed: {string.Join(", ", swept)}.");
        }
        catch (ReleaseException e)
        {
            context.Log.Warning($"What killed runs left in the store could not be thrown away: {e.Message}");
        }
    }

    private static StepEvent Event(string app, LogHead head, ConvergenceReport report) => new(
        "uv.release.reconcile", $"{head.Entry.Channel}/{head.Entry.Status.Current.Version}", $"{head.Hash[..16]}:{report.Written.Count}", IsError: false,
        [
            ("uv.release.action", "reconcile"),
            ("uv.release.outcome", report.Written.Count == 0 ? "noop" : "success"),
            ("uv.release.app", app),
            ("uv.release.channel", head.Entry.Channel),
            ("uv.release.version", head.Entry.Status.Current.Version),
            ("uv.release.digest", head.Entry.Status.Current.Digest),
            ("uv.release.generation.to", head.Entry.Generation),
        ]);
}
