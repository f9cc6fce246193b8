using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>
/// Tells events to whoever wants to know: a file of CloudEvents, and an OpenTelemetry collector where the environment names one
/// (<see cref="OtlpTarget"/>). Whatever goes wrong here is a warning and changes no outcome.
/// </summary>
public sealed class EventSink
{
    private readonly GitHubRun run;
    private readonly Log log;
    private readonly TimeProvider time;
    private readonly DateTimeOffset start;
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);

    internal EventSink(GitHubRun run, Log log, TimeProvider time)
    {
        (this.run, this.log, this.time) = (run, log, time);
        start = time.GetUtcNow();
    }

    /// <summary>Tells an event.</summary>
    /// <param name="told">The event.</param>
    /// <param name="file">File of CloudEvents that it is added to; null for none.</param>
    public async Task TellAsync(StepEvent told, WorkspacePath? file)
    {
        DateTimeOffset now = time.GetUtcNow();
        await TryAsync(told, () =>
        {
            if (file is not null)
                Append(file, CloudEventLine.Write(told, Source, $"{told.Name}:{told.Key}:{run.Variables.GetValueOrDefault("GITHUB_RUN_ID", "local")}-{run.Variables.GetValueOrDefault("GITHUB_RUN_ATTEMPT", "1")}", now));
            return Task.CompletedTask;
        });
        await TryAsync(told, () => ExportAsync(told, now));
    }

    private async Task TryAsync(StepEvent told, Func<Task> tell)
    {
        try
        {
            await tell();
        }
#pragma warning disable CA1031 // Telemetry never changes an outcome, whatever it throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Warning($"The event {told.Name} could not be told: {e.Message} The outcome of the step is not affected.");
            log.Debug(e.ToString());
        }
    }

    private string Source => run.RunUrl ?? "urn:uv-release:local";

    private static void Append(WorkspacePath file, byte[] line)
    {
        byte[] before = File.Exists(file.FullPath) ? File.ReadAllBytes(file.FullPath) : [];
        AtomicFile.Write(file.FullPath, [.. before, .. line], CancellationToken.None);
    }

    private async Task ExportAsync(StepEvent told, DateTimeOffset now)
    {
        var warnings = new List<string>();
        OtlpTarget? logs = OtlpTarget.Read(run.Variables, "logs", warnings.Add);
        OtlpTarget? metrics = told.Metrics.Count > 0 ? OtlpTarget.Read(run.Variables, "metrics", warnings.Add) : null;
        foreach (string warning in warnings.Where(warned.Add))
            log.Warning(warning);

        var posts = new List<Task>();
        if (logs is not null)
            posts.Add(OtlpExport.PostAsync(logs, logs.IsJson ? OtlpJson.Logs(told, Resource(), now) : OtlpProtobuf.Logs(told, Resource(), now)));
        if (metrics is not null)
            posts.Add(OtlpExport.PostAsync(metrics, metrics.IsJson ? OtlpJson.Metrics(told, Resource(), start, now) : OtlpProtobuf.Metrics(told, Resource(), start, now)));
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
