using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>
/// Reports events to whoever wants to know: a file of CloudEvents, and an OpenTelemetry collector where the environment names one
/// (<see cref="OtlpTarget"/>). Whatever goes wrong here is a warning and changes no outcome.
/// </summary>
public sealed class EventSink
{
    private readonly GitHubRun run;
    private readonly Log log;
    private readonly SecretMask mask;
    private readonly TimeProvider time;
    private readonly DateTimeOffset start;
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);

    internal EventSink(GitHubRun run, Log log, SecretMask mask, TimeProvider time)
    {
        (this.run, this.log, this.mask, this.time) = (run, log, mask, time);
        start = time.GetUtcNow();
    }

    /// <summary>Reports an event.</summary>
    /// <param name="stepEvent">The event.</param>
    /// <param name="file">File of CloudEvents that it is added to; null for none.</param>
    public async Task ReportAsync(StepEvent stepEvent, OutputPath? file)
    {
        stepEvent = stepEvent.Masked(mask);
        DateTimeOffset now = time.GetUtcNow();
        await TryAsync(stepEvent, () =>
        {
            if (file is not null)
                Append(file, CloudEventLine.Write(stepEvent, Source, $"{stepEvent.Name}:{stepEvent.Key}:{Attempt}", now));
            return Task.CompletedTask;
        });
        await TryAsync(stepEvent, () => ExportAsync(stepEvent, now));
    }

    private async Task TryAsync(StepEvent stepEvent, Func<Task> tell)
    {
        try
        {
            await tell();
        }
#pragma warning disable CA1031 // Telemetry never changes an outcome, whatever it throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Warning($"The event {stepEvent.Name} could not be sent: {e.Message} The outcome of the step is not affected.");
            log.Debug(e.ToString());
        }
    }

    private string Attempt =>
        $"{run.Variables.GetValueOrDefault("GITHUB_RUN_ID", "local")}-{run.Variables.GetValueOrDefault("GITHUB_RUN_ATTEMPT", "1")}";

    private string Source => run.RunUrl ?? "urn:uv-release:local";

    private static void Append(OutputPath file, byte[] line)
    {
        byte[] before = Path.Exists(file.FullPath) ? RegularFile.Read(file.FullPath, Array.MaxLength) ?? [] : [];
        AtomicFile.Write(file.FullPath, [.. before, .. line], CancellationToken.None);
    }

    private async Task ExportAsync(StepEvent stepEvent, DateTimeOffset now)
    {
        var warnings = new List<string>();
        OtlpTarget? logs = OtlpTarget.Read(run.Variables, "logs", warnings.Add);
        OtlpTarget? metrics = stepEvent.Metrics.Count > 0 ? OtlpTarget.Read(run.Variables, "metrics", warnings.Add) : null;
        foreach (string warning in warnings.Where(warned.Add))
            log.Warning(warning);

        IReadOnlyList<(string Name, object? Value)> resource = Resource();
        var posts = new List<Task>();
        if (logs is not null)
            posts.Add(OtlpExport.PostAsync(logs, logs.IsJson ? OtlpJson.Logs(stepEvent, resource, now) : OtlpProtobuf.Logs(stepEvent, resource, now)));
        if (metrics is not null)
        {
            posts.Add(OtlpExport.PostAsync(
                metrics, metrics.IsJson ? OtlpJson.Metrics(stepEvent, resource, start, now) : OtlpProtobuf.Metrics(stepEvent, resource, start, now)));
        }

        await Task.WhenAll(posts);
    }

    // Semantic conventions for CI/CD and version control.
    private IReadOnlyList<(string Name, object? Value)> Resource() =>
    [
        ("service.name", run.Variables.GetValueOrDefault("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : "uv-release"),
        ("cicd.pipeline.name", run.Variables.GetValueOrDefault("GITHUB_WORKFLOW")),
        ("cicd.pipeline.run.id", run.Variables.GetValueOrDefault("GITHUB_RUN_ID")),
        ("cicd.pipeline.run.url.full", run.RunUrl),
        ("vcs.repository.url.full", run.Repository is { } repository ? $"{run.ServerUrl}/{repository}" : null),
        ("vcs.ref.head.name", run.Variables.GetValueOrDefault("GITHUB_REF_NAME")),
        ("vcs.ref.head.revision", run.Sha),
    ];
}
