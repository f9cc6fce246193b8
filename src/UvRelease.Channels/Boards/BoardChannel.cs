using UvRelease.Channels.Logs;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Boards;

/// <summary>A channel as the board shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entries">Its newest log entries, newest first; empty for a channel without any.</param>
/// <param name="Current">The release that it offers; null for a channel without any.</param>
public sealed record BoardChannel(string Name, IReadOnlyList<LogEntry> Entries, Release? Current)
{
    /// <summary>True where its log, or a release of it, is damaged, so that nobody can say what it offers.</summary>
    public bool IsUnread { get; init; }

    /// <summary>The last release for everybody, which those outside of a rollout get or can install; null for none.</summary>
    public Release? Fallback { get; init; }
}
