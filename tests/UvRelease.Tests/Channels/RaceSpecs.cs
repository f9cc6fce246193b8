using System.Collections.Concurrent;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Many publishers at once whose stores and lives fail at random. UV_PUBLISH_ATTEMPTS tries more, UV_SEED otherwise.</summary>
public sealed class RaceSpecs : IDisposable
{
    private const int Publishers = 8;
    private const int Retries = 3;
    private static readonly FaultRates Rates = new(Kill: 0.012, Fail: 0.008, Stale: 0.2, Slow: 0.03);
    private readonly PublishStage stage = new() { Time = TimeProvider.System };

    [Fact]
    public async Task No_interleaving_of_publishers_kills_failures_and_stale_reads_breaks_an_invariant()
    {
        int wanted = int.TryParse(Environment.GetEnvironmentVariable("UV_PUBLISH_ATTEMPTS"), out int given) ? given : 2_000;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("UV_SEED"), out int chosen) ? chosen : 20_260_101;
        var memory = new ConcurrentDictionary<string, (StoredObject Facts, byte[] Bytes)>(StringComparer.Ordinal);
        var releases = new ConcurrentDictionary<int, Lazy<SealedRelease>>();
        var ends = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var committed = new ConcurrentBag<int>();
        int attempts = 0, next = 0;
        await using var observer = new Observer(stage.StoreFolder, "canary", "latest-linux.yml", "canary-linux.yml", "latest.yml");
        await Parallel.ForEachAsync(Enumerable.Range(0, Publishers), new ParallelOptions { MaxDegreeOfParallelism = Publishers }, async (publisher, _) =>
        {
            var random = new Random(seed + publisher);
            while (Volatile.Read(ref attempts) < wanted)
            {
                // Often the same release as another publisher, and sometimes one that comes too late.
                int patch = random.NextDouble() < 0.6 ? Interlocked.Increment(ref next) : Math.Max(1, Volatile.Read(ref next) - random.Next(2));
                SealedRelease release = releases.GetOrAdd(patch, number => new Lazy<SealedRelease>(() => stage.Seal($"1.0.{number}"))).Value;
                for (int retry = 0; retry <= Retries; retry++)
                {
                    using var store = new UnreliableStore(stage.Store(), Rates, seed + Interlocked.Increment(ref attempts)) { Memory = memory };
                    string end = await TryAsync(release, store, committed);
                    ends.AddOrUpdate(end, 1, (_, count) => count + 1);
                    if (end is not ("killed" or "failed"))
                        break;
                }
            }
        });
        using (IStore store = stage.Store())
            await stage.Reconciler(store).RunAsync(PublishStage.App, "canary", CancellationToken.None);
        Assert.Equal([], await observer.FinishAsync());
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        int generations = Directory.GetFiles(Path.Combine(stage.StoreFolder, "channels", "canary", "log")).Length;
        string ended = string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{attempts} attempts: {ended}; {generations} generations, {observer.Polls} polls.");
        Assert.Equal(committed.Count, committed.Distinct().Count());
        Assert.All(committed, generation => Assert.InRange(generation, 1, generations));
        bool isProof = generations > wanted / 20 && ends["killed"] > wanted / 20 && observer.Polls > 100;
        Assert.True(isProof, $"{generations} generations, {observer.Polls} polls: too little happened to prove anything.");
    }

    public void Dispose() => stage.Dispose();

    private async Task<string> TryAsync(SealedRelease release, UnreliableStore store, ConcurrentBag<int> committed)
    {
        try
        {
            MoveOutcome outcome = (await stage.PublishAsync(release, PublishStage.Request(percent: 10), store)).Move;
            if (outcome.Result == MoveResult.Committed)
                committed.Add(outcome.After!.Entry.Generation);
            return outcome.Result == MoveResult.Committed ? "published" : "already done";
        }
        catch (KilledException)
        {
            return "killed";
        }
        catch (ReleaseException e)
        {
            // A refusal must be the one for a version that came too late, never one that says the store is broken.
            if (e.Fault == Fault.Refused)
                Assert.Matches("served [0-9.]+ already", e.Message);
            return e.Fault == Fault.Refused ? "superseded" : "failed";
        }
    }
}
