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
    private int came;
    private int mended;

    [Fact]
    public void Every_sequence_of_moves_does_what_the_model_does()
    {
        Gen<(string Kind, int Number)[]> moves = Gen.Elements(
                "publish", "publish", "publish", "widen", "halt", "resume", "fallback", "downgrade",
                "promote", "promote", "promote", "fix-forward", "fix-forward", "beta widen", "beta halt", "beta resume", "beta fallback", "beta downgrade")
            .Zip(Gen.Elements(0, 1, 10, 25, 50, 99, 100)).ArrayOf().Resize(30);
        Prop.ForAll(moves.ToArbitrary(), sequence => PlayAsync(sequence).GetAwaiter().GetResult()).Check(250);
        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} sequences, {commits} commits ({came} promotions, {mended} fix-forward), {refusals} refusals.");
        Assert.True(commits > 700 && refusals > 500 && came > 80 && mended > 5, $"{commits}, {refusals}, {came}, {mended}: that proves little.");
    }

    public void Dispose() => stage.Dispose();

    // The reference: what a channel serves after a move, or null where it must be refused. The source is the channel before.
    private static Model? Next(Model? at, Model? source, string kind, int number) => (kind, at) switch
    {
        ("publish", _) => New(at, (at?.Highest ?? 0) + 1, number),
        ("promote" or "fix-forward", _) when at is { } && at.Came == (source?.Version, number, kind) && at.Version == source?.Version => at,
        ("promote" or "fix-forward", _) when source is not { Halted: false } || source.Version <= (at?.Highest ?? 0) => null,
        ("fix-forward", not { Halted: true }) => null,
        ("promote" or "fix-forward", _) => New(at, source.Version, number) with { Came = (source.Version, number, kind) },
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

    private static Model New(Model? at, int version, int percent) =>
        new(version, percent, at is { Halted: false, Percent: 100 } ? at.Version : at?.Fallback, false, false, version);

    private async Task PlayAsync((string Kind, int Number)[] sequence)
    {
        string name = $"store-{runs++}";
        using var store = stage.Store(name);
        var moves = new PromotionStage(stage);
        Model? canary = null, beta = null;
        foreach ((string asked, int number) in sequence)
        {
            bool isBeta = asked is "promote" or "fix-forward" || asked.StartsWith("beta ", StringComparison.Ordinal);
            string kind = asked.Replace("beta ", "", StringComparison.Ordinal);
            Model? model = isBeta ? beta : canary, wanted = Next(model, isBeta ? canary : null, kind, number);
            try
            {
                MoveOutcome outcome = kind == "publish"
                    ? (await stage.PublishAsync(Release((model?.Highest ?? 0) + 1), PublishStage.Request(number), store)).Move
                    : await moves.RunAsync(Request(kind, number, isBeta ? "beta" : "canary"), store);
                Assert.True(wanted is not null, $"{asked} {number} was allowed on {model}");
                ChannelStatus status = outcome.After!.Entry.Status;
                var seen = new Model(
                    Patch(status.Current.Version), status.Current.Percent, status.Fallback is { } fallback ? Patch(fallback.Version) : null,
                    status.Halted, status.RolledBack, Patch(status.Highest));
                Assert.Equal(wanted with { WentBack = false, Had = seen.Had, Resumed = seen.Resumed, Came = seen.Came }, seen);
                Assert.Equal(outcome.Result == MoveResult.Committed, wanted != model);
                commits += outcome.Result == MoveResult.Committed ? 1 : 0;
                came += outcome.Result == MoveResult.Committed && kind == "promote" ? 1 : 0;
                mended += outcome.Result == MoveResult.Committed && kind == "fix-forward" ? 1 : 0;
                model = wanted.After(model, kind);
                (canary, beta) = isBeta ? (canary, model) : (model, beta);
            }
            catch (ReleaseException e)
            {
                Assert.True((e.Fault, wanted) == (Fault.Refused, null), $"{asked} {number} on {model} from {canary}: {e.Message}");
                refusals++;
            }
        }

        foreach (string channel in (string[])[.. canary is null ? (string[])[] : ["canary"], .. beta is null ? (string[])[] : ["beta"]])
            Assert.Equal([], StoreChecker.ViolationsAtRest(stage.At(name), channel));
        if (Directory.Exists(stage.At(name)))
            Directory.Delete(stage.At(name), recursive: true);
    }

    private static MoveRequest Request(string kind, int number, string channel) => kind switch
    {
        "promote" => PromotionStage.Promote(channel, number),
        "fix-forward" => PromotionStage.Promote(channel, number) with { FixesForward = true },
        "widen" => PromotionStage.Widen(number, channel),
        "halt" => PromotionStage.Halt(channel),
        "resume" => PromotionStage.Resume(number, channel),
        "fallback" => PromotionStage.Rollback(channel: channel),
        _ => PromotionStage.Rollback(RollbackMode.Downgrade, channel) with { Floor = "1.0.0" },
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

        /// <summary>The version, share and kind of the promotion that brought what it serves.</summary>
        public (int?, int, string)? Came { get; init; }

        public Model After(Model? before, string kind) => this == before ? this : Halted ? this with { Had = [], Resumed = [], WentBack = false } : this with
        {
            Had = kind is "publish" or "downgrade" or "promote" or "fix-forward" ? [Percent] : [.. Had, Percent],
            Resumed = kind switch { "resume" => [Percent], "publish" or "downgrade" or "promote" or "fix-forward" => [], _ => Resumed },
        };
    }
}
