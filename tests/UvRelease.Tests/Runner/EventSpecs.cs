using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Runner;

public sealed class EventSpecs
{
    private static readonly StepEvent Told = new("uv.release.publish", "canary/1.1.0", "abc", IsError: false,
        [("uv.release.app", "sample-app"), ("uv.release.rollout.to", 10), ("uv.release.dry_run", false),
            ("uv.release.approvers", (string[])["ada", "eve"]), ("uv.release.reason", null)])
    {
        Metrics = [new StepMetric("uv.packaging.and.releases.publishes", "{publish}", 1, IsCounter: true, ("channel", "canary")),
            new StepMetric("uv.packaging.and.releases.rollout.percentage", "%", 10, IsCounter: false)],
    };

    [Fact]
    public async Task Events_are_lines_of_CloudEvents()
    {
        using var run = new StepRun();
        run.Variables["GITHUB_REPOSITORY"] = "acme/app";
        run.Variables["GITHUB_RUN_ID"] = "42";
        Assert.Equal(0, await run.RunAsync(async (context, _) =>
        {
            await context.Events.ReportAsync(Told, context.Workspace.Output("events.ndjson"));
            await context.Events.ReportAsync(Told with { Key = "def" }, context.Workspace.Output("events.ndjson"));
            return new StepResult.Done();
        }));
        string[] lines = (await File.ReadAllTextAsync(Path.Combine(run.Workspace, "events.ndjson"))).TrimEnd('\n').Split('\n');
        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["uv.release.publish:abc:42-1", "uv.release.publish:def:42-1"], events.Select(one => one.GetProperty("id").GetString()));
        // The required attributes of CloudEvents 1.0, §"Required attributes".
        Assert.Equal(("1.0", "https://github.com/acme/app/actions/runs/42", "uv.release.publish"),
            (events[0].GetProperty("specversion").GetString(), events[0].GetProperty("source").GetString(), events[0].GetProperty("type").GetString()));
        JsonElement data = events[0].GetProperty("data");
        Assert.Equal(("sample-app", 10, false),
            (data.GetProperty("uv.release.app").GetString(), data.GetProperty("uv.release.rollout.to").GetInt32(),
            data.GetProperty("uv.release.dry_run").GetBoolean()));
        Assert.False(data.TryGetProperty("uv.release.reason", out _));
    }

    [Fact]
    public async Task A_secret_that_a_server_repeats_stands_in_no_event()
    {
        using var run = new StepRun();
        Assert.Equal(0, await run.RunAsync(async (context, _) =>
        {
            context.Log.Mask("session-token-4711");
            StepEvent told = Told with
            {
                Attributes = [("exception.message", "Got: x-amz-security-token: session-token-4711"), ("all", (string[])["session-token-4711"])],
            };
            await context.Events.ReportAsync(told, context.Workspace.Output("events.ndjson"));
            return new StepResult.Done();
        }));
        string line = await File.ReadAllTextAsync(Path.Combine(run.Workspace, "events.ndjson"));
        Assert.DoesNotContain("4711", line, StringComparison.Ordinal);
        Assert.Contains("x-amz-security-token: ***", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_gets_the_event_and_its_metrics_by_OTLP()
    {
        var received = new ConcurrentDictionary<string, JsonElement>(StringComparer.Ordinal);
        (HttpListener listener, Uri address) = LoopbackListener.Open();
        using HttpListener collector = listener;
        Task serving = Task.Run(async () =>
        {
            for (int count = 0; count < 2; count++)
            {
                HttpListenerContext request = await collector.GetContextAsync();
                received[$"{request.Request.Url!.AbsolutePath} {request.Request.Headers["x-key"]}"] =
                    JsonDocument.Parse(request.Request.InputStream).RootElement;
                request.Response.Close();
            }
        });
        using var run = new StepRun();
        run.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = address.AbsoluteUri;
        run.Variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json";
        run.Variables["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=a%20b";
        Assert.Equal(0, await run.RunAsync(async (context, _) =>
        {
            await context.Events.ReportAsync(Told, null);
            return new StepResult.Done();
        }));
        await serving.WaitAsync(TimeSpan.FromMinutes(2));
        JsonElement log = received["/v1/logs a b"].GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords")[0];
        Assert.Equal("uv.release.publish", log.GetProperty("eventName").GetString());
        Assert.Contains("{\"key\":\"uv.release.rollout.to\",\"value\":{\"intValue\":\"10\"}}", log.GetRawText(), StringComparison.Ordinal);
        JsonElement metrics = received["/v1/metrics a b"].GetProperty("resourceMetrics")[0].GetProperty("scopeMetrics")[0].GetProperty("metrics");
        Assert.Equal(["sum", "gauge"], metrics.EnumerateArray().Select(metric => metric.EnumerateObject().Last().Name));
        Assert.DoesNotContain("::warning", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telemetry_that_fails_is_a_warning_and_changes_no_outcome()
    {
        using var run = new StepRun();
        run.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{LoopbackServer.FreePort()}";
        Assert.Equal(0, await run.RunAsync(async (context, _) =>
        {
            await context.Events.ReportAsync(Told, context.Workspace.Output("."));
            await context.Events.ReportAsync(Told, null);
            return new StepResult.Done();
        }));
        // The file and the collector, then the collector alone.
        Assert.Equal(3, run.Output.Split("::warning").Length - 1);
        Assert.Contains("The outcome of the step is not affected.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "grpc is not supported")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "ftp://127.0.0.1/", "is no address")]
    public async Task What_the_environment_asks_for_in_vain_is_said_once(string name, string value, string said)
    {
        using var run = new StepRun();
        run.Variables["OTEL_METRICS_EXPORTER"] = "none";
        run.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        run.Variables[name] = value;
        Assert.Equal(0, await run.RunAsync(async (context, _) =>
        {
            await context.Events.ReportAsync(Told, null);
            await context.Events.ReportAsync(Told, null);
            return new StepResult.Done();
        }));
        Assert.Equal(1, run.Output.Split("::warning").Length - 1);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }
}
