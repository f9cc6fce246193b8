using System.Text.Json.Serialization;

namespace UvRelease.Channels.Logs;

/// <summary>What changed a channel.</summary>
public enum ChannelAction
{
    /// <summary>A release was published.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish,

    /// <summary>A release came from the channel before.</summary>
    [JsonStringEnumMemberName("promote")]
    Promote,

    /// <summary>More clients are offered the release.</summary>
    [JsonStringEnumMemberName("widen")]
    Widen,

    /// <summary>Nothing is offered any more.</summary>
    [JsonStringEnumMemberName("halt")]
    Halt,

    /// <summary>The halted release is offered again.</summary>
    [JsonStringEnumMemberName("resume")]
    Resume,

    /// <summary>The channel went back to an earlier release.</summary>
    [JsonStringEnumMemberName("rollback")]
    Rollback,
}

/// <summary>
/// One change of a channel; published as schema/channel-log.schema.json. Entries are created, never replaced, and each holds the hash of the one
/// before it. Creating entry N+1 is the commit of a change: of all who try, one wins.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Generation">Number of the entry, from 1, without gaps.</param>
/// <param name="PrevHash">SHA-256 of the entry before, as it is in the store; null for the first.</param>
/// <param name="Action">What was done.</param>
/// <param name="At">When (UTC); never earlier than the entry before.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Run">Address of the workflow run; null outside of one.</param>
/// <param name="IdempotencyKey">Names the wish that the entry fulfils; the same wish again finds it fulfilled.</param>
/// <param name="PlanDigest">Digest of the plan that was applied.</param>
/// <param name="Reason">Why, in the actor's words; null where none was asked for.</param>
/// <param name="Grounds">What let it through; null for a publish and a halt, which need nothing.</param>
/// <param name="Status">What the channel serves from now on.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LogEntry(
    string Schema,
    string App,
    string Channel,
    int Generation,
    string? PrevHash,
    ChannelAction Action,
    string At,
    string Actor,
    string? Run,
    string IdempotencyKey,
    string PlanDigest,
    string? Reason,
    LogGrounds? Grounds,
    [property: JsonPropertyName("standing")] ChannelStatus Status)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/channel-log/1";
}

/// <summary>A log entry and the hash that the next one names.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Hash">SHA-256 of its bytes in the store.</param>
public sealed record LogHead(LogEntry Entry, string Hash);

/// <summary>The newest log entry in short; published as schema/channel-state.schema.json. A cache: the log decides.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Generation">Number of the entry.</param>
/// <param name="EntryHash">SHA-256 of the entry.</param>
/// <param name="Status">What the channel serves.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChannelState(
    string Schema, string App, string Channel, int Generation, string EntryHash, [property: JsonPropertyName("standing")] ChannelStatus Status)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/channel-state/1";

    /// <summary>The state after an entry.</summary>
    public static ChannelState Of(LogHead head) => new(Format, head.Entry.App, head.Entry.Channel, head.Entry.Generation, head.Hash, head.Entry.Status);
}
