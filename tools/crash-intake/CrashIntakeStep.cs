using System.Net;
using UvRelease.Crashes.Intake;
using UvRelease.Crashes.Redaction;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.CrashIntake;

/// <summary>Listens for crash reports until it is ended, or redacts a folder of them.</summary>
public sealed class CrashIntakeStep : IStep<CrashIntakeOptions>
{
    /// <inheritdoc/>
    public static StepDescription Description { get; } = new("crash-intake", "Takes in crash reports and pings: consent, limits, redaction, then the store.");

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(CrashIntakeOptions options, StepContext context, CancellationToken cancellationToken)
    {
        IntakeSettings settings = Settings(options);
        StoreAddress place = AppStore.AddressOf(options.Store, context.Workspace);
        using IStore store = await options.Login.OpenAsync(place, null, context, isTried: true, uploadRetries: null, cancellationToken);
        if (options.Batch is { } folder)
            return await RedactAsync(folder, new CrashBatch(store, settings, context.Time), context, cancellationToken);

        IPEndPoint address = IPEndPoint.TryParse(options.Listen, out IPEndPoint? given) && options.Listen.Contains(':', StringComparison.Ordinal)
            ? given
            : throw Wrong($"Input 'listen' is '{options.Listen}' and must be an address and a port, such as 0.0.0.0:8080.");
        // Each request waits for the disk on a thread of its own: flushes that come together cost the disk little more than one.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, options.Parallel + Environment.ProcessorCount), ports);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
        SentryForwarder? sentry = options.SentryEndpoint is { } endpoint ? new SentryForwarder(http, Endpoint(endpoint.Reveal()), store) : null;
        await using var events = new ReportEvents(context, sentry);
        var intake = new ReportIntake(store, settings, context.Time, events);
        using var server = new IntakeServer(intake, settings, options.ClientHeader);
        IPEndPoint bound = await server.StartAsync(address, cancellationToken);
        context.Log.Info($"Listening at http://{bound}. Reports go to {store.Address}.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        await server.StopAsync();
        IntakeCounts counts = intake.Counts;
        context.Log.Info(
            $"Ended. Stored since the start: {Quantity.Of(counts.Dumps, "dump")}, {Quantity.Of(counts.Errors, "error")}, {Quantity.Of(counts.Pings, "ping")}. "
                + $"Reports that count for no release: {counts.Uncounted}.");
        return new StepResult.Done();
    }

    private static async Task<StepResult> RedactAsync(WorkspacePath folder, CrashBatch batch, StepContext context, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        int stored = 0;
        foreach (string file in CrashBatch.Files(folder.FullPath))
        {
            try
            {
                StoredReport report = await batch.TakeAsync(file, cancellationToken);
                context.Log.Info($"{Path.GetFileName(file)} is {report.Id}." + ReportEvents.Uncounted(report));
                stored++;
            }
            catch (ReleaseException e) when (e.Fault == Fault.Input)
            {
                problems.Add(e.Message);
            }
        }

        context.Log.Info($"Reports of {folder} that are redacted and stored: {stored}.");
        return problems.Count == 0 ? new StepResult.Done() : new StepResult.Failed(new ReleaseException(Fault.Input, problems));
    }

    private static IntakeSettings Settings(CrashIntakeOptions options)
    {
        (string Name, int Value, int Most)[] numbers =
            [("client-rate", options.ClientRate, 1_000_000), ("parallel", options.Parallel, 10_000), ("max-size", options.MaxSize, 500)];
        foreach ((string name, int value, int most) in numbers)
        {
            if (value < 1 || value > most)
                throw Wrong($"Input '{name}' is {value} and must be from 1 to {most}.");
        }

        return new IntakeSettings
        {
            MostSentBytes = options.MaxSize << 20,
            MostBytes = options.MaxSize << 21,
            MostAtOnce = options.Parallel,
            MostPerMinute = options.ClientRate,
            Rules = RedactionRules.Standard.Allowing(options.AllowedAnnotations),
        };
    }

    private static Uri Endpoint(string text) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? endpoint) && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback)
        ? endpoint
        : throw Wrong("Input 'sentry-endpoint' must be an address of https: https://HOST/api/PROJECT/minidump/?sentry_key=KEY.");

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
