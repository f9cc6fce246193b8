using System.Text.Json.Nodes;
using UvRelease.Promote;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The step promote: what it reads, asks, writes and says.</summary>
public sealed class PromoteStepSpecs : PromoteRun
{
    [Fact]
    public async Task A_plan_is_shown_approved_by_its_digest_and_done()
    {
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10"), ("dry-run", "true")) == 0, Run.Run.Output);
        Assert.Equal(("planned", "1.0.0", "1"), (Run.Outputs["outcome"], Run.Outputs["version"], Run.Outputs["generation"]));
        string digest = Run.Outputs["plan-digest"];
        Assert.Equal("release/promote-plan.json", Run.Outputs["plan"]);
        Assert.True(File.Exists(Run.Stage.At("release", "promote-plan.json")));
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10"), ("approved-plan", digest)) == 0, Run.Run.Output);
        Assert.Equal("done", Run.Outputs["outcome"]);
        Assert.Contains("| after | 1 | 1.0.0 | ██░░░░░░░░░░░░░░░░░░ 10 % |", Run.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(0, await PromoteAsync("promote", "beta", ("rollout", "10")));
        Assert.Equal(("already-done", ""), (Run.Outputs["outcome"], Run.Outputs["plan"]));
        Assert.DoesNotContain(await GitHub.CallsAsync(), call => call == "GET /actions/runs/7");
        Assert.Contains("<strong>1.0.0</strong> promote", Read("feeds", "index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_done_and_is_halted_since_is_done_with_a_warning()
    {
        Assert.Equal(0, await PromoteAsync("promote", "beta", ("rollout", "10")));
        Assert.Equal(0, await PromoteAsync("halt", "beta", ("reason", "It loses data.")));
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10")) == 0, Run.Run.Output);
        Assert.Equal("already-done", Run.Outputs["outcome"]);
        Assert.Contains("::warning::Already done: 1.0.0 on beta is generation 2, and it is halted since", Run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feeds_in_second_places_follow_every_move()
    {
        Run.Configure("publish: { app: sample-app, legacy-feeds: { beta: . } }\n" + PromotionStage.OnlyIntegrity);
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10")) == 0, Run.Run.Output);
        Assert.Contains("stagingPercentage: 10", Read("latest-linux.yml"), StringComparison.Ordinal);
        Assert.True(await PromoteAsync("widen", "beta", ("rollout", "50")) == 0, Run.Run.Output);
        Assert.Contains("stagingPercentage: 50", Read("latest-linux.yml"), StringComparison.Ordinal);
        Assert.True(await PromoteAsync("halt", "beta", ("reason", "It loses data.")) == 0, Run.Run.Output);
        Assert.Contains("stagingPercentage: 0", Read("latest-linux.yml"), StringComparison.Ordinal);
        Assert.Equal(0, await Run.ReconcileAsync());
        Assert.Equal("", Run.Outputs["written"]);
    }

    [Theory]
    [InlineData("publish: [\n")]
    [InlineData("nonsense: 1\n")]
    [InlineData("")]
    public async Task A_halt_works_without_a_configuration_a_GitHub_or_room_for_what_it_says(string configuration)
    {
        await PromoteAsync("promote", "beta");
        Run.Configure(configuration);
        Run.Run.Variables["GITHUB_API_URL"] = "http://127.0.0.1:1";
        Run.Run.Variables["GITHUB_STEP_SUMMARY"] = "/dev/full";
        Run.Run.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        // No folder can be made where the events go.
        Directory.Delete(Run.Stage.At("release"), recursive: true);
        await File.WriteAllTextAsync(Run.Stage.At("release"), "", Token);
        string board = Read("feeds", "index.html");
        Assert.True(await PromoteAsync("halt", "beta", ("reason", "It loses data.")) == 0, Run.Run.Output);
        Assert.Equal("done", Run.Outputs["outcome"]);
        Assert.Contains("stagingPercentage: 0\n", Read("feeds", "beta", "latest-linux.yml"), StringComparison.Ordinal);
        Assert.Equal(board, Read("feeds", "index.html"));
        Assert.Equal([], StoreChecker.ViolationsAtRest(Run.Stage.StoreFolder, "beta"));
        Assert.Equal(0, await PromoteAsync("halt", "beta"));
        Assert.Equal("already-done", Run.Outputs["outcome"]);
    }

    [Theory]
    [InlineData("plan-file")]
    [InlineData("events-file")]
    public async Task What_could_not_be_written_afterwards_is_refused_before(string input)
    {
        Directory.CreateDirectory(Run.Stage.At("occupied"));
        var before = Run.Stage.Snapshot();
        Assert.Equal(2, await PromoteAsync("promote", "beta", (input, "occupied")));
        Assert.Contains("'occupied' can't be written", Run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Run.Stage.Snapshot());
    }

    [Theory]
    [InlineData("widen", 2, "means nothing to widen", "from", "canary")]
    [InlineData("resume", 2, "means nothing to resume", "emergency", "true")]
    [InlineData("promote", 2, "means nothing to promote", "mode", "downgrade")]
    [InlineData("widen", 2, "must be a whole number from 0 to 100", "rollout", "101")]
    [InlineData("widen", 2, "must be a whole number", "rollout", "1.5")]
    [InlineData("promote", 2, "Did you mean 'beta'?", "channel", "betta")]
    [InlineData("explode", 2, "must be one of", "rollout", "10")]
    [InlineData("widen", 1, "nothing to widen", "rollout", "10")]
    public async Task What_can_not_be_meant_is_refused_with_a_sentence(string action, int code, string words, string input, string value)
    {
        var before = Run.Stage.Snapshot();
        (string, string)[] channel = input == "channel" ? [] : [("channel", "beta")];
        (string, string)[] inputs = [("action", action), ("store", "store"), .. channel, (input, value)];
        Assert.Equal(code, await Run.Run.StepAsync<PromoteOptions, PromoteStep>(inputs));
        Assert.Contains(words, Run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Run.Stage.Snapshot());
    }

    [Fact]
    public async Task The_event_says_what_changed_from_where_and_why_not()
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        await PromoteAsync("halt", "beta");
        await PromoteAsync("widen", "beta", ("rollout", "50"));
        JsonNode[] events = [.. Run.Events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .Where(one => one["type"]!.ToString() == "uv.release.promote").Select(one => one["data"]!)];
        string[] told = ["action", "outcome", "rollout.from", "rollout.to", "channel.from"];
        Assert.Equal(
            ["promote success 0 10 canary", "halt success 10 0 ", "widen blocked 0 50 "],
            events.Select(data => string.Join(' ', told.Select(name => data["uv.release." + name]?.ToString()))));
        Assert.Contains("halt.latency", events[1]["metrics"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("is halted and can't be widened", events[2]["exception.message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_rules_of_its_own_a_project_has_those_of_each_stage_and_a_blocked_promotion_says_all_of_them()
    {
        Run.Configure("publish: { app: sample-app }\n");
        var before = Run.Stage.Snapshot();
        Assert.Equal(1, await PromoteAsync("promote", "beta", ("dry-run", "true")));
        foreach (string gate in (string[])["| integrity | ✅ pass |", "| kill-switch | ✅ pass |", "| bake | ⛔ ", "| sample | ⛔ ", "| health | ⛔ "])
            Assert.Contains(gate, Run.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(before, Run.Stage.Snapshot());
        Assert.Contains("gate.evaluations", Run.Events, StringComparison.Ordinal);
        Assert.Contains("\"uv.release.gate.failed\":[", Run.Events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_document_closes_every_way_but_the_halt()
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        Directory.CreateDirectory(Run.Stage.At("store", "promotion"));
        await File.WriteAllTextAsync(
            Run.Stage.At("store", "promotion", "stop.json"),
            """{"schema":"uv-release/stop/1","actor":"grace","reason":"Keys leaked.","at":"2026-01-01T00:00:00.000Z"}""", Token);
        Assert.Equal(1, await PromoteAsync("widen", "beta", ("rollout", "50")));
        Assert.Contains("kill-switch", Run.Run.Output, StringComparison.Ordinal);
        Assert.True(await PromoteAsync("halt", "beta") == 0, Run.Run.Output);
        Assert.Equal(1, await PromoteAsync("resume", "beta"));
    }
}
