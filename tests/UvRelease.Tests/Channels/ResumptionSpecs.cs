using UvRelease.Promote;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>A resumption of what the guard would halt again: a person decides, and the guard keeps to it as long as it sees nothing new.</summary>
public sealed class ResumptionSpecs : IDisposable
{
    private const string Integrity = "{ from: canary, gates: [integrity] }";
    private readonly PublishRun run = new(Configuration(Integrity));
    private string digest = "";

    [Fact]
    public async Task Without_a_reason_it_is_refused_with_the_numbers()
    {
        await HaltedAsync();
        var before = run.Stage.Snapshot();
        Assert.Equal(1, await StepAsync("resume"));
        Assert.Contains("The guard would halt it again. At least 66", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("700 of 1,000 devices", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("Give a 'reason' to offer it all the same.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, run.Stage.Snapshot());
        Count(crashed: 2);
        Assert.True(await StepAsync("resume") == 0, run.Run.Output);
    }

    [Fact]
    public async Task With_a_reason_it_is_done_and_the_guard_keeps_to_it_until_it_sees_more()
    {
        await HaltedAsync();
        Assert.True(await StepAsync("resume", ("reason", "Crashes of one broken machine.")) == 0, run.Run.Output);
        Assert.Contains("::warning::guard (waived): The guard would halt it again.", run.Run.Output, StringComparison.Ordinal);
        var before = run.Stage.Snapshot();
        for (int look = 0; look < 2; look++)
        {
            Assert.True(await StepAsync("guard") == 0, run.Run.Output);
            Assert.Equal(("accepted", ""), (run.Outputs["outcome"], run.Outputs["halted"]));
            Assert.Contains("ada resumed it at 2026-01-02T12:00:00.000Z, and these counts end at 2026-01-02T09:00:00.000Z: Crashes of one", run.Run.Output,
                StringComparison.Ordinal);
            Assert.Equal(before, run.Stage.Snapshot());
        }

        Assert.Equal(0, await StepAsync("resume", ("reason", "Crashes of one broken machine.")));
        Assert.Equal("already-done", run.Outputs["outcome"]);
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon.AddHours(4));
        Count(crashed: 701, until: "2026-01-02T13:00:00.000Z");
        Assert.True(await StepAsync("guard") == 0, run.Run.Output);
        Assert.Equal(("halted", "canary"), (run.Outputs["outcome"], run.Outputs["halted"]));
    }

    [Fact]
    public async Task A_waiver_of_health_holds_the_guard_off_until_it_ends()
    {
        await HaltedAsync();
        Directory.CreateDirectory(run.Stage.At(".github", "evidence"));
        await File.WriteAllTextAsync(
            run.Stage.At(".github", "evidence", "waivers.json"),
            $$"""
            {"schema":"uv-release/waivers/1","waivers":[{"gate":"health","releaseDigest":"{{digest}}","actor":"ada","reason":"One broken machine",
            "expires":"2026-01-03T00:00:00.000Z"}]}
            """,
            TestContext.Current.CancellationToken);
        Assert.True(await StepAsync("resume") == 0, run.Run.Output);
        Count(crashed: 701, until: "2026-01-02T20:00:00.000Z");
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon.AddHours(11));
        Assert.Equal(0, await StepAsync("guard"));
        Assert.Equal("accepted", run.Outputs["outcome"]);
        Assert.Contains("ada waived it until 2026-01-03T00:00:00.000Z: One broken machine", run.Run.Output, StringComparison.Ordinal);
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon.AddHours(13));
        Assert.Equal(0, await StepAsync("guard"));
        Assert.Equal("halted", run.Outputs["outcome"]);
    }

    [Fact]
    public async Task Where_nobody_counts_it_says_that_nobody_can_tell()
    {
        await HaltedAsync();
        File.Delete(run.Stage.At("health.json"));
        Assert.True(await StepAsync("resume") == 0, run.Run.Output);
        Assert.Contains("::warning::guard (inconclusive): Nobody can say whether the guard will halt it again.", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("| guard | ◽ inconclusive | Nobody can say whether the guard will halt it again.", run.Run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_that_are_broken_are_a_warning_and_it_is_done()
    {
        await HaltedAsync();
        await File.WriteAllTextAsync(run.Stage.At("health.json"), "{", TestContext.Current.CancellationToken);
        Assert.True(await StepAsync("resume") == 0, run.Run.Output);
        Assert.Contains("::warning::guard (inconclusive): Nobody can say whether the guard will halt it again. health.json", run.Run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_that_the_guard_halts_on_hold_it_up_although_they_are_not_settled()
    {
        await HaltedAsync();
        Count(crashed: 700, until: "2026-01-02T12:00:00.000Z");
        Assert.Equal(1, await StepAsync("resume"));
        Assert.Contains("The guard would halt it again. At least 66", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await StepAsync("resume", ("reason", "Crashes of one broken machine.")));
        Assert.Equal(0, await StepAsync("guard"));
        Assert.Equal("accepted", run.Outputs["outcome"]);
    }

    [Theory]
    [InlineData("beta", "1000000", "refuse", 0)]
    [InlineData("beta", "10", "refuse", 1)]
    [InlineData("beta", "10", "warn", 0)]
    public async Task A_step_of_any_channel_whose_devices_are_counted_is_held_against_the_capacity(string to, string megabits, string above, int code)
    {
        run.Configure(Configuration(Integrity, $"capacity: {{ clients: 10, megabits-per-second: {megabits}, poll-hours: 1, above: {above} }}, "));
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon.AddDays(-1));
        // A file of some bytes for as many devices as there can be.
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon);
        Assert.Equal(0, await StepAsync("promote", ("channel", to), ("rollout", "1"), ("dry-run", "true")));
        Assert.Contains("| capacity | ◽ inconclusive | Nobody has counted the devices of beta", run.Run.Summary, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            run.Stage.At("health.json"), GuardSpecs.Counts(to, "0.9.0", 0, "2026-01-02T09:00:00.000Z", devices: 2_000_000_000),
            TestContext.Current.CancellationToken);
        Assert.True(await StepAsync("promote", ("channel", to)) == code, run.Run.Output);
        Assert.Contains(code == 1 ? "capacity (fail): The step takes" : "| capacity | ", run.Run.Output + run.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(megabits == "10" && above == "warn", run.Run.Output.Contains("::warning::capacity (fail)", StringComparison.Ordinal));
    }

    public void Dispose() => run.Dispose();

    private static string Configuration(string transition, string more = "") =>
        "publish: { app: sample-app }\n"
        + $"promote: {{ {more}waivers: {{ by: [ada] }}, health: {{ source: file, path: health.json }}, transitions: [{transition}] }}\n";

    private async Task HaltedAsync()
    {
        run.Run.Variables["GITHUB_ACTOR"] = "ada";
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon.AddDays(-1));
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0") == 0, run.Run.Output);
        digest = run.Outputs["release-digest"];
        run.Run.Time = new PublishStage.FixedClock(PublishStage.Noon);
        Count(crashed: 700);
        Assert.True(await StepAsync("guard") == 0, run.Run.Output);
        Assert.Equal("halted", run.Outputs["outcome"]);
    }

    private void Count(int crashed, string until = "2026-01-02T09:00:00.000Z") =>
        File.WriteAllText(run.Stage.At("health.json"), GuardSpecs.Counts("canary", "1.0.0", crashed, until));

    private Task<int> StepAsync(string action, params (string Name, string Value)[] inputs)
    {
        (string, string)[] channel = Array.Exists(inputs, input => input.Name == "channel") ? [] : [("channel", "canary")];
        return run.Run.StepAsync<PromoteOptions, PromoteStep>([("action", action), ("store", "store"), .. channel, .. inputs]);
    }
}
