using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Fuzz.Crashes;
using UvRelease.Promote;
using UvRelease.Tests.Crashes.Intake;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The guard: it halts what must stop, once, and nothing on counts that say nothing.</summary>
public sealed class GuardSpecs : IDisposable
{
    private readonly PublishRun run = new("publish: { app: sample-app }\npromote: { health: { source: file, path: 'health-{channel}.json' } }\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_guard_halts_what_crashes_and_leaves_the_rest_and_does_it_once()
    {
        await PublishAsync("1.0.0");
        await PublishAsync("1.1.0", ("rollout", "10"));
        Health("canary", crashed: 1);
        Assert.True(await GuardAsync() == 0, run.Run.Output);
        Assert.Equal(("healthy", ""), (run.Outputs["outcome"], run.Outputs["halted"]));
        Health("canary", crashed: 700);
        var before = run.Stage.Snapshot();
        Assert.Equal(0, await GuardAsync(("dry-run", "true")));
        Assert.Equal(("would-halt", ""), (run.Outputs["outcome"], run.Outputs["halted"]));
        Assert.Contains("| canary | 1.1.0 | would-halt |", run.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
        Assert.True(await GuardAsync() == 0, run.Run.Output);
        Assert.Equal(("halted", "canary"), (run.Outputs["outcome"], run.Outputs["halted"]));
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
        before = run.Stage.Snapshot();
        Assert.Equal(0, await GuardAsync());
        Assert.Equal(("halted", ""), (run.Outputs["outcome"], run.Outputs["halted"]));
        Assert.Equal(before, run.Stage.Snapshot());
        string[] outcomes = [.. run.Events.Split('\n').Where(line => line.Contains("uv.release.guard\"", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!["data"]!).Where(data => data["uv.release.channel"]!.ToString() == "canary")
            .Select(data => data["uv.release.outcome"]!.ToString())];
        Assert.Equal(["healthy", "would-halt", "halted", "halted"], outcomes);
    }

    [Theory]
    [InlineData(null, "health-canary.json is not there, and promote.health.path of the configuration says")]
    [InlineData("{", "is no JSON")]
    [InlineData("other", "Nobody has counted 1.0.0")]
    [InlineData("beta", "The counts are of sample-app on beta")]
    [InlineData("early", "The counts end at 2025-12-30T11:00:00.000Z, and 1.0.0 came to canary at 2025-12-30T12:00:00.000Z")]
    [InlineData("future", "which is in the future: one of the clocks is wrong")]
    public async Task The_guard_halts_nothing_on_counts_that_say_nothing(string? counts, string words)
    {
        await PublishAsync("1.0.0");
        if (counts == "{")
            await File.WriteAllTextAsync(run.Stage.At("health-canary.json"), "{", Token);
        else if (counts is not null)
        {
            Health("canary", crashed: counts == "early" ? 900 : 0, version: counts == "other" ? "0.9.0" : "1.0.0", of: counts == "beta" ? "beta" : "canary",
                until: counts == "early" ? "2025-12-30T11:00:00.000Z" : Until);
        }

        var before = run.Stage.Snapshot();
        Assert.True(await GuardAsync(counts == "future" ? PublishStage.Noon.AddHours(-4) : PublishStage.Noon, ("channel", "canary")) == 0, run.Run.Output);
        Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        Assert.Equal("unknown", run.Outputs["outcome"]);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task One_document_has_the_counts_of_several_channels()
    {
        run.Configure("publish: { app: sample-app }\npromote: { health: { source: file, path: health.json } }\n");
        await PublishAsync("1.0.0");
        string Several(params string[] all) => $$"""{"schema":"uv-release/health-of-channels/1","channels":[{{string.Join(',', all)}}]}""";
        string bad = Counts("canary", "1.0.0", 700, Until), good = Counts("beta", "1.0.0", 1, Until);
        foreach ((string document, string outcome, string words) in new[]
        {
            (Several(good), "unknown", "health.json has no counts of sample-app on canary. It has those of: sample-app on beta."),
            (Several(bad, good, bad), "unknown", "sample-app on canary is counted twice"),
            (Several(good, bad), "halted", "devices crash with 1.0.0"),
        })
        {
            await File.WriteAllTextAsync(run.Stage.At("health.json"), document, Token);
            Assert.True(await GuardAsync(("channel", "canary")) == 0, run.Run.Output);
            Assert.Equal(outcome, run.Outputs["outcome"]);
            Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Counts_that_are_a_pipe_are_refused_and_nobody_waits_for_them()
    {
        await PublishAsync("1.0.0");
        PublishAccidents.Pipe(run.Stage.At("health-canary.json"));
        Assert.Equal(2, await GuardAsync(("channel", "canary")));
        Assert.Contains("is a pipe, socket or device", run.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("beta")]
    [InlineData("stable")]
    [InlineData("pipe")]
    public async Task A_channel_that_is_damaged_keeps_no_other_from_being_halted_shown_and_told_of(string damaged)
    {
        await PublishAsync("1.0.0");
        await PublishAsync("1.1.0", ("rollout", "10"));
        if (damaged == "pipe")
            PublishAccidents.Pipe(run.Stage.At("health-beta.json"));
        else
        {
            string log = Path.Combine(run.Stage.StoreFolder, "channels", damaged, "log");
            Directory.CreateDirectory(log);
            await File.WriteAllTextAsync(Path.Combine(log, "00000001.json"), "", Token);
        }

        Health("canary", crashed: 700);
        Assert.Equal(2, await GuardAsync());
        Assert.Equal(("halted", "canary"), (run.Outputs["outcome"], run.Outputs["halted"]));
        Assert.Equal("failed", run.Outputs["result"]);
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
        string board = await File.ReadAllTextAsync(run.Stage.At("store", "feeds", "index.html"), Token);
        Assert.Contains("Halted", board, StringComparison.Ordinal);
        Assert.Equal(damaged != "pipe", board.Contains("can't be read at the moment", StringComparison.Ordinal));
        JsonNode[] told = [.. run.Events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(
            (string[])["canary halted", $"{(damaged == "pipe" ? "beta" : damaged)} error"],
            told.Where(one => one["type"]!.ToString() == "uv.release.guard").Select(one => one["data"]!)
                .Select(data => $"{data["uv.release.channel"]} {data["uv.release.outcome"]}")
                .Where(words => !words.EndsWith("nothing", StringComparison.Ordinal)));
        JsonNode halt = Assert.Single(told, one => one["type"]!.ToString() == "uv.release.promote")["data"]!;
        Assert.Equal(("halt", "success"), (halt["uv.release.action"]!.ToString(), halt["uv.release.outcome"]!.ToString()));
        foreach (string metric in (string[])["promotions", "halt.latency", "rollout.percentage"])
            Assert.Contains($"uv.packaging.and.releases.{metric}", halt["metrics"]!.ToJsonString(), StringComparison.Ordinal);
        // Only the damage is left to tell.
        Assert.Equal(2, await GuardAsync());
        Assert.Equal(("halted", ""), (run.Outputs["outcome"], run.Outputs["halted"]));
    }

    [Fact]
    public async Task The_guard_counts_what_the_intake_of_crashes_has_stored()
    {
        run.Configure("publish: { app: sample-app }\npromote: { health: { source: crashes, store: crashes } }\n");
        await PublishAsync("1.0.0");
        await PublishAsync("1.1.0", ("rollout", "10"));
        Assert.Equal(0, await GuardAsync(("channel", "canary")));
        Assert.Equal("unknown", run.Outputs["outcome"]);
        using var intake = new IntakeStage(folder: run.Stage.At("crashes"));
        intake.Time.Now = PublishStage.Noon.AddHours(-6);
        for (int device = 0; device < 200; device++)
        {
            string id = device.ToString("x32", CultureInfo.InvariantCulture);
            Assert.Equal(200, (await intake.Ping(PingOf("1.1.0", id), client: id)).Status);
            if (device % 10 == 0)
                Assert.Equal(200, (await intake.Send(CrashOf("1.1.0", id), client: id)).Status);
        }

        Assert.Equal(0, await GuardAsync(("channel", "canary")));
        Assert.True(run.Outputs["halted"] == "canary", run.Run.Output);
    }

    private static string PingOf(string version, string device) => $$"""
        {"schema":"uv-release/ping/1","kind":"Day","app":"sample-app","version":"{{version}}","channel":"canary","device":"{{device}}","minutes":0}
        """;

    private static MadeUpload CrashOf(string version, string device) => new()
    {
        Dump = new MadeDump { Stack = Encoding.ASCII.GetBytes(device) }.Write(),
        Fields =
        [
            ("consent-collecting", "granted"), ("consent-uploading", "granted"), ("app", "sample-app"), ("release", version), ("channel", "canary"),
            ("device", device), ("startup", "true"),
        ],
    };

    private const string Until = "2026-01-02T09:00:00.000Z";

    private void Health(string channel, int crashed, string version = "1.1.0", string of = "canary", string until = Until) =>
        File.WriteAllText(run.Stage.At($"health-{channel}.json"), Counts(of, version, crashed, until));

    internal static string Counts(string channel, string version, int crashed, string until, long devices = 1000) => $$"""
        {"schema":"uv-release/health/1","app":"sample-app","channel":"{{channel}}","source":"ours",
        "producedAt":"{{until}}","until":"{{until}}","devices":{{devices}},
        "releases":[{"version":"{{version}}","devices":1000,"crashedDevices":{{crashed}},
        "startupCrashedDevices":0,"deviceHours":null,
        "updateAttempts":null,"updateFailures":null,"intervals":[]}]}
        """;

    public void Dispose() => run.Dispose();

    private async Task PublishAsync(string version, params (string Name, string Value)[] inputs)
    {
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon.AddDays(-3));
        run.Stage.Build(version);
        Assert.True(await run.PublishAsync(version, inputs) == 0, run.Run.Output);
    }

    private Task<int> GuardAsync(params (string Name, string Value)[] inputs) =>
        GuardAsync(PublishStage.Noon, inputs);

    private Task<int> GuardAsync(DateTimeOffset now, params (string Name, string Value)[] inputs)
    {
        run.Run.Time = new PublishStage.FixedClock(now);
        return run.Run.StepAsync<PromoteOptions, PromoteStep>([("action", "guard"), ("store", "store"), .. inputs]);
    }
}
