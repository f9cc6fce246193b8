using System.Net.Http.Headers;
using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>
/// Tells events to whoever wants to know: a file of CloudEvents, and an OpenTelemetry collector where OTEL_EXPORTER_OTLP_ENDPOINT names one. Whatever
/// goes wrong here is a warning and changes no outcome.
/// </summary>
public sealed class EventSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly GitHubRun run;
    private readonly Log log;
    private readonly TimeProvider time;
    private readonly DateTimeOffset start;

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
        try
        {
            if (file is not null)
                Append(file, CloudEventLine.Write(told, Source, $"{told.Name}:{told.Key}:{run.Variables.GetValueOrDefault("GITHUB_RUN_ID", "local")}-{run.Variables.GetValueOrDefault("GITHUB_RUN_ATTEMPT", "1")}", now));
            if (run.Variables.GetValueOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } endpoint && run.Variables.GetValueOrDefault("OTEL_SDK_DISABLED") != "true")
                await ExportAsync(told, endpoint.TrimEnd('/'), now);
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

    // OTLP/HTTP (opentelemetry.io/docs/specs/otlp): /v1/logs and /v1/metrics below the endpoint, JSON.
    private async Task ExportAsync(StepEvent told, string endpoint, DateTimeOffset now)
    {
        using var http = new HttpClient { Timeout = Patience };
        foreach (string pair in run.Variables.GetValueOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2) is [var name, var value])
                http.DefaultRequestHeaders.TryAddWithoutValidation(name.Trim(), Uri.UnescapeDataString(value.Trim()));
        }

        await PostAsync(http, endpoint + "/v1/logs", OtlpJson.Logs(told, Resource(), now));
        if (told.Metrics.Count > 0)
            await PostAsync(http, endpoint + "/v1/metrics", OtlpJson.Metrics(told, Resource(), start, now));
    }

    private static async Task PostAsync(HttpClient http, string address, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using HttpResponseMessage response = await http.PostAsync(new Uri(address), content);
        response.EnsureSuccessStatusCode();
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
