using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Moves;

/// <summary>A write of a plan.</summary>
/// <param name="Step">artifact, release, log, state, feed or board.</param>
/// <param name="Key">Key in the store, or the address of a hosted file, which is verified only.</param>
/// <param name="Size">Bytes; null where they hold the time of the commit.</param>
/// <param name="Sha256">Hash of the bytes; null where they hold the time of the commit.</param>
public sealed record PlannedWrite(string Step, string Key, long? Size, string? Sha256);

/// <summary>
/// What a move would write, in the order in which it does. It holds no clock: planned twice on the same generation it is the same, and its digest
/// is what people approve.
/// </summary>
public sealed class MovePlan
{
    internal MovePlan(MoveRequest request, LogHead? head, MoveProposal proposal, Release? fallback, IReadOnlyList<LegacyFeeds> legacy)
    {
        (BaseGeneration, BaseHash) = (head?.Entry.Generation ?? 0, head?.Hash);
        (Status, IdempotencyKey, Grounds) = (proposal.Status, proposal.IdempotencyKey, proposal.Grounds);
        Feeds = proposal.Current is { } current ? FeedRenderer.Render(request.Channel, Generation, Status, current, fallback, legacy) : [];
        Writes =
        [
            .. proposal.Writes,
            Derived("log", StorePaths.LogEntry(request.Channel, Generation).Text),
            Derived("state", StorePaths.State(request.Channel).Text),
            .. Feeds.Select(feed => Derived("feed", feed.Key.Text)),
            .. request.Action == ChannelAction.Halt ? (PlannedWrite[])[]
                : [Derived("board", StorePaths.Board.Text), Derived("board", StorePaths.Downloads.Text)],
        ];
        Bytes = CanonicalJson.Write(json =>
        {
            json.WriteString("schema", $"uv-release/{request.Action.Word()}-plan/1");
            json.WriteString("app", request.App);
            json.WriteString("channel", request.Channel);
            proposal.Describe(json);
            json.WriteNumber("baseGeneration", BaseGeneration);
            json.WriteString("baseHash", BaseHash);
            json.WriteNumber("generation", Generation);
            json.WriteNumber("percent", Status.Current.Percent);
            json.WriteTexts("cohorts", Status.Current.Cohorts);
            LogJson.WriteReference(json, "fallback", Status.Fallback);
            json.WriteList("writes", Writes, write =>
            {
                json.WriteString("step", write.Step);
                json.WriteString("key", write.Key);
                if (write.Size is { } size)
                    json.WriteNumber("size", size);
                else
                    json.WriteNull("size");
                json.WriteString("sha256", write.Sha256);
            });
        });
        Digest = CanonicalJson.Digest(Bytes);
    }

    /// <summary>Generation that the plan starts from; 0 for a channel without any.</summary>
    public int BaseGeneration { get; }

    /// <summary>Hash of that generation's log entry; null for none.</summary>
    public string? BaseHash { get; }

    /// <summary>Generation that the plan makes.</summary>
    public int Generation => BaseGeneration + 1;

    /// <summary>What the channel would serve; the time in it is not part of the plan.</summary>
    public ChannelStatus Status { get; }

    /// <summary>Names the wish that the entry would fulfil.</summary>
    public string IdempotencyKey { get; }

    /// <summary>What lets the move through; null where it needs nothing.</summary>
    public LogGrounds? Grounds { get; }

    /// <summary>The feeds that it would make.</summary>
    public IReadOnlyList<Feed> Feeds { get; }

    /// <summary>What would be written, in order.</summary>
    public IReadOnlyList<PlannedWrite> Writes { get; }

    /// <summary>Canonical JSON.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public string Digest { get; }

    // Holds the time of the commit.
    private static PlannedWrite Derived(string step, string key) => new(step, key, null, null);
}
