using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

public sealed class CrashSpecs : IDisposable
{
    private readonly PublishStage stage = new();

    [Fact]
    public async Task Killed_before_or_after_any_call_of_the_store_the_rerun_leaves_the_bytes_of_a_run_without_a_kill()
    {
        SealedRelease first = stage.Seal("1.0.0"), second = stage.Seal("1.1.0");
        PublishRequest request = PublishStage.Request(percent: 10) with { Cohorts = ["staff"] };
        int calls = await CleanRunAsync("clean", first, second, request);
        var wanted = PublishStage.Snapshot(stage.At("clean"));
        int kills = 0;
        foreach (bool after in (bool[])[false, true])
        {
            for (int at = 0; at < calls; at++)
            {
                string name = $"killed-{at}-{after}";
                using (IStore store = stage.Store(name))
                    await stage.PublishAsync(first, store: store);
                using (var store = new UnreliableStore(stage.Store(name), FaultRates.None, 0) { KillAt = at, KillAfter = after })
                    await Assert.ThrowsAsync<KilledException>(() => stage.PublishAsync(second, request, store));
                Assert.Equal([], StoreChecker.Violations(stage.At(name), "canary"));
                foreach (string feed in Directory.GetFiles(stage.At(name, "feeds", "canary"), "*.yml", SearchOption.AllDirectories))
                    Assert.Empty(StoreChecker.Feed(feed).Problems);
                using (IStore store = stage.Store(name))
                    await stage.PublishAsync(second, request, store);
                Assert.Equal(wanted, PublishStage.Snapshot(stage.At(name)));
                Directory.Delete(stage.At(name), recursive: true);
                kills++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills.");
        Assert.True(kills > 40);
    }

    [Fact]
    public async Task Killed_between_commit_and_feeds_reconcile_finishes_the_publish()
    {
        SealedRelease release = stage.Seal("1.0.0");
        int commit = await CallOfCommitAsync(release);
        using (var store = new UnreliableStore(stage.Store(), FaultRates.None, 0) { KillAt = commit, KillAfter = true })
            await Assert.ThrowsAsync<KilledException>(() => stage.PublishAsync(release, store: store));
        Assert.False(Directory.Exists(stage.At("store", "feeds")));
        using (IStore store = stage.Store())
            Assert.NotNull(await stage.Reconciler(store).RunAsync(PublishStage.App, "canary", CancellationToken.None));
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        Assert.Equal(MoveResult.AlreadyDone, (await stage.PublishAsync(release)).Move.Result);
    }

    public void Dispose() => stage.Dispose();

    private async Task<int> CleanRunAsync(string name, SealedRelease first, SealedRelease second, PublishRequest request)
    {
        using (IStore store = stage.Store(name))
            await stage.PublishAsync(first, store: store);
        using var counted = new UnreliableStore(stage.Store(name), FaultRates.None, 0);
        await stage.PublishAsync(second, request, counted);
        return counted.Calls;
    }

    // The last call after whose kill there is a log entry and no feed yet.
    private async Task<int> CallOfCommitAsync(SealedRelease release)
    {
        for (int at = 0; ; at++)
        {
            string name = $"probe-{at}";
            using (var store = new UnreliableStore(stage.Store(name), FaultRates.None, 0) { KillAt = at, KillAfter = true })
                await Assert.ThrowsAsync<KilledException>(() => stage.PublishAsync(release, store: store));
            if (File.Exists(stage.At(name, "channels", "canary", "log", "00000001.json")))
                return at;
        }
    }
}
