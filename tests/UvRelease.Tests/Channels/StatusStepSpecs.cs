using UvRelease.Promote;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Where everything stands, and what is safe to do next.</summary>
public sealed class StatusStepSpecs : IAsyncLifetime
{
    private readonly PublishRun run = new("publish: { app: sample-app }\n" + PromotionStage.OnlyIntegrity);

    public async ValueTask InitializeAsync()
    {
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0") == 0, run.Run.Output);
    }

    public ValueTask DisposeAsync()
    {
        run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Status_says_where_everything_stands_and_what_is_safe_next()
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        var before = run.Stage.Snapshot();
        Assert.Equal(0, await PromoteAsync("status", null));
        Assert.Equal(
            [
                "canary: 1.0.0 is offered to 100 %. Next: nothing.",
                "beta: 1.0.0 is offered to 10 %. Next: widen to 25 %, once its gates are open. "
                    + "Schedule, from when 10 % were offered it: 25 %, 50 %, 100 %.",
                "stable: nothing yet. Next: promote 1.0.0 from beta.",
            ],
            run.Outputs["status"].Split('\n'));
        Assert.Equal(before, run.Stage.Snapshot());
        await PromoteAsync("halt", "beta");
        await PromoteAsync("status", null);
        Assert.Contains(
            "beta: 1.0.0 is halted at 10 %. Next: find out why it was halted; then resume at 10 % or less, or promote a fix.",
            run.Outputs["status"],
            StringComparison.Ordinal);
        Assert.Contains("stable: nothing yet. Next: nothing: beta has no release to promote.", run.Outputs["status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_waits_for_the_bake_of_each_share_and_stays_within_the_capacity()
    {
        run.Configure("publish: { app: sample-app }\npromote: { reviewed: [], capacity: { clients: 10000000, megabits-per-second: 1, poll-hours: 30 }, "
            + "transitions: [{ from: canary, gates: [integrity] }, { from: beta, gates: [integrity] }, "
            + "{ from: stable, gates: [integrity, bake], bake: { hours: 24 } }, "
            + "{ from: stable, share: 50, gates: [integrity, bake], bake: { hours: 48 } }] }\n");
        await PromoteAsync("promote", "beta");
        Assert.True(await PromoteAsync("promote", "stable", ("rollout", "10"), ("dry-run", "true")) == 0, run.Run.Output);
        Assert.Contains("Then, once their gates are open: 25 % after 30 h, 50 % after 60 h, 100 % after 108 h.", run.Run.Summary, StringComparison.Ordinal);
        await PromoteAsync("promote", "stable", ("rollout", "10"));
        await PromoteAsync("status", "stable");
        Assert.EndsWith(
            "Schedule, from when 10 % were offered it: 25 % after 30 h, 50 % after 60 h, 100 % after 108 h.", run.Outputs["status"], StringComparison.Ordinal);
        Assert.Contains("| from when 10 % were offered it: 25 % after 30 h, ", run.Run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_knows_the_channels_and_shows_one_where_one_is_named()
    {
        Assert.Equal(0, await PromoteAsync("status", "canary"));
        Assert.Equal("canary: 1.0.0 is offered to 100 %. Next: nothing.", run.Outputs["status"]);
        Assert.Equal(2, await PromoteAsync("status", "canry"));
        Assert.Contains("is none of the configuration's: canary, beta, stable. Did you mean 'canary'?", run.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "remove promotion/stop.json, with which ada stopped all moves but a halt (Incident); then find out why")]
    [InlineData(
        "freeze: [{ name: Year, time-zone: UTC, from: '2000-01-01T00:00', until: '2100-01-03T00:00' }], ", "as nothing but a halt passes during 'Year'")]
    public async Task What_holds_all_moves_up_is_said_first(string freeze, string said)
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        await PromoteAsync("halt", "beta");
        string gates = PromotionStage.OnlyIntegrity.Replace("{ transitions", "{ " + freeze + "transitions", StringComparison.Ordinal);
        run.Configure("publish: { app: sample-app }\n" + gates);
        if (freeze.Length == 0)
        {
            Directory.CreateDirectory(run.Stage.At("store", "promotion"));
            await File.WriteAllTextAsync(
                run.Stage.At("store", "promotion", "stop.json"),
                """{"schema":"uv-release/stop/1","actor":"ada","reason":"Incident.","at":"2026-01-01T00:00:00.000Z"}""", TestContext.Current.CancellationToken);
        }

        Assert.True(await PromoteAsync("status", "beta") == 0, run.Run.Output);
        Assert.Contains(said, run.Outputs["status"], StringComparison.Ordinal);
        Assert.Equal(1, await PromoteAsync("resume", "beta"));
    }

    [Fact]
    public async Task A_log_that_can_not_be_read_keeps_no_other_channel_from_being_told()
    {
        await PromoteAsync("promote", "beta");
        await File.WriteAllTextAsync(Directory.GetFiles(run.Stage.At("store", "channels", "beta", "log"))[0], "{", TestContext.Current.CancellationToken);
        Assert.NotEqual(0, await PromoteAsync("status", null));
        Assert.Contains("canary: 1.0.0 is offered to 100 %", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("beta: it can't be read where it stands.", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("stable: nothing yet. Next: nothing: where beta stands can't be read.", run.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("halt")]
    [InlineData("widen")]
    [InlineData("resume")]
    [InlineData("rollback")]
    [InlineData("promote")]
    public async Task A_store_that_is_not_there_is_said(string action)
    {
        foreach ((string store, string said) in new[] { ("nope", "there is no such folder"), ("s3:/bad", "takes two") })
        {
            Assert.Equal(2, await run.Run.StepAsync<PromoteOptions, PromoteStep>([("action", action), ("store", store), ("channel", "beta")]));
            Assert.Contains(said, run.Run.Output, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(run.Stage.At("nope")));
    }

    [Theory]
    [InlineData("rollout", "5")]
    [InlineData("mode", "downgrade")]
    public async Task Status_takes_no_input_of_moves(string input, string value)
    {
        Assert.Equal(2, await PromoteAsync("status", null, (input, value)));
        Assert.Contains($"Input '{input}' means nothing to status. Leave it out.", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_a_later_one_followed_is_not_said_to_be_there()
    {
        await PromoteAsync("promote", "beta");
        run.Stage.Build("1.1.0");
        Assert.Equal(0, await run.PublishAsync("1.1.0"));
        Assert.Equal(0, await PromoteAsync("promote", "beta"));
        var before = run.Stage.Snapshot();
        Assert.Equal(1, await PromoteAsync("promote", "beta", ("release", "1.0.0")));
        Assert.Contains("beta has served 1.0.0 since generation 1 already, and serves 1.1.0 since: generation 2.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    [Fact]
    public async Task A_release_that_was_halted_before_it_was_followed_is_not_denied()
    {
        await PromoteAsync("promote", "beta");
        await PromoteAsync("halt", "beta");
        run.Stage.Build("1.1.0");
        Assert.Equal(0, await run.PublishAsync("1.1.0"));
        Assert.Equal(0, await PromoteAsync("promote", "beta"));
        Assert.Equal(0, await PromoteAsync("halt", "beta"));
        Assert.Equal(1, await PromoteAsync("rollback", "beta"));
        Assert.Contains("or the last that did was halted or left by a downgrade.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await PromoteAsync("status", "beta"));
        Assert.DoesNotContain("roll back", run.Outputs["status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_widening_says_how_far_and_without_it_which_step_is_next()
    {
        await PromoteAsync("promote", "beta", ("rollout", "10"));
        var before = run.Stage.Snapshot();
        Assert.Equal(2, await PromoteAsync("widen", "beta"));
        Assert.Contains("Input 'rollout' is missing", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("Next safe step on beta: widen to 25 %25, once its gates are open.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
    }

    private Task<int> PromoteAsync(string action, string? channel, params (string Name, string Value)[] inputs)
    {
        (string, string)[] named = channel is null ? [] : [("channel", channel)];
        return run.Run.StepAsync<PromoteOptions, PromoteStep>([("action", action), ("store", "store"), .. named, .. inputs]);
    }
}
