using System.Text.Json.Nodes;
using UvRelease.Promote;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>A halt is done whatever else is wrong.</summary>
public sealed class HaltStepSpecs : IAsyncLifetime
{
    private readonly PublishRun run = new();

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
    public async Task Inputs_that_a_halt_does_not_need_are_left_out_with_a_word()
    {
        Assert.True(
            await HaltAsync(
                ("rollout", "10"), ("from", "beta"), ("release", "0.9.0"), ("emergency", "true"), ("mode", "downgrade"), ("cohorts", "inside"),
                ("approved-plan", new string('a', 64)), ("github-token", "x")) == 0, run.Run.Output);
        Assert.Contains("does not look at: from, release, rollout, cohorts, emergency, mode, approved-plan.", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal("done", run.Outputs["outcome"]);
    }

    [Theory]
    [InlineData("rollout", "25%")]
    [InlineData("mode", "sideways")]
    [InlineData("emergency", "perhaps")]
    [InlineData("plan-file", "../plan.json")]
    [InlineData("events-file", ".git/config")]
    [InlineData("evidence", "/etc")]
    [InlineData("visible-within", "soon")]
    public async Task An_input_that_is_wrong_and_that_a_halt_does_not_need_is_a_warning(string input, string value)
    {
        Assert.True(await HaltAsync((input, value)) == 0, run.Run.Output);
        Assert.Contains($"::warning::Input '{input}' ", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal("done", run.Outputs["outcome"]);
        Assert.Equal(2, await StepAsync(("action", "resume"), ("channel", "canary"), ("store", "store"), (input, value)));
    }

    [Theory]
    [InlineData("It loses\tdata.\n\u0007Stop it.", "It loses data.  Stop it.")]
    [InlineData("\u0001", null)]
    public async Task A_halt_takes_any_reason(string reason, string? kept)
    {
        Assert.True(await HaltAsync(("reason", reason)) == 0, run.Run.Output);
        Assert.Contains("::warning::Input 'reason' holds the control character", run.Run.Output, StringComparison.Ordinal);
        string entry = await File.ReadAllTextAsync(run.Stage.At("store", "channels", "canary", "log", "00000002.json"), Token);
        Assert.Equal(kept, JsonNode.Parse(entry)!["reason"]?.ToString());
        Assert.Equal(2, await StepAsync(("action", "resume"), ("channel", "canary"), ("store", "store"), ("reason", reason)));
    }

    [Theory]
    [InlineData("--github-token-file", "nowhere", "which can't be read")]
    [InlineData("--sentry-token-file", "/dev/full", "has more than 262144 characters")]
    [InlineData("--sentry-token-file", "/", "which can't be read")]
    public async Task A_secret_that_a_halt_does_not_need_holds_it_up_at_no_terminal(string option, string path, string words)
    {
        using var terminal = new StepRun(inActions: false);
        string[] Move(string action) =>
            ["--action", action, "--channel", "canary", "--store", run.Stage.StoreFolder, "--app", PublishStage.App, option, path];
        Assert.Equal(2, await terminal.CommandAsync<PromoteOptions, PromoteStep>(Move("resume")));
        Assert.Contains(words, terminal.Error, StringComparison.Ordinal);
        Assert.True(await terminal.CommandAsync<PromoteOptions, PromoteStep>(Move("halt")) == 0, terminal.Error);
        Assert.Contains("It is not needed for this, and left out.", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("stagingPercentage: 0\n", await FeedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("another")]
    [InlineData("empty")]
    public async Task A_release_whose_document_is_lost_is_halted_by_the_feeds_that_are_there_and_made_good_later(string how)
    {
        run.Configure("publish: { app: sample-app, fallback-feeds: true, legacy-feeds: { canary: . } }\n");
        run.Stage.Build("1.1.0");
        Assert.True(await run.PublishAsync("1.1.0", ("rollout", "30"), ("cohorts", "inside")) == 0, run.Run.Output);
        string document = run.Stage.At("store", "releases", "1.1.0", "release.json"), kept = await File.ReadAllTextAsync(document, Token);
        if (how == "gone")
            File.Delete(document);
        else
            await File.WriteAllTextAsync(document, how == "another" ? kept.Replace("1.1.0", "1.1.1", StringComparison.Ordinal) : "", Token);
        Assert.True(await HaltAsync(("reason", "It loses data.")) == 0, run.Run.Output);
        Assert.Equal(("done", "1.1.0", "3"), (run.Outputs["outcome"], run.Outputs["version"], run.Outputs["generation"]));
        Assert.Contains("Run 'reconcile' once that is mended", run.Run.Output, StringComparison.Ordinal);
        Assert.All(Feeds(), feed => Assert.Matches("(?m)^stagingPercentage: 0\nuvRelease:\n  generation: 3\n", feed));
        Assert.True(Feeds().Length > 100);
        Assert.Equal(0, await HaltAsync());
        Assert.Equal("already-done", run.Outputs["outcome"]);
        Assert.NotEqual(0, await run.ReconcileAsync());
        await File.WriteAllTextAsync(document, kept, Token);
        Assert.True(await run.ReconcileAsync() == 0, run.Run.Output);
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task A_channel_whose_log_is_damaged_offers_nothing_and_the_halt_says_that_it_is_not_in_the_log(string newest)
    {
        run.Stage.Build("1.1.0");
        Assert.True(await run.PublishAsync("1.1.0", ("rollout", "30")) == 0, run.Run.Output);
        string entry = run.Stage.At("store", "channels", "canary", "log", "00000002.json"), kept = await File.ReadAllTextAsync(entry, Token);
        await File.WriteAllTextAsync(entry, newest, Token);
        var before = run.Stage.Snapshot();
        Assert.Equal(2, await HaltAsync(("app", "other-app")));
        Assert.Equal(2, await HaltAsync(("dry-run", "true")));
        Assert.Equal(before, run.Stage.Snapshot());
        for (int time = 1; time <= 2; time++)
        {
            Assert.Equal(2, await HaltAsync());
            Assert.Contains("The log can't have the halt. All the same, 4 feeds of canary offer nothing", run.Run.Output, StringComparison.Ordinal);
            Assert.All(Feeds(), feed => Assert.Matches("(?m)^stagingPercentage: 0\nuvRelease:\n  generation: 2\n", feed));
        }

        await File.WriteAllTextAsync(entry, kept, Token);
        Assert.True(await HaltAsync() == 0, run.Run.Output);
        Assert.Equal([], StoreChecker.ViolationsAtRest(run.Stage.StoreFolder, "canary"));
    }

    private string[] Feeds() =>
        [.. Directory.GetFiles(run.Stage.StoreFolder, "*.yml", SearchOption.AllDirectories).Select(File.ReadAllText)];

    [Fact]
    public async Task A_halt_that_nobody_can_hand_the_outputs_of_is_done()
    {
        run.Run.Variables["GITHUB_OUTPUT"] = "/dev/full";
        Assert.True(await HaltAsync() == 0, run.Run.Output);
        Assert.Contains("The outputs can't be written, and the work is done", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("stagingPercentage: 0\n", await FeedAsync(), StringComparison.Ordinal);
        Assert.Equal(3, await StepAsync(("action", "status"), ("store", "store")));
    }

    [Theory]
    [InlineData("publish: { app: sample-app, legacy-feeds: { canry: . } }\n")]
    [InlineData("publish: { app: sample-app, public-url: 'ftp://x.example' }\n")]
    public async Task A_halt_works_with_a_configuration_that_names_what_there_is_not(string configuration)
    {
        run.Configure(configuration);
        Assert.True(await HaltAsync() == 0, run.Run.Output);
        Assert.Contains("stagingPercentage: 0\n", await FeedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("not an address")]
    public async Task A_halt_that_nobody_sees_at_the_public_address_is_done_with_a_warning(string address)
    {
        run.Run.Time = TimeProvider.System;
        Assert.True(await HaltAsync(("public-url", address), ("visible-within", "1s")) == 0, run.Run.Output);
        Assert.Contains("::warning::", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("stagingPercentage: 0\n", await FeedAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await HaltAsync(("public-url", address), ("visible-within", "1s")));
        Assert.Equal("already-done", run.Outputs["outcome"]);
    }

    [Fact]
    public async Task A_channel_that_nobody_knows_is_named_beside_those_there_are()
    {
        Assert.Equal(2, await StepAsync(("action", "halt"), ("channel", "canry"), ("store", "store")));
        Assert.Contains("is none of the configuration's: canary, beta, stable. Did you mean 'canary'?", run.Run.Output, StringComparison.Ordinal);
        run.Configure("x: [");
        Assert.Equal(1, await StepAsync(("action", "halt"), ("channel", "canry"), ("store", "store")));
        Assert.DoesNotContain("The log of canry does", run.Run.Output, StringComparison.Ordinal);
        Assert.Contains("The store has no log of a channel 'canry'", run.Run.Output, StringComparison.Ordinal);
        Assert.True(await HaltAsync() == 0, run.Run.Output);
    }

    [Fact]
    public async Task A_channel_that_was_taken_out_of_the_configuration_is_halted()
    {
        run.Configure("publish: { app: sample-app }\nchangelog: { channels: [beta, stable] }\n");
        Assert.True(await HaltAsync() == 0, run.Run.Output);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<string> FeedAsync() => File.ReadAllTextAsync(run.Stage.At("store", "feeds", "canary", "latest-linux.yml"), Token);

    private Task<int> HaltAsync(params (string Name, string Value)[] inputs) =>
        StepAsync([("action", "halt"), ("channel", "canary"), ("store", "store"), .. inputs]);

    private Task<int> StepAsync(params (string Name, string Value)[] inputs) => run.Run.StepAsync<PromoteOptions, PromoteStep>(inputs);
}
