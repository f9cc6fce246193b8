using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>
/// Many who publish and move channels at once, and whose stores and lives fail at random. UV_PUBLISH_ATTEMPTS tries more, UV_SEED otherwise.
/// </summary>
public sealed class RaceSpecs : IDisposable
{
    private const int Publishers = 8;
    private const int Retries = 3;
    private static readonly FaultRates Rates = new(Kill: 0.012, Fail: 0.008, Stale: 0.2, Slow: 0.03);
    private readonly PublishStage stage = new() { Time = TimeProvider.System };

    // What a refusal may say: that the move came too late, or that the channel can't go there. Never that the store is broken.
    private static readonly string[] Refusals =
    [
        "served [0-9.]+ (already|since generation [0-9]+ already)", "is on (canary|beta) already", "serves nothing yet", "a share is never made smaller",
        "is (halted|rolled back)( at| on| and|\\.)",
        "is not halted", "% is more", "Halt it first", "nothing to fall back to", "is below the floor", "is not lower than", "was rolled back on", "meanwhile",
        "Name the version to go back to",
    ];

    private static readonly string[] Others = ["promote", "widen", "halt", "resume", "rollback", "fix-forward"];

    [Fact]
    public async Task No_interleaving_of_publishers_moves_kills_failures_and_stale_reads_breaks_an_invariant()
    {
        int wanted = int.TryParse(Environment.GetEnvironmentVariable("UV_PUBLISH_ATTEMPTS"), out int given) ? given : 2_000;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("UV_SEED"), out int chosen) ? chosen : 20_260_101;
        var memory = new ConcurrentDictionary<string, (StoredObject Facts, byte[] Bytes)>(StringComparer.Ordinal);
        var releases = new ConcurrentDictionary<int, Lazy<SealedRelease>>();
        var ends = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var committed = new ConcurrentBag<string>();
        bool IsRare() => wanted >= 1_000 && Array.Exists(Others, action => ends.GetValueOrDefault($"done: {action}") <= 2);
        int attempts = 0, next = 0;
        var moves = new PromotionStage(stage);
        await using var observer = new Observer(stage.StoreFolder, "canary", "latest-linux.yml", "canary-linux.yml", "latest.yml");
        await using var follower = new Observer(stage.StoreFolder, "beta", "latest-linux.yml", "beta-linux.yml", "latest.yml");
        await Parallel.ForEachAsync(Enumerable.Range(0, Publishers), new ParallelOptions { MaxDegreeOfParallelism = Publishers }, async (publisher, _) =>
        {
            var random = new Random(seed + publisher);
            // What happens how often is chance: on until there was enough of everything.
            while (Volatile.Read(ref attempts) is int tried && (tried < wanted || (IsRare() && tried < 5 * wanted)))
            {
                MoveRequest? move = Move(random);
                // Often the same release as another publisher, and sometimes one that comes too late.
                int patch = random.NextDouble() < 0.6 ? Interlocked.Increment(ref next) : Math.Max(1, Volatile.Read(ref next) - random.Next(2));
                SealedRelease? release = move is not null ? null
                    : releases.GetOrAdd(patch, number => new Lazy<SealedRelease>(() => stage.Seal($"1.0.{number}"))).Value;
                for (int retry = 0; retry <= Retries; retry++)
                {
                    using var store = new UnreliableStore(stage.Store(), Rates, seed + Interlocked.Increment(ref attempts)) { Memory = memory };
                    string end = await TryAsync(
                        async () =>
                        {
                            // Others are quick to publish over a halted release, so that nothing would be left to take back.
                            if (move?.Action == ChannelAction.Rollback)
                                await moves.RunAsync(PromotionStage.Halt(move.Channel), store);
                            return move is null
                                ? (await stage.PublishAsync(release!, PublishStage.Request(percent: 10), store)).Move
                                : await moves.RunAsync(move, store);
                        },
                        move is PromoteRequest { FixesForward: true } ? "fix-forward" : move?.Action.Word() ?? "publish",
                        committed);
                    ends.AddOrUpdate(end, 1, (_, count) => count + 1);
                    if (!end.StartsWith("killed", StringComparison.Ordinal) && !end.StartsWith("failed", StringComparison.Ordinal))
                        break;
                }
            }
        });
        int generations = 0;
        foreach (string channel in (string[])["canary", "beta"])
        {
            using IStore store = stage.Store();
            await stage.Reconciler(store).RunAsync(PublishStage.App, channel, CancellationToken.None);
            Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, channel));
            generations += Directory.GetFiles(Path.Combine(stage.StoreFolder, "channels", channel, "log")).Length;
        }

        Assert.Equal([], await observer.FinishAsync());
        Assert.Equal([], await follower.FinishAsync());
        string ended = string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{attempts} attempts: {ended}; {generations} generations, {observer.Polls} polls.");
        Assert.Equal(committed.Count, committed.Distinct().Count());
        int killed = ends.Where(end => end.Key.StartsWith("killed", StringComparison.Ordinal)).Sum(end => end.Value);
        bool isProof = generations > wanted / 20 && killed > wanted / 40 && observer.Polls > 100 && follower.Polls > 100 && !IsRare();
        Assert.True(isProof, $"{generations} generations, {observer.Polls} polls: too little happened to prove anything.");
    }

    public void Dispose() => stage.Dispose();

    private static MoveRequest? Move(Random random)
    {
        string channel = random.Next(2) == 0 ? "canary" : "beta";
        return random.Next(20) switch
        {
            < 8 => null,
            < 11 => PromotionStage.Promote(percent: 10) with { FixesForward = random.Next(2) == 0 },
            < 13 => PromotionStage.Widen(random.Next(4) switch { 0 => 100, 1 => 50, 2 => 25, _ => 11 }, channel),
            < 15 => PromotionStage.Halt(channel),
            < 18 => PromotionStage.Resume(random.Next(2) == 0 ? null : 5, channel),
            18 => PromotionStage.Rollback(channel: channel),
            _ => PromotionStage.Rollback(RollbackMode.Downgrade, channel) with { Floor = "1.0.0" },
        };
    }

    private static async Task<string> TryAsync(Func<Task<MoveOutcome>> attempt, string action, ConcurrentBag<string> committed)
    {
        try
        {
            MoveOutcome outcome = await attempt();
            if (outcome.Result == MoveResult.Committed)
                committed.Add($"{outcome.After!.Entry.Channel} {outcome.After.Entry.Generation}");
            return outcome.Result == MoveResult.Committed ? $"done: {action}" : $"already done: {action}";
        }
        catch (KilledException)
        {
            return $"killed: {action}";
        }
        catch (ReleaseException e)
        {
            if (e.Fault == Fault.Refused)
                Assert.True(Array.Exists(Refusals, refusal => Regex.IsMatch(e.Message, refusal, RegexOptions.NonBacktracking)), e.Message);
            // Nothing but an empty channel stops a halt.
            if (e.Fault == Fault.Refused && action == "halt")
                Assert.Contains("serves nothing yet", e.Message, StringComparison.Ordinal);
            return e.Fault == Fault.Refused ? $"refused: {action}" : $"failed: {action}";
        }
    }
}
