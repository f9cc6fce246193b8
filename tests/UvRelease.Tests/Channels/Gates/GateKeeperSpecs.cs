using System.Runtime.Versioning;
using UvRelease.Channels.Gates;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Sealing;
using UvRelease.GitHub.Facts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Evidence;
using UvRelease.Stores;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>From the store, GitHub and Sentry to a report.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GateKeeperSpecs : GitHubStage
{
    private const string Yaml = """
        promote:
          transitions: [{ from: canary, gates: [checks, health, blockers, sign-off], health: { startup-crashes: any } }]
          checks: [{ name: build }, { name: ci/jenkins }]
          health: { source: sentry, organization: acme, project: 42, environment: "app-{channel}", release: "app@{version}" }

        """;

    private readonly PublishStage stage = new();
    private readonly SentryDouble sentry = new();
    private SealedRelease release = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        release = stage.Seal("1.2.0");
        await stage.PublishAsync(release);
        sentry.Hourly["app@1.2.0"] = (100, 2);
        await GitHub.SetAsync(new
        {
            checks = new[] { new { name = "build", conclusion = "success" } },
            statuses = new[] { new { context = "ci/jenkins", state = "success" } },
            issues = new[] { new { title = "Else" } },
            environments = new { beta = new { } },
            reviews = new Dictionary<string, object> { ["7"] = new[] { new { environments = new[] { new { name = "beta" } } } } },
        });
    }

    public override async ValueTask DisposeAsync()
    {
        stage.Dispose();
        sentry.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task All_facts_are_read_and_decided_on()
    {
        GateReport report = await EvaluateAsync();
        Assert.Equal(
            ["integrity Pass", "kill-switch Pass", "checks Pass", "health Pass", "blockers Pass"],
            report.Gates.SkipLast(1).Select(gate => $"{gate.Gate.Word()} {gate.Outcome}"));
        Assert.Equal(GateKind.SignOff, report.Gates[^1].Gate);
        Assert.Contains($"{release.Release.Files.Count} files", report.Gates[0].Reason, StringComparison.Ordinal);
        Assert.Empty(sentry.Problems);
    }

    [Fact]
    public async Task What_changes_in_the_store_blocks()
    {
        string file = Directory.GetFiles(stage.At("store", "artifacts"), "*.exe", SearchOption.AllDirectories)[0];
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        Assert.Contains("has other bytes", (await OfAsync(GateKind.Integrity, GateOutcome.Fail)).Reason, StringComparison.Ordinal);
        await WriteStopAsync("""{"schema":"uv-release/stop/1","actor":"ada","reason":"Fire.","at":"2026-01-01T00:00:00.000Z"}""");
        Assert.Contains("ada stopped all releases", (await OfAsync(GateKind.KillSwitch, GateOutcome.Fail)).Reason, StringComparison.Ordinal);
        await WriteStopAsync("stop!");
        await OfAsync(GateKind.KillSwitch, GateOutcome.Error);
        File.Delete(stage.At("store", "releases", "1.2.0", "release.json"));
        await OfAsync(GateKind.Integrity, GateOutcome.Error);
    }

    [Fact]
    public async Task What_can_not_be_read_blocks_the_gate_that_needs_it_and_no_other()
    {
        await GitHub.FailAsync(new { operation = "checks/list-for-ref", kind = "said", status = 404, message = "Not Found" });
        sentry.Failures.Enqueue((401, null));
        GateReport report = await EvaluateAsync();
        Assert.Equal(
            [GateKind.Checks, GateKind.Health], report.Gates.SkipLast(1).Where(gate => gate.Outcome == GateOutcome.Error).Select(gate => gate.Gate));
        Assert.Contains("scope org:read", report.Gates.Single(gate => gate.Gate == GateKind.Health).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_GitHub_and_counts_nothing_goes_on()
    {
        GateReport report = await EvaluateAsync(sources => sources with { GitHub = null, Health = null, Run = null });
        Assert.False(report.Promotable);
        Assert.Equal(["checks", "health", "blockers", "sign-off"], report.Blocking.Select(gate => gate.Gate.Word()));
        Assert.All(report.Blocking, gate => Assert.Equal(GateOutcome.Error, gate.Outcome));
    }

    private async Task<GateResult> OfAsync(GateKind kind, GateOutcome outcome)
    {
        GateReport report = await EvaluateAsync();
        GateResult result = report.Gates.Single(gate => gate.Gate == kind);
        Assert.Equal((outcome, false), (result.Outcome, report.Promotable));
        return result;
    }

    private async Task WriteStopAsync(string text)
    {
        Directory.CreateDirectory(stage.At("store", "promotion"));
        await File.WriteAllTextAsync(stage.At("store", "promotion", "stop.json"), text, TestContext.Current.CancellationToken);
    }

    private async Task<GateReport> EvaluateAsync(Func<GateSources, GateSources>? change = null)
    {
        PromoteConfiguration configuration =
            PromoteConfiguration.Read(ConfigurationFile.Parse(Yaml, "x.yml").Mapping("promote"), new ReleaseNaming().Channels);
        using IStore store = stage.Store();
        using var api = new SentryApi(sentry.Url, SentryDouble.Token, Clock);
        var sources = new GateSources
        {
            Store = store,
            Settings = stage.Settings(),
            GitHub = new FactReader(Api(), GitHub.Repository),
            Run = 7,
            Health = new SentryHealth(api, configuration.Health!.Sentry!),
        };
        var question = new GateQuestion
        {
            Release = new EvidenceSubject(PublishStage.App, "1.2.0", GitHub.Repository, release.Digest, PublishStage.Commit),
            From = "canary",
            Share = 100,
            Since = PublishStage.Noon.AddDays(-2),
            Arrival = PublishStage.Noon.AddDays(-2),
            To = "beta",
            Rollout = 100,
            Publisher = "ada",
            Actor = "ada",
        };
        return await GateKeeper.EvaluateAsync(question, configuration, change?.Invoke(sources) ?? sources, TestContext.Current.CancellationToken);
    }
}
