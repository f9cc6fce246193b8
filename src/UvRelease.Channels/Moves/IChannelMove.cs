using System.Text.Json;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Moves;

/// <summary>One change of a channel as <see cref="CommitLoop"/> takes it: asked anew on each head until its entry is in the log.</summary>
internal interface IChannelMove
{
    /// <summary>What is asked for.</summary>
    MoveRequest Request { get; }

    /// <summary>The entry that did already what is asked for; null where none did.</summary>
    Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken);

    /// <summary>What the channel should serve after a head. Writes nothing.</summary>
    /// <param name="head">Newest entry of the channel; null for none.</param>
    /// <param name="now">Time of the commit.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Releases.ReleaseException">
    /// <see cref="Releases.Fault.Refused"/>: the channel can't go there from what it serves.
    /// </exception>
    Task<MoveProposal> ProposeAsync(LogHead? head, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Brings to its place, or verifies there, what the entry will name. Called for each plan that is to be applied, so that after a lost race it finds
    /// most of its work done.
    /// </summary>
    Task PrepareAsync(MovePlan plan, CancellationToken cancellationToken);

    /// <summary>Puts back what the entry that did it already names, and what is lost or damaged in the store; nothing where no files are at hand.</summary>
    Task RestoreAsync(CancellationToken cancellationToken);
}

/// <summary>What a move proposes for a channel.</summary>
/// <param name="Status">What the channel would serve.</param>
/// <param name="Current">The release that it would offer; null for a halt of one that is missing or damaged.</param>
/// <param name="IdempotencyKey">Names the wish that the entry fulfils: SHA-256, hexadecimal. No two entries of a log have the same.</param>
/// <param name="Writes">What <see cref="IChannelMove.PrepareAsync"/> writes or verifies.</param>
/// <param name="Describe">Writes what the plan says of the move itself: no clock, and everything that is approved with it.</param>
internal sealed record MoveProposal(
    ChannelStatus Status, Release? Current, string IdempotencyKey, IReadOnlyList<PlannedWrite> Writes, Action<Utf8JsonWriter> Describe)
{
    /// <summary>What lets the move through; null where it needs nothing.</summary>
    public LogGrounds? Grounds { get; init; }
}
