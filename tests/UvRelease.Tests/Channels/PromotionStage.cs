using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Stores;

namespace UvRelease.Tests.Channels;

/// <summary>Moves of channels on a publishing stage.</summary>
internal sealed class PromotionStage(PublishStage stage)
{
    public static readonly string[] Channels = ["canary", "beta", "stable"];

    /// <summary>A configuration that wants nothing of a release but that it is whole.</summary>
    public const string OnlyIntegrity =
        "promote: { transitions: [{ from: canary, gates: [integrity] }, { from: beta, gates: [integrity] }, { from: stable, gates: [integrity] }] }\n";

    public PublishStage Stage => stage;

    /// <summary>What the gates say.</summary>
    public Func<PassageQuestion, GateVerdict> Gates { get; set; } = _ => new GateVerdict([]);

    /// <summary>How often they were asked.</summary>
    public int Asked { get; private set; }

    public static PromoteRequest Promote(string to = "beta", int percent = 100) => new()
    {
        App = PublishStage.App,
        Channel = to,
        Actor = "ada",
        Channels = Channels,
        Percent = percent,
    };

    public static WidenRequest Widen(int percent, string channel = "canary") => new()
    {
        App = PublishStage.App,
        Channel = channel,
        Actor = "ada",
        Percent = percent,
    };

    public static HaltRequest Halt(string channel = "canary") => new()
    {
        App = PublishStage.App,
        Channel = channel,
        Actor = "ada",
        Reason = "It loses data.",
    };

    public static ResumeRequest Resume(int? percent = null, string channel = "canary") => new()
    {
        App = PublishStage.App,
        Channel = channel,
        Actor = "ada",
        Percent = percent,
    };

    public static RollbackRequest Rollback(RollbackMode mode = RollbackMode.Fallback, string channel = "canary") => new()
    {
        App = PublishStage.App,
        Channel = channel,
        Actor = "ada",
        Mode = mode,
    };

    public Promoter Promoter(IStore store) => new(store, stage.Settings(), new Keeper(this));

    /// <summary>Makes a move in the stage's store, or a given one.</summary>
    public async Task<MoveOutcome> RunAsync(MoveRequest request, IStore? store = null) =>
        (await Promoter(store ?? stage.Store()).RunAsync(request, CancellationToken.None)).Move;

    /// <summary>Makes moves one after the other.</summary>
    public async Task<ChannelStatus> RunAllAsync(params MoveRequest[] requests)
    {
        MoveOutcome? last = null;
        foreach (MoveRequest request in requests)
            last = await RunAsync(request);
        return last!.After!.Entry.Status;
    }

    private sealed class Keeper(PromotionStage stage) : IGatekeeper
    {
        public Task<GateVerdict> JudgeAsync(PassageQuestion question, CancellationToken cancellationToken)
        {
            stage.Asked++;
            return Task.FromResult(stage.Gates(question));
        }
    }
}
