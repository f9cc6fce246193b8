using System.Text.Json;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>What every action has from the loop, shown by one that is no publish.</summary>
public sealed class CommitLoopSpecs : IDisposable
{
    private static readonly HaltRequest Halt = new() { App = PublishStage.App, Channel = "canary", Actor = "ada", Reason = "It loses data." };
    private readonly PublishStage stage = new();

    [Fact]
    public async Task An_approved_plan_becomes_one_entry_and_feeds_that_offer_nothing()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(percent: 50));
        MoveOutcome halted = await RunAsync(Halt with { ApprovedPlan = (await RunAsync(Halt with { DryRun = true })).Plan!.Digest });
        Assert.Equal((MoveResult.Committed, 1, 2, 0), (halted.Result, halted.Before!.Entry.Generation, halted.After!.Entry.Generation, halted.Conflicts));
        LogEntry entry = halted.After.Entry;
        Assert.Equal((ChannelAction.Halt, "ada", "It loses data.", halted.Plan!.Digest), (entry.Action, entry.Actor, entry.Reason, entry.PlanDigest));
        Assert.Equal((50, 0), (entry.Status.Current.Percent, entry.Status.Offered));
        foreach (string name in (string[])["latest.yml", "latest-linux.yml"])
        {
            string feed = stage.At("store", "feeds", "canary", name);
            Assert.Contains("stagingPercentage: 0\n", await File.ReadAllTextAsync(feed), StringComparison.Ordinal);
            Assert.Equal((2, 0), (StoreChecker.Feed(feed).Generation, StoreChecker.Feed(feed).Problems.Count));
        }

        using IStore store = stage.Store();
        Assert.Empty((await stage.Reconciler(store).RunAsync(PublishStage.App, "canary", CancellationToken.None))!.Value.Report.Written);
    }

    [Fact]
    public async Task A_plan_says_what_the_action_is_and_writes_nothing()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        var before = stage.Snapshot();
        MovePlan plan = (await RunAsync(Halt with { DryRun = true })).Plan!;
        using var document = JsonDocument.Parse(plan.Bytes);
        JsonElement root = document.RootElement;
        Assert.Equal("uv-release/halt-plan/1", root.GetProperty("schema").GetString());
        Assert.Equal((1, 2), (root.GetProperty("baseGeneration").GetInt32(), plan.Generation));
        Assert.True(root.GetProperty("halted").GetBoolean());
        Assert.Equal(["log", "state", "feed", "feed", "feed", "feed"], plan.Writes.Select(write => write.Step));
        Assert.Equal(plan.Digest, (await RunAsync(Halt with { DryRun = true })).Plan!.Digest);
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task Another_plan_than_the_approved_one_is_refused_before_anything_is_written()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        string approved = (await RunAsync(Halt with { DryRun = true })).Plan!.Digest;
        await stage.PublishAsync(stage.Seal("1.1.0"));
        var before = stage.Snapshot();
        ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => RunAsync(Halt with { ApprovedPlan = approved }));
        Assert.Equal(Fault.Refused, refused.Fault);
        Assert.Contains("Something changed since the approval", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task What_is_done_already_is_not_done_again()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await RunAsync(Halt);
        var before = stage.Snapshot();
        MoveOutcome again = await RunAsync(Halt);
        Assert.Equal((MoveResult.AlreadyDone, 2), (again.Result, again.After!.Entry.Generation));
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task A_move_that_loses_the_commit_is_planned_anew_on_what_the_winner_left()
    {
        SealedRelease second = stage.Seal("1.1.0");
        await stage.PublishAsync(stage.Seal("1.0.0"));
        int others = 0;
        using var store = new UnreliableStore(stage.Store(), FaultRates.None, 0)
        {
            AfterRead = async read =>
            {
                if (read == "releases/1.0.0/release.json" && Interlocked.Exchange(ref others, 1) == 0)
                    await stage.PublishAsync(second);
            },
        };
        MoveOutcome halted = await RunAsync(Halt, store);
        Assert.Equal((1, 3, "1.1.0"), (halted.Conflicts, halted.After!.Entry.Generation, halted.After.Entry.Status.Current.Version));
        Assert.Equal(3, StoreChecker.Feed(stage.At("store", "feeds", "canary", "latest-linux.yml")).Generation);
    }

    [Fact]
    public async Task Killed_at_any_call_of_the_store_the_rerun_leaves_the_bytes_of_a_run_without_a_kill()
    {
        SealedRelease release = stage.Seal("1.0.0");
        int calls = await HaltIn("clean", -1, after: false);
        var wanted = PublishStage.Snapshot(stage.At("clean"));
        for (int at = 0; at < calls; at++)
        {
            foreach (bool after in (bool[])[false, true])
            {
                string name = $"killed-{at}-{after}";
                await Assert.ThrowsAsync<KilledException>(() => HaltIn(name, at, after));
                using (IStore store = stage.Store(name))
                    await RunAsync(Halt, store);
                Assert.Equal(wanted, PublishStage.Snapshot(stage.At(name)));
            }
        }

        Assert.True(calls > 10, $"{calls} calls");

        async Task<int> HaltIn(string name, int killAt, bool after)
        {
            using (IStore store = stage.Store(name))
                await stage.PublishAsync(release, store: store);
            using var counted = new UnreliableStore(stage.Store(name), FaultRates.None, 0) { KillAt = killAt, KillAfter = after };
            await RunAsync(Halt, counted);
            return counted.Calls;
        }
    }

    public void Dispose() => stage.Dispose();

    private async Task<MoveOutcome> RunAsync(HaltRequest request, IStore? store = null)
    {
        IStore used = store ?? stage.Store();
        return await stage.Loop(used).RunAsync(new HaltMove(request, new SealedReleases(used)), CancellationToken.None);
    }
}
