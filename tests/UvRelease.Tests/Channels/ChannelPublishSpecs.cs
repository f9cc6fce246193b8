using System.Text.Json;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Releases.Identity;
using UvRelease.Channels.Sealing;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

public sealed class ChannelPublishSpecs : IDisposable
{
    private readonly PublishRun run = new();

    [Fact]
    public async Task A_publish_puts_out_what_it_did_and_the_second_run_says_already_done()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("rollout", "10")));
        Assert.Equal(("published", "1.0.0", "1"), (run.Outputs["outcome"], run.Outputs["version"], run.Outputs["generation"]));
        Assert.Equal(["latest-linux.yml", "latest.yml"], run.Outputs["feed-urls"].Split('\n').Select(url => url[(url.LastIndexOf('/') + 1)..]));
        Assert.Equal(StoreChecker.Hash(File.ReadAllBytes(run.Stage.At("store", "releases/1.0.0/release.json"))), run.Outputs["release-digest"]);
        Assert.Equal(StoreChecker.Hash(File.ReadAllBytes(run.Stage.At(run.Outputs["plan"]))), run.Outputs["plan-digest"]);
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
        Assert.Contains("██░░░░░░░░░░░░░░░░░░ 10 %", run.Run.Summary, StringComparison.Ordinal);
        var before = run.Stage.Snapshot();
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("rollout", "10")));
        Assert.Equal(("already-done", "", ""), (run.Outputs["outcome"], run.Outputs["plan"], run.Outputs["plan-digest"]));
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task A_wish_that_the_log_fulfilled_long_ago_is_not_fulfilled_again()
    {
        foreach (string version in (string[])["1.0.0", "1.1.0", "1.2.0"])
        {
            run.Stage.Build(version);
            Assert.Equal(0, await run.PublishAsync(version));
        }

        var before = run.Stage.Snapshot();
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        Assert.Equal(("already-done", "3"), (run.Outputs["outcome"], run.Outputs["generation"]));
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_its_plan_is_the_one_that_is_applied()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("dry-run", "true")));
        Assert.Equal("planned", run.Outputs["outcome"]);
        Assert.False(Directory.Exists(run.Stage.StoreFolder));
        string digest = run.Outputs["plan-digest"];
        using var plan = JsonDocument.Parse(await File.ReadAllTextAsync(run.Stage.At("release", "publish-plan.json")));
        Assert.Equal(
            ["release", "artifact", "artifact", "artifact", "log", "state", "feed", "feed", "feed", "feed", "board", "board"],
            plan.RootElement.GetProperty("writes").EnumerateArray().Select(write => write.GetProperty("step").GetString()));
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("approved-plan", digest)));
        Assert.Equal((digest, "published"), (run.Outputs["plan-digest"], run.Outputs["outcome"]));
        // Everything that was planned is there, and nothing else.
        IEnumerable<string> keys = plan.RootElement.GetProperty("writes").EnumerateArray().Select(write => write.GetProperty("key").GetString()!);
        Assert.Equal(keys.Order(StringComparer.Ordinal), run.Stage.Snapshot().Keys);
    }

    [Fact]
    public async Task A_plan_that_was_approved_before_another_publish_is_refused()
    {
        run.Stage.Build("1.0.0");
        run.Stage.Build("1.1.0");
        Assert.Equal(0, await run.PublishAsync("1.1.0", ("dry-run", "true")));
        string digest = run.Outputs["plan-digest"];
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        var before = run.Stage.Snapshot();
        Assert.Equal(1, await run.PublishAsync("1.1.0", ("approved-plan", digest)));
        Assert.Contains("Something changed since the approval", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task The_fallback_is_the_last_release_that_reached_everybody()
    {
        (string, string, string?)[] publishes =
        [
            ("1.0.0", "50", null), ("1.1.0", "100", null), ("1.2.0", "10", "1.1.0"),
            ("1.3.0", "20", "1.1.0"), ("1.4.0", "100", "1.1.0"), ("1.5.0", "0", "1.4.0"),
        ];
        foreach ((string version, string rollout, string? fallback) in publishes)
        {
            run.Stage.Build(version);
            Assert.Equal(0, await run.PublishAsync(version, ("rollout", rollout)));
            using IStore store = run.Stage.Store();
            LogHead? head = await new ChannelLog(store, PublishStage.App, "canary").HeadAsync(CancellationToken.None);
            Assert.Equal(fallback, head!.Entry.Status.Fallback?.Version);
        }
    }

    [Fact]
    public async Task Reconcile_repairs_state_feeds_and_board_and_changes_nothing_else()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("cohorts", "staff")));
        var right = run.Stage.Snapshot();
        File.Delete(run.Stage.At("store", "channels/canary/state.json"));
        File.Delete(run.Stage.At("store", "feeds/canary/staff/latest.yml"));
        File.Delete(run.Stage.At("store", "feeds/index.html"));
        File.Delete(run.Stage.At("store", "feeds/downloads.html"));
        await File.WriteAllTextAsync(run.Stage.At("store", "feeds/canary/latest.yml"), "version: 9.9.9\n");
        Assert.Equal(0, await run.ReconcileAsync());
        Assert.Equal(right, run.Stage.Snapshot());
        Assert.Equal("channels/canary/state.json\nfeeds/canary/latest.yml\nfeeds/canary/staff/latest.yml", run.Outputs["written"]);
        Assert.Equal(0, await run.ReconcileAsync(("channel", "canary")));
        Assert.Equal(("canary", ""), (run.Outputs["channels"], run.Outputs["written"]));
        Assert.Equal(0, await run.ReconcileAsync(("channel", "beta")));
        Assert.Equal("skipped", run.Outputs["result"]);
    }

    [Fact]
    public async Task A_feed_of_a_newer_generation_stays_and_a_log_that_lacks_it_is_said_to_be_cut_off()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        string feed = run.Stage.At("store", "feeds/canary/latest.yml");
        string newer = (await File.ReadAllTextAsync(feed)).Replace("generation: 1", "generation: 7", StringComparison.Ordinal);
        await File.WriteAllTextAsync(feed, newer);
        Assert.Equal(1, await run.ReconcileAsync());
        Assert.Contains("see feeds of generation 7, and its log ends at 1", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(newer, await File.ReadAllTextAsync(feed));
    }

    [Fact]
    public async Task Symbols_source_maps_and_unpacked_apps_are_never_published()
    {
        string folder = run.Stage.Build("1.0.0");
        ReleaseFragment fragment = ReleaseFragmentFile.Find(folder, new Leg(ReleasePlatform.Linux, ReleaseArch.X64))!;
        foreach (ArtifactKind kind in (ArtifactKind[])[ArtifactKind.App, ArtifactKind.Symbols, ArtifactKind.SourceMap])
            fragment = fragment.With(fragment.Artifacts[0] with { Kind = kind, Path = $"secret {kind}", Blockmap = null });
        ReleaseFragmentFile.Write(folder, fragment, CancellationToken.None);
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        Assert.DoesNotContain(run.Stage.Snapshot().Keys, key => key.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unchanged_release_on_another_channel_sends_no_file()
    {
        SealedRelease release = run.Stage.Seal("1.0.0");
        Assert.Equal(3, (await run.Stage.PublishAsync(release)).FilesSent);
        PublishOutcome beta = await run.Stage.PublishAsync(release, PublishStage.Request(channel: "beta"));
        Assert.Equal((0, MoveResult.Committed), (beta.FilesSent, beta.Move.Result));
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "beta"));
    }

    [Fact]
    public async Task The_same_release_and_channel_give_the_same_bytes_in_every_store()
    {
        SealedRelease release = run.Stage.Seal("1.0.0");
        foreach (string name in (string[])["one", "two"])
        {
            using IStore store = run.Stage.Store(name);
            await run.Stage.PublishAsync(release, PublishStage.Request(percent: 25, buckets: true), store);
        }

        Assert.Equal(PublishStage.Snapshot(run.Stage.At("one")), PublishStage.Snapshot(run.Stage.At("two")));
    }

    [Fact]
    public async Task Documents_with_an_unknown_field_are_refused()
    {
        SealedRelease release = run.Stage.Seal("1.0.0");
        await run.Stage.PublishAsync(release);
        foreach (string name in (string[])["releases/1.0.0/release.json", "channels/canary/log/00000001.json", "channels/canary/state.json"])
        {
            byte[] bytes = await File.ReadAllBytesAsync(run.Stage.At("store", name));
            byte[] more = [.. "{\"extra\": 1,"u8, .. bytes.AsSpan(1)];
            string refusal = Assert.Throws<UvRelease.Releases.ReleaseException>(() => Read(name, more)).Message;
            Assert.Contains("is no known property", refusal, StringComparison.Ordinal);
            Assert.Equal(bytes, Read(name, bytes));
        }

        static byte[] Read(string name, byte[] bytes) =>
            name.StartsWith("releases", StringComparison.Ordinal) ? ReleaseJson.Write(ReleaseJson.Read(bytes, name))
            : name.EndsWith("state.json", StringComparison.Ordinal) ? LogJson.WriteState(LogJson.ReadState(bytes, name))
            : LogJson.WriteEntry(LogJson.ReadEntry(bytes, name));
    }

    [Fact]
    public async Task Clients_of_a_leg_that_is_given_up_keep_its_last_feed_and_somebody_is_told()
    {
        run.Configure("publish: { app: sample-app, legs: [linux-x64, win-x64] }\n");
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        string feed = run.Stage.At("store", "feeds/canary/latest.yml"), last = await File.ReadAllTextAsync(feed);
        run.Configure("publish: { app: sample-app, legs: [linux-x64] }\n");
        run.Stage.Build("1.1.0", "", (ReleasePlatform.Linux, ReleaseArch.X64));
        Assert.Equal(0, await run.PublishAsync("1.1.0", ("dry-run", "true")));
        Assert.Equal(0, await run.PublishAsync("1.1.0"));
        string[] warnings = [.. run.Run.Output.Split('\n').Where(line => line.StartsWith("::warning", StringComparison.Ordinal))];
        const string left = "1.1.0 has nothing for clients of win. They keep the feed of 1.0.0";
        Assert.Equal(2, warnings.Count(line => line.Contains(left, StringComparison.Ordinal)));
        Assert.Equal(0, await run.ReconcileAsync());
        Assert.Equal(last, await File.ReadAllTextAsync(feed));
        Assert.True(File.Exists(run.Stage.At("store", "artifacts/1.0.0/win-x64/sample-app-1.0.0-win-x64.exe")));
        // It comes back with the leg.
        run.Configure("publish: { app: sample-app, legs: [linux-x64, win-x64] }\n");
        run.Stage.Build("1.2.0");
        Assert.Equal(0, await run.PublishAsync("1.2.0"));
        Assert.Contains("version: 1.2.0\n", await File.ReadAllTextAsync(feed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_is_valid_by_the_published_schemas()
    {
        Node.Needs("ajv");
        SealedRelease release = run.Stage.Seal("1.0.0");
        await run.Stage.PublishAsync(release, PublishStage.Request(percent: 10) with { Cohorts = ["staff"] });
        await run.Stage.PublishAsync(run.Stage.Seal("1.1.0"));
        string validate = SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "validate.mjs");
        (string, string[])[] written =
        [
            ("release", ["releases/1.0.0/release.json", "releases/1.1.0/release.json"]),
            ("channel-log", ["channels/canary/log/00000001.json", "channels/canary/log/00000002.json"]),
            ("channel-state", ["channels/canary/state.json"]),
        ];
        foreach ((string schema, string[] names) in written)
        {
            string[] documents = [.. names.Select(name => File.ReadAllText(run.Stage.At("store", name)))];
            JsonElement judged = await Node.AskAsync(validate, new { schema, documents = documents.Append("{}") });
            string?[] errors = [.. judged.EnumerateArray().Select(error => error.GetString())];
            Assert.All(errors[..^1], Assert.Null);
            Assert.NotNull(errors[^1]);
        }
    }

    [Fact]
    public async Task The_event_of_a_publish_tells_what_changed_and_one_of_a_refusal_what_was_wrong()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("rollout", "10")));
        Assert.Equal(2, await run.PublishAsync("1.0.0", ("rollout", "200")));
        JsonElement[] events = [.. run.Events.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement data = events[0].GetProperty("data");
        Assert.Equal(("uv.release.publish", "canary/1.0.0"), (events[0].GetProperty("type").GetString(), events[0].GetProperty("subject").GetString()));
        Assert.Equal("success", data.GetProperty("uv.release.outcome").GetString());
        Assert.Equal((0, 10, 0, 1), (Number("rollout.from"), Number("rollout.to"), Number("generation.from"), Number("generation.to")));
        JsonElement bytes = data.GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("name").GetString() == "uv.packaging.and.releases.upload.bytes");
        Assert.True(bytes.GetProperty("value").GetDouble() > 0);
        Assert.Equal("failure", events[1].GetProperty("data").GetProperty("uv.release.outcome").GetString());

        int Number(string name) => data.GetProperty("uv.release." + name).GetInt32();
    }

    public void Dispose() => run.Dispose();
}
