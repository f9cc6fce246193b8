using FsCheck;
using FsCheck.Fluent;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Random moves of a channel against a model that says in ten lines what each should do.</summary>
public sealed class PromotionModelSpecs : IDisposable
{
    private readonly PublishStage stage = new();
    private readonly Dictionary<int, SealedRelease> releases = [];
    private int runs;
    private int commits;
    private int refusals;

    [Fact]
    public void Every_sequence_of_moves_does_what_the_model_does()
    {
        Gen<(string Kind, int Number)[]> moves = Gen.Elements("publish", "widen", "halt", "resume", "fallback", "downgrade")
            .Zip(Gen.Elements(0, 1, 10, 25, 50, 99, 100)).ArrayOf().Resize(30);
        Prop.ForAll(moves.ToArbitrary(), sequence => PlayAsync(sequence).GetAwaiter().GetResult()).Check(60);
        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} sequences, {commits} commits, {refusals} refusals.");
        Assert.True(commits > 200 && refusals > 100, $"{commits} commits and {refusals} refusals prove little.");
    }

    public void Dispose() => stage.Dispose();

    // The reference: what a channel serves after a move, or null where it must be refused.
    private static Model? Next(Model? at, string kind, int number) => (kind, at) switch
    {
        ("publish", _) => new Model((at?.Highest ?? 0) + 1, number, at is { Halted: false, Percent: 100 } ? at.Version : at?.Fallback, false, false,
            (at?.Highest ?? 0) + 1),
        (_, null) => null,
        ("halt", _) => at with { Halted = true },
        ("widen", { Halted: false }) when number >= at.Percent || at.Had.Contains(number) => at with { Percent = Math.Max(number, at.Percent) },
        ("resume", { Halted: true, RolledBack: false }) when number <= at.Percent => at with { Halted = false, Percent = number },
        ("resume", { Halted: false }) when at.Resumed.Contains(number) => at,
        ("fallback", { RolledBack: true }) => at,
        ("fallback", { Halted: true, Fallback: not null }) => at with { RolledBack = true },
        ("downgrade", { Halted: true, Fallback: { } target }) => new Model(target, 100, null, false, false, at.Highest) { WentBack = true },
        ("downgrade", { Halted: false, WentBack: true }) => at,
        _ => null,
    };

    private async Task PlayAsync((string Kind, int Number)[] sequence)
    {
        string name = $"store-{runs++}";
        using var store = stage.Store(name);
        var moves = new PromotionStage(stage);
        Model? model = null;
        foreach ((string kind, int number) in sequence)
        {
            Model? wanted = Next(model, kind, number);
            try
            {
                MoveOutcome outcome = kind == "publish"
                    ? (await stage.PublishAsync(Release((model?.Highest ?? 0) + 1), PublishStage.Request(number), store)).Move
                    : await moves.RunAsync(Request(kind, number), store);
                Assert.True(wanted is not null, $"{kind} {number} was allowed on {model}");
                ChannelStatus status = outcome.After!.Entry.Status;
                var seen = new Model(
                    Patch(status.Current.Version), status.Current.Percent, status.Fallback is { } fallback ? Patch(fallback.Version) : null,
                    status.Halted, status.RolledBack, Patch(status.Highest));
                Assert.Equal(wanted with { WentBack = false, Had = seen.Had, Resumed = seen.Resumed }, seen);
                Assert.Equal(outcome.Result == MoveResult.Committed, wanted != model);
                commits += outcome.Result == MoveResult.Committed ? 1 : 0;
                model = wanted.After(model, kind);
            }
            catch (ReleaseException e)
            {
                Assert.Equal((Fault.Refused, null), (e.Fault, wanted));
                refusals++;
            }
        }

        if (model is not null)
            Assert.Equal([], StoreChecker.ViolationsAtRest(stage.At(name), "canary"));
        if (Directory.Exists(stage.At(name)))
            Directory.Delete(stage.At(name), recursive: true);
    }

    private static MoveRequest Request(string kind, int number) => kind switch
    {
        "widen" => PromotionStage.Widen(number),
        "halt" => PromotionStage.Halt(),
        "resume" => PromotionStage.Resume(number),
        "fallback" => PromotionStage.Rollback(),
        _ => PromotionStage.Rollback(RollbackMode.Downgrade) with { Floor = "1.0.0" },
    };

    private SealedRelease Release(int patch) => releases.TryGetValue(patch, out SealedRelease? made) ? made : releases[patch] = stage.Seal($"1.0.{patch}");

    private static int Patch(string version) => Version.Parse(version).Build;

    private sealed record Model(int Version, int Percent, int? Fallback, bool Halted, bool RolledBack, int Highest)
    {
        /// <summary>Shares since the last halt, which a repeated widening finds done.</summary>
        public IReadOnlyList<int> Had { get; init; } = [];

        /// <summary>Shares of resumptions since the last halt.</summary>
        public IReadOnlyList<int> Resumed { get; init; } = [];

        public bool WentBack { get; init; }

        public Model After(Model? before, string kind) => this == before ? this : Halted ? this with { Had = [], Resumed = [], WentBack = false } : this with
        {
            Had = kind is "publish" or "downgrade" ? [Percent] : [.. Had, Percent],
            Resumed = kind switch { "resume" => [Percent], "publish" or "downgrade" => [], _ => Resumed },
        };
    }
}
