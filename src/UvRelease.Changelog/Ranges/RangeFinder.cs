using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>Finds the range of one release in the history that is here.</summary>
internal sealed class RangeFinder
{
    private const int MostFollowed = 256;

    private readonly GitRepository repository;
    private readonly RangeRequest request;
    private readonly string end;
    private readonly VersionTag? released;
    private readonly int rank;
    private VersionTag? beside;

    /// <summary>Prepares for a release.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">Which release.</param>
    /// <param name="end">Id of its newest commit.</param>
    /// <param name="tags">Version tags, greatest first.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no such channel.</exception>
    public RangeFinder(GitRepository repository, RangeRequest request, string end, IReadOnlyList<VersionTag> tags)
    {
        (this.repository, this.request, this.end, Tags) = (repository, request, end, tags);
        (released, rank) = ReleaseAtEnd();
        Candidates = [.. tags.Where(tag => request.Channels.RankOf(tag.Version) >= rank && IsBefore(tag))];
    }

    /// <summary>Version tags, greatest first.</summary>
    public IReadOnlyList<VersionTag> Tags { get; }

    /// <summary>
    /// Tags that may be the release before: of the same channel or a more stable one, and of a lower version if this one has its own; greatest
    /// first.
    /// </summary>
    public IReadOnlyList<VersionTag> Candidates { get; }

    /// <summary>The release itself, where it is tagged, and <see cref="Candidates"/>.</summary>
    public IReadOnlyList<VersionTag> Releases => released is null ? Candidates : [released, .. Candidates];

    /// <summary>Finds the range.</summary>
    /// <param name="history">How far the history behind the end is known.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>
    /// The range, and whether all of it is here. No range, and complete: the given beginning does not exist. No range, and incomplete: it may
    /// exist where the history was cut off.
    /// </returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the range makes no sense.</exception>
    public (ReleaseRange? Range, bool Complete) TryFind(HistoryEnd history, CancellationToken cancellationToken)
    {
        string? from;
        VersionTag? previous;
        if (request.From is { } revision)
        {
            previous = Tags.FirstOrDefault(tag => tag.IsNamedBy(revision));
            from = previous is { IsGenerated: true } ? previous.CommitId : repository.Resolve(revision, cancellationToken);
            if (from is null)
                return (null, !history.IsShallow);
            previous ??= Tags.FirstOrDefault(tag => tag.CommitId == from);
        }
        else
        {
            previous = TagAncestry.FindPrevious(repository, [.. Candidates.Where(tag => tag != beside)], end, cancellationToken);
            from = previous?.CommitId;
        }

        VersionTag? stable = previous is { Version.IsPreRelease: false } && request.From is null
            ? previous
            : TagAncestry.FindPrevious(repository, [.. Tags.Where(tag => !tag.Version.IsPreRelease && IsBefore(tag))], end, cancellationToken);
        bool complete = history.IsComplete(repository, from, cancellationToken);
        if (complete && request.From is not null)
            CheckOrder(from!, cancellationToken);
        return (Range(from, previous, stable), complete);
    }

    /// <summary>Follows tags on generated commits, where any may be a later release than the ones that were found without.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>Looks again, with those tags where they lead; null where there are none.</returns>
    public RangeFinder? WithGenerated(ReleaseRange? found, CancellationToken cancellationToken)
    {
        // Whoever tags generated commits has done so lately: of thousands of tags beside the history the greatest are asked.
        VersionTag[] ahead = [.. Candidates.Where(tag => !tag.IsGenerated && IsAfter(tag, found)).Take(MostFollowed)];
        return GeneratedCommits.Follow(repository, ahead, end, cancellationToken).Any(tag => tag.IsGenerated)
            ? new RangeFinder(repository, request, end, GeneratedCommits.Follow(repository, Tags, end, cancellationToken))
            : null;
    }

    /// <summary>
    /// Reads what came after the greatest candidate, without asking first whether the end contains it: it does if one of those commits has it as
    /// parent, which is nearly always so. Nor whether history was cut off: where it was, a commit has no parent.
    /// </summary>
    /// <returns>Null where another release was before, or where that takes more to find out.</returns>
    public (ReleaseRange Range, IReadOnlyList<Commit> Commits)? TryReadSinceGreatest(CancellationToken cancellationToken)
    {
        if (request.From is not null || Candidates is not [{ Version.IsPreRelease: false } greatest, ..])
            return null;
        IReadOnlyList<Commit> commits = CommitLog.Read(repository, greatest.CommitId, end, cancellationToken);
        bool contained = commits.Any(commit => commit.Parents.Contains(greatest.CommitId)), whole = commits.All(commit => commit.Parents.Count > 0);
        beside = whole && commits.Count > 0 && !contained ? greatest : null;
        return contained && whole ? (Range(greatest.CommitId, greatest, greatest), commits) : null;
    }

    private ReleaseRange Range(string? from, VersionTag? previous, VersionTag? stable) => new(from, end, previous?.Version)
    {
        Channel = request.Channels.Names[rank],
        PreviousTag = previous,
        Stable = stable?.Version,
        Released = released,
        Tags = Tags,
        Pattern = request.Tags,
        Candidates = request.From is null ? Candidates : [],
        Paths = request.Paths,
    };

    private bool IsAfter(VersionTag tag, ReleaseRange? found) => (request.From is null && MeantVersion.Compare(tag.Version, found?.Previous) > 0)
        || (!tag.Version.IsPreRelease && tag.Version.CompareTo(found?.Stable) > 0);

    private bool IsBefore(VersionTag tag) => released is null || tag.Meant.CompareTo(released.Meant) < 0;

    // Several tags may be on the end: the one that was named, else the greatest of the channel asked for, else the greatest.
    private (VersionTag? Released, int Rank) ReleaseAtEnd()
    {
        int? asked = request.Channel is null ? null : request.Channels.RankOf(request.Channel);
        VersionTag[] here = [.. Tags.Where(tag => tag.CommitId == end && (asked is null || request.Channels.RankOf(tag.Version) == asked)
            && (request.Version is null || request.Version.CompareTo(tag.Version) == 0))];
        VersionTag? at = Array.Find(here, tag => tag.IsNamedBy(request.To)) ?? here.FirstOrDefault();
        return (at, asked ?? (at is null ? request.Channels.Names.Count - 1 : request.Channels.RankOf(at.Version)));
    }

    // A beginning on a release branch that went its own way is fine: reachability says what is new.
    private void CheckOrder(string from, CancellationToken cancellationToken)
    {
        if (from == end)
            return;
        ChildResult found = repository.Try(["merge-base", from, end], cancellationToken);
        if (found.ExitCode > 1)
            throw repository.Unreadable(found.Error);
        if (found.ExitCode == 1)
            throw new ReleaseException(Fault.Input,
                $"'{request.From}' and '{request.To}' have no commit in common: they are unrelated histories. Name a beginning that is part of the history of "
                + $"'{request.To}'.");
        if (found.Output.Trim() == end)
            throw new ReleaseException(Fault.Input, $"The range begins after '{request.From}', which comes after its end '{request.To}'. Swap the two.");
    }
}
