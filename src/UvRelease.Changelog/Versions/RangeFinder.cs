using UvRelease.Changelog.Git;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Versions;

/// <summary>Finds a range in the history that is here.</summary>
internal sealed class RangeFinder(GitRepository repository, RangeRequest request, HistoryEnd end)
{
    /// <summary>Finds the range.</summary>
    /// <param name="tags">Version tags, greatest first.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>
    /// The range, and whether all of it is here. No range, and complete: the given beginning does not exist. No range, and incomplete: it may
    /// exist where the history was cut off.
    /// </returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the range makes no sense.</exception>
    public (ReleaseRange? Range, bool Complete) TryFind(IReadOnlyList<VersionTag> tags, CancellationToken cancellationToken)
    {
        (VersionTag? released, int rank) = ReleaseAtEnd(tags);
        string? from;
        VersionTag? previous;
        if (request.From is { } revision)
        {
            from = repository.Resolve(revision, cancellationToken);
            if (from is null)
                return (null, !end.IsShallow);
            previous = tags.FirstOrDefault(tag => tag.Name == revision) ?? tags.FirstOrDefault(tag => tag.CommitId == from);
        }
        else
        {
            previous = TagAncestry.FindPrevious(repository, Candidates(tags, released, rank), end.CommitId, cancellationToken);
            from = previous?.CommitId;
        }

        VersionTag? stable = previous is { Version.IsPreRelease: false } && request.From is null
            ? previous
            : TagAncestry.FindPrevious(repository, [.. Candidates(tags, released, 0).Where(tag => !tag.Version.IsPreRelease)], end.CommitId, cancellationToken);
        bool complete = end.IsComplete(repository, from, cancellationToken);
        if (complete && request.From is not null)
            CheckOrder(from!, cancellationToken);
        return (Range(from, previous, stable, tags), complete);
    }

    /// <summary>
    /// Reads what came after the greatest candidate, without asking first whether the end contains it: it does if one of those commits has it as
    /// parent, which is nearly always so.
    /// </summary>
    /// <returns>Null where another release was before, or where that takes more to find out.</returns>
    public (ReleaseRange Range, IReadOnlyList<Commit> Commits)? TryReadSinceGreatest(IReadOnlyList<VersionTag> tags, CancellationToken cancellationToken)
    {
        if (end.IsShallow || request.From is not null || Candidates(tags) is not [{ Version.IsPreRelease: false } greatest, ..])
            return null;
        IReadOnlyList<Commit> commits = CommitLog.Read(repository, greatest.CommitId, end.CommitId, cancellationToken);
        bool contained = commits.Any(commit => commit.Parents.Contains(greatest.CommitId));
        return contained ? (Range(greatest.CommitId, greatest, greatest, tags), commits) : null;
    }

    private ReleaseRange Range(string? from, VersionTag? previous, VersionTag? stable, IReadOnlyList<VersionTag> tags)
    {
        (VersionTag? released, int rank) = ReleaseAtEnd(tags);
        return new ReleaseRange(from, end.CommitId, previous?.Version)
        {
            Channel = request.Channels.Names[rank],
            PreviousTag = previous,
            Stable = stable?.Version,
            Released = released,
            Tags = tags,
            Candidates = request.From is null ? Candidates(tags, released, rank) : [],
            Paths = request.Paths,
        };
    }

    /// <summary>Tags that may be the release before: of the same channel or a more stable one, and of a lower version if this one has its own.</summary>
    public IReadOnlyList<VersionTag> Candidates(IReadOnlyList<VersionTag> tags)
    {
        (VersionTag? released, int rank) = ReleaseAtEnd(tags);
        return Candidates(tags, released, rank);
    }

    private VersionTag[] Candidates(IReadOnlyList<VersionTag> tags, VersionTag? released, int rank) =>
    [
        .. tags.Where(tag => request.Channels.RankOf(tag.Version) >= rank && (released is null || tag.Version.CompareTo(released.Version) < 0)),
    ];

    // Several tags may stand on the end: the one that was named, else the greatest of the channel asked for, else the greatest.
    private (VersionTag? Released, int Rank) ReleaseAtEnd(IReadOnlyList<VersionTag> tags)
    {
        int? asked = request.Channel is null ? null : request.Channels.RankOf(request.Channel);
        IEnumerable<VersionTag> here = tags.Where(tag => tag.CommitId == end.CommitId && (asked is null || request.Channels.RankOf(tag.Version) == asked));
        VersionTag? released = here.FirstOrDefault(tag => tag.Name == request.To || "refs/tags/" + tag.Name == request.To) ?? here.FirstOrDefault();
        return (released, asked ?? (released is null ? request.Channels.Names.Count - 1 : request.Channels.RankOf(released.Version)));
    }

    // A beginning on a release branch that went its own way is fine: reachability says what is new.
    private void CheckOrder(string from, CancellationToken cancellationToken)
    {
        if (from == end.CommitId)
            return;
        ChildResult found = repository.Try(["merge-base", from, end.CommitId], cancellationToken);
        if (found.ExitCode > 1)
            throw repository.Unreadable(found.Error);
        if (found.ExitCode == 1)
            throw new ReleaseException(Fault.Input, $"'{request.From}' and '{request.To}' have no commit in common: they are unrelated histories. Name a beginning that is part of the history of '{request.To}'.");
        if (found.Output.Trim() == end.CommitId)
            throw new ReleaseException(Fault.Input, $"The range begins after '{request.From}', which comes after its end '{request.To}'. Swap the two.");
    }
}
