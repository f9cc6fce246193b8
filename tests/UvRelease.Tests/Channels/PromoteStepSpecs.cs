using System.Text.Json.Nodes;
using UvRelease.Promote;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The step promote: what it reads, asks, writes and says.</summary>
public sealed class PromoteStepSpecs : IAsyncLifetime
{
    private readonly PublishRun run = new("publish: { app: sample-app }\n" + PromotionStage.OnlyIntegrity);
    private RepositoryDouble github = null!;

    public async ValueTask InitializeAsync()
    {
        github = await RepositoryDouble.OpenAsync();
        foreach ((string name, string value) in new[]
        {
            ("API_URL", github.Api.AbsoluteUri.TrimEnd('/')), ("REPOSITORY", github.Repository), ("ACTOR", "ada"), ("RUN_ID", "7"),
        })
            run.Run.Variables["GITHUB_" + name] = value;
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0") == 0, run.Run.Output);
    }

    public async ValueTask DisposeAsync()
    {
        run.Dispose();
        if (github is not null)
            Assert.Equal("[]", (await github.StateAsync())["problems"]!.ToJsonString());
    }

    [Fact]
    public async Task A_plan_is_shown_approved_by_its_digest_and_done()
    {
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10"), ("dry-run", "true")) == 0, run.Run.Output);
        Assert.Equal(("planned", "1.0.0", "1"), (run.Outputs["outcome"], run.Outputs["version"], run.Outputs["generation"]));
        string digest = run.Outputs["plan-digest"];
        Assert.Equal("release/promote-plan.json", run.Outputs["plan"]);
        Assert.True(File.Exists(run.Stage.At("release", "promote-plan.json")));
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10"), ("approved-plan", digest)) == 0, run.Run.Output);
        Assert.Equal("done", run.Outputs["outcome"]);
        Assert.Contains("| after | 1 | 1.0.0 | ██░░░░░░░░░░░░░░░░░░ 10 % |", run.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(0, await PromoteAsync("promote", "beta", ("rollout", "10")));
        Assert.Equal(("already-done", ""), (run.Outputs["outcome"], run.Outputs["plan"]));
        Assert.DoesNotContain(await github.CallsAsync(), call => call == "GET /actions/runs/7");
        Assert.Contains("<strong>1.0.0</strong> promote", Read("feeds", "index.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grace", 0)]
    [InlineData("ada", 1)]
    [InlineData("Ada", 1)]
    [InlineData("bob", 1)]
    [InlineData(null, 1)]
    public async Task Stable_takes_somebody_who_did_not_start_the_run(string? approver, int code)
    {
        run.Run.Variables["GITHUB_TRIGGERING_ACTOR"] = "bob";
        await PromoteAsync("promote", "beta");
        await ReviewsAsync(approver is null ? [] : [Review(2, approver, "stable")]);
        Assert.True(await PromoteAsync("promote", "stable") == code, run.Run.Output);
        if (code == 0)
            Assert.Contains("\"grace\"", Read("channels", "stable", "log", "00000001.json"), StringComparison.Ordinal);
        else
            Assert.Contains("somebody approves it who did not start the run", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(code == 0, Directory.Exists(run.Stage.At("store", "channels", "stable")));
    }

    [Theory]
    [InlineData("grace stable, linus second", 0)]
    [InlineData("grace stable, grace second", 1)]
    [InlineData("grace stable, linus stable", 1)]
    [InlineData("grace stable, ada second", 1)]
    [InlineData("grace stable", 1)]
    public async Task An_emergency_takes_two_people_and_two_environments(string reviews, int code)
    {
        await ReviewsAsync([.. reviews.Split(", ").Select(one => one.Split(' ')).Select(one => Review(one[0] == "ada" ? 1 : 10 + one[0][0], one[0], one[1]))]);
        (string, string)[] inputs = [("from", "canary"), ("emergency", "true"), ("reason", "A hole is open.")];
        Assert.True(await PromoteAsync("promote", "stable", inputs) == code, run.Run.Output);
        Assert.Equal([], Directory.Exists(run.Stage.At("store", "channels", "stable")) ? StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "stable") : []);
        Assert.Equal(1, await PromoteAsync("promote", "stable", ("from", "canary"), ("emergency", "true")));
        Assert.Contains("An emergency takes a reason", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_solo_maintainer_says_in_the_configuration_that_nobody_else_approves()
    {
        string alone = PromotionStage.OnlyIntegrity.Replace("promote: {", "promote: { reviewed: [],", StringComparison.Ordinal);
        run.Configure("publish: { app: sample-app }\n" + alone);
        await PromoteAsync("promote", "beta");
        Assert.True(await PromoteAsync("promote", "stable") == 0, run.Run.Output);
        Assert.DoesNotContain(await github.CallsAsync(), call => call == "GET /actions/runs/7");
    }

    [Fact]
    public async Task What_was_done_and_is_halted_since_is_done_with_a_warning()
    {
        Assert.Equal(0, await PromoteAsync("promote", "beta", ("rollout", "10")));
        Assert.Equal(0, await PromoteAsync("halt", "beta", ("reason", "It loses data.")));
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10")) == 0, run.Run.Output);
        Assert.Equal("already-done", run.Outputs["outcome"]);
        Assert.Contains("::warning::Already done: 1.0.0 on beta is generation 2, and it is halted since", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feeds_in_second_places_follow_every_move()
    {
        run.Configure("publish: { app: sample-app, legacy-feeds: { beta: . } }\n" + PromotionStage.OnlyIntegrity);
        Assert.True(await PromoteAsync("promote", "beta", ("rollout", "10")) == 0, run.Run.Output);
        Assert.Contains("stagingPercentage: 10", Read("latest-linux.yml"), StringComparison.Ordinal);
        Assert.True(await PromoteAsync("widen", "beta", ("rollout", "50")) == 0, run.Run.Output);
        Assert.Contains("stagingPercentage: 50", Read("latest-linux.yml"), StringComparison.Ordinal);
        Assert.True(await PromoteAsync("halt", "beta", ("reason", "It loses data.")) == 0, run.Run.Output);
        Assert.Contains("stagingPercentage: 0", Read("latest-linux.yml"), StringComparison.Ordinal);
        Assert.Equal(0, await run.ReconcileAsync());
        Assert.Equal("", run.Outputs["written"]);
    }

    [Theory]
    [InlineData("publish: [\n")]
    [InlineData("nonsense: 1\n")]
    [InlineData("")]
    public async Task A_halt_works_without_a_configuration_a_GitHub_or_room_for_what_it_says(string configuration)
    {
        await PromoteAsync("promote", "beta");
        run.Configure(configuration);
        run.Run.Variables["GITHUB_API_URL"] = "http://127.0.0.1:1";
        run.Run.Variables["GITHUB_STEP_SUMMARY"] = "/dev/full";
        run.Run.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        // No folder can be made where the events go.
        Directory.Delete(run.Stage.At("release"), recursive: true);
        await File.WriteAllTextAsync(run.Stage.At("release"), "", Token);
        string board = Read("feeds", "index.html");
        Assert.True(await PromoteAsync("halt", "beta", ("reason", "It loses data.")) == 0, run.Run.Output);
        Assert.Equal("done", run.Outputs["outcome"]);
        Assert.Contains("stagingPercentage: 0\n", Read("feeds", "beta", "latest-linux.yml"), StringComparison.Ordinal);
        Assert.Equal(board, Read("feeds", "index.html"));
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "beta"));
        Assert.Equal(0, await PromoteAsync("halt", "beta"));
        Assert.Equal("already-done", run.Outputs["outcome"]);
    }

    [Theory]
    [InlineData("plan-file")]
    [InlineData("events-file")]
    public async Task What_could_not_be_written_afterwards_is_refused_before(string input)
    {
        Directory.CreateDirectory(run.Stage.At("occupied"));
        var before = run.Stage.Snapshot();
        Assert.Equal(2, await PromoteAsync("promote", "beta", (input, "occupied")));
        Assert.Contains("'occupied' can't be written", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
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
        var before = run.Stage.Snapshot();
        (string, string)[] channel = input == "channel" ? [] : [("channel", "beta")];
        (string, string)[] inputs = [("action", action), ("store", "store"), .. channel, (input, value)];
        Assert.Equal(code, await run.Run.StepAsync<PromoteOptions, PromoteStep>(inputs));
        Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task The_event_says_what_changed_from_where_and_why_not()
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        await PromoteAsync("halt", "beta");
        await PromoteAsync("widen", "beta", ("rollout", "50"));
        JsonNode[] events = [.. run.Events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
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
        run.Configure("publish: { app: sample-app }\n");
        var before = run.Stage.Snapshot();
        Assert.Equal(1, await PromoteAsync("promote", "beta", ("dry-run", "true")));
        foreach (string gate in (string[])["| integrity | ✅ pass |", "| kill-switch | ✅ pass |", "| bake | ⛔ ", "| sample | ⛔ ", "| health | ⛔ "])
            Assert.Contains(gate, run.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
        Assert.Contains("gate.evaluations", run.Events, StringComparison.Ordinal);
        Assert.Contains("\"uv.release.gate.failed\":[", run.Events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_to_stable_waits_for_its_approval_and_is_the_same_once_it_is_there()
    {
        run.Configure(
            "publish: { app: sample-app }\n"
            + "promote: { transitions: [{ from: canary, gates: [integrity] }, { from: beta, gates: [integrity, sign-off] }] }\n");
        await PromoteAsync("promote", "beta");
        await github.SetAsync(new { environments = new { stable = new { } } });
        await ReviewsAsync([]);
        Assert.True(await PromoteAsync("promote", "stable", ("dry-run", "true")) == 0, run.Run.Output);
        Assert.Contains("| sign-off | ◽ pending |", run.Run.Summary, StringComparison.Ordinal);
        string digest = run.Outputs["plan-digest"];
        Assert.Equal(1, await PromoteAsync("promote", "stable", ("approved-plan", digest)));
        await ReviewsAsync([Review(2, "grace", "stable")]);
        Assert.True(await PromoteAsync("promote", "stable", ("approved-plan", digest)) == 0, run.Run.Output);
        string entry = await File.ReadAllTextAsync(run.Stage.At("store", "channels", "stable", "log", "00000001.json"), Token);
        Assert.Contains("\"gate\": \"sign-off\"", entry, StringComparison.Ordinal);
        Assert.Empty(MoveChecker.Unapproved(run.Stage.StoreFolder, "stable"));
    }

    [Fact]
    public async Task A_stop_document_closes_every_way_but_the_halt()
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        Directory.CreateDirectory(run.Stage.At("store", "promotion"));
        await File.WriteAllTextAsync(
            run.Stage.At("store", "promotion", "stop.json"),
            """{"schema":"uv-release/stop/1","actor":"grace","reason":"Keys leaked.","at":"2026-01-01T00:00:00.000Z"}""", Token);
        Assert.Equal(1, await PromoteAsync("widen", "beta", ("rollout", "50")));
        Assert.Contains("kill-switch", run.Run.Output, StringComparison.Ordinal);
        Assert.True(await PromoteAsync("halt", "beta") == 0, run.Run.Output);
        Assert.Equal(1, await PromoteAsync("resume", "beta"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static object Review(int id, string login, string environment) => new
    {
        state = "approved",
        comment = "",
        user = new { id, login },
        environments = new[] { new { id = environment.Length, name = environment } },
    };

    private Task<long[]> ReviewsAsync(object[] reviews) => github.SetAsync(new
    {
        runs = new Dictionary<string, object> { ["7"] = new { actor = new { id = 1, login = "ada" } } },
        reviews = new Dictionary<string, object> { ["7"] = reviews },
    });

    private Task<int> PromoteAsync(string action, string? channel, params (string Name, string Value)[] inputs)
    {
        (string, string)[] named = channel is null ? [] : [("channel", channel)];
        return run.Run.StepAsync<PromoteOptions, PromoteStep>(
            [("action", action), ("store", "store"), .. named, ("github-token", github.Token), .. inputs]);
    }

    private string Read(params string[] parts) => File.ReadAllText(run.Stage.At(["store", .. parts]));
}
