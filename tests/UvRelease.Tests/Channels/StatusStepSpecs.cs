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
                "beta: 1.0.0 is offered to 10 %. Next: widen to 25 %, once its gates are open.",
                "stable: nothing yet. Next: promote 1.0.0 from beta.",
            ],
            run.Outputs["status"].Split('\n'));
        Assert.Equal(before, run.Stage.Snapshot());
        await PromoteAsync("halt", "beta");
        await PromoteAsync("status", null);
        Assert.Contains(
            "beta: 1.0.0 is halted at 10 %. Next: find out why it was halted; then resume at 10 % or less, roll back, or promote a fix.",
            run.Outputs["status"],
            StringComparison.Ordinal);
        Assert.Contains("stable: nothing yet. Next: nothing: beta has no release to promote.", run.Outputs["status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_knows_the_channels_and_shows_one_where_one_is_named()
    {
        Assert.Equal(0, await PromoteAsync("status", "canary"));
        Assert.Equal("canary: 1.0.0 is offered to 100 %. Next: nothing.", run.Outputs["status"]);
        Assert.Equal(2, await PromoteAsync("status", "canry"));
        Assert.Contains("is none of the configuration's: canary, beta, stable. Did you mean 'canary'?", run.Run.Output, StringComparison.Ordinal);
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
