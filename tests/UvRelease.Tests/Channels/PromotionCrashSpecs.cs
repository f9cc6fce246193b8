using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Channels.Sealing;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Every move, killed at every call of the store: clients see the old or the new, and the same command finishes.</summary>
public sealed class PromotionCrashSpecs : IDisposable
{
    private readonly PublishStage stage = new();
    private readonly PromotionStage moves;

    public PromotionCrashSpecs() => moves = new PromotionStage(stage);

    [Theory]
    [InlineData("promote", "beta")]
    [InlineData("widen", "canary")]
    [InlineData("halt", "canary")]
    [InlineData("resume", "canary")]
    [InlineData("fallback", "canary")]
    [InlineData("downgrade", "canary")]
    public async Task Killed_anywhere_the_rerun_leaves_the_bytes_of_a_run_without_a_kill(string kind, string channel)
    {
        SealedRelease first = stage.Seal("1.0.0"), second = stage.Seal("1.1.0");
        MoveRequest[] way = kind is "resume" or "fallback" or "downgrade" ? [PromotionStage.Halt()] : [];
        MoveRequest move = kind switch
        {
            "promote" => PromotionStage.Promote(percent: 10),
            "widen" => PromotionStage.Widen(50),
            "halt" => PromotionStage.Halt(),
            "resume" => PromotionStage.Resume(),
            "fallback" => PromotionStage.Rollback(),
            _ => PromotionStage.Rollback(RollbackMode.Downgrade) with { Floor = "1.0.0" },
        };
        int calls = await RunIn("clean", -1, after: false);
        var wanted = PublishStage.Snapshot(stage.At("clean"));
        for (int at = 0; at < calls; at++)
        {
            foreach (bool after in (bool[])[false, true])
            {
                string name = $"killed-{at}-{after}";
                await Assert.ThrowsAsync<KilledException>(() => RunIn(name, at, after));
                Assert.Equal([], StoreChecker.Violations(stage.At(name), channel));
                using (IStore store = stage.Store(name))
                    await moves.RunAsync(move, store);
                Assert.Equal(wanted, PublishStage.Snapshot(stage.At(name)));
                Directory.Delete(stage.At(name), recursive: true);
            }
        }

        Assert.True(calls > 10, $"{calls} calls");
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.At("clean"), channel));

        async Task<int> RunIn(string name, int killAt, bool after)
        {
            using (IStore store = stage.Store(name))
            {
                await stage.PublishAsync(first, store: store);
                await stage.PublishAsync(second, PublishStage.Request(10), store);
                foreach (MoveRequest before in way)
                    await moves.RunAsync(before, store);
            }

            using var counted = new UnreliableStore(stage.Store(name), FaultRates.None, 0) { KillAt = killAt, KillAfter = after };
            await moves.RunAsync(move, counted);
            return counted.Calls;
        }
    }

    [Fact]
    public async Task A_channel_is_halted_whatever_became_of_its_state_and_feeds()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await File.WriteAllTextAsync(stage.At("store", "channels", "canary", "state.json"), "{");
        await File.WriteAllTextAsync(stage.At("store", "feeds", "canary", "latest-linux.yml"), "version: 9.9.9\n");
        File.Delete(stage.At("store", "feeds", "index.html"));
        MoveOutcome halted = await moves.RunAsync(PromotionStage.Halt());
        Assert.Equal(MoveResult.Committed, halted.Result);
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
    }

    [Fact]
    public async Task Where_channels_stand_is_read_from_the_end_of_their_logs()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(1));
        int few = await CallsAsync();
        for (int percent = 2; percent <= 40; percent++)
            await moves.RunAsync(PromotionStage.Widen(percent));
        Assert.Equal(few, await CallsAsync());
        Assert.Equal(3 * PromotionStage.Channels.Length, few);

        async Task<int> CallsAsync()
        {
            using var counted = new UnreliableStore(stage.Store(), FaultRates.None, 0);
            var views = await new ChannelOverview(counted, PublishStage.App, PromotionStage.Channels).ReadAsync(CancellationToken.None);
            Assert.Equal("canary", views[0].Channel);
            return counted.Calls;
        }
    }

    public void Dispose() => stage.Dispose();
}
