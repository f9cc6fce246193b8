using UvRelease.Promote;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>A workflow run that is run again does what it did, and nothing to what came later.</summary>
public sealed class RepeatedRunSpecs : IAsyncLifetime
{
    private readonly PublishRun run = new("publish: { app: sample-app }\n" + PromotionStage.OnlyIntegrity.Replace(
        "promote: {", "promote: { downgrade-floor: 1.0.0, reviewed: [],", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        run.Run.Variables["GITHUB_REPOSITORY"] = "acme/app";
        await PublishAsync("1.0.0");
    }

    public ValueTask DisposeAsync()
    {
        run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.0.0")]
    public async Task A_promotion_finds_itself_done_although_its_source_serves_a_newer_release(string release)
    {
        (string, string)[] inputs = [("release", release), ("rollout", "10")];
        await Async(7, "promote", "beta", inputs);
        await PublishAsync("1.1.0");
        await FindsItselfDoneAsync(7, "promote", "beta", inputs);
        // Another run, or another wish of the same one, is new.
        await Async(8, "promote", "beta", ("rollout", "10"));
        Assert.Equal(("done", "1.1.0"), (run.Outputs["outcome"], run.Outputs["version"]));
        await FindsItselfDoneAsync(7, "promote", "beta", inputs);
        await FindsItselfDoneAsync(8, "promote", "beta", ("rollout", "10"));
        await PublishAsync("1.2.0");
        await Async(7, "promote", "beta", ("rollout", "25"));
        Assert.Equal(("done", "1.2.0"), (run.Outputs["outcome"], run.Outputs["version"]));
    }

    [Fact]
    public async Task A_widening_a_resumption_and_the_ways_back_leave_a_newer_release_alone()
    {
        await PublishAsync("1.1.0", ("rollout", "10"));
        await Async(1, "widen", "canary", ("rollout", "50"));
        await Async(2, "halt", "canary");
        await Async(3, "resume", "canary");
        await Async(4, "halt", "canary");
        await Async(5, "rollback", "canary");
        await PublishAsync("1.2.0", ("rollout", "10"));
        await FindsItselfDoneAsync(1, "widen", "canary", ("rollout", "50"));
        await Async(6, "halt", "canary");
        await FindsItselfDoneAsync(3, "resume", "canary");
        await FindsItselfDoneAsync(5, "rollback", "canary");
        await Async(7, "rollback", "canary", ("mode", "downgrade"));
        await PublishAsync("1.3.0");
        await Async(8, "halt", "canary");
        await FindsItselfDoneAsync(7, "rollback", "canary", ("mode", "downgrade"));
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
    }

    [Fact]
    public async Task A_mending_release_is_found_too()
    {
        await Async(1, "promote", "beta");
        await Async(2, "halt", "beta");
        await PublishAsync("1.1.0");
        await Async(3, "rollback", "beta", ("mode", "fix-forward"));
        await PublishAsync("1.2.0");
        await Async(4, "halt", "beta");
        await FindsItselfDoneAsync(3, "rollback", "beta", ("mode", "fix-forward"));
    }

    private async Task FindsItselfDoneAsync(int number, string action, string channel, params (string Name, string Value)[] inputs)
    {
        var before = Channels();
        await Async(number, action, channel, inputs);
        Assert.True(run.Outputs["outcome"] == "already-done", run.Run.Output);
        Assert.Equal(before, Channels());

        // A halt leaves the board to the next move.
        KeyValuePair<string, string>[] Channels() => [.. run.Stage.Snapshot().Where(file => !file.Key.EndsWith(".html", StringComparison.Ordinal))];
    }

    private async Task Async(int number, string action, string channel, params (string Name, string Value)[] inputs)
    {
        run.Run.Variables["GITHUB_RUN_ID"] = $"{number}";
        Assert.True(
            await run.Run.StepAsync<PromoteOptions, PromoteStep>([("action", action), ("channel", channel), ("store", "store"), .. inputs]) == 0,
            run.Run.Output);
    }

    private async Task PublishAsync(string version, params (string Name, string Value)[] inputs)
    {
        run.Run.Variables["GITHUB_RUN_ID"] = "99";
        run.Stage.Build(version);
        Assert.True(await run.PublishAsync(version, inputs) == 0, run.Run.Output);
    }
}
