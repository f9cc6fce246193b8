using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>The commits of a release, by reachability: what <paramref name="To"/> reaches and <paramref name="From"/> does not.</summary>
/// <param name="From">Id of the commit that the range begins after; null for the whole history.</param>
/// <param name="To">Id of the newest commit.</param>
/// <param name="Previous">Version of the release before; null for a first release, or when the range was given by a commit that no version tag names.</param>
public sealed record ReleaseRange(string? From, string To, SemanticVersion? Previous)
{
    /// <summary>Channel of the release.</summary>
    public string Channel { get; init; } = ChannelOrder.Default.Stable;

    /// <summary>Tag of the release before, where <see cref="Previous"/> comes from.</summary>
    public VersionTag? PreviousTag { get; init; }

    /// <summary>The last stable version that the history contains, whichever channel the release is for; null for none.</summary>
    public SemanticVersion? Stable { get; init; }

    /// <summary>The release itself, when its tag exists already; null for one that is still to be made.</summary>
    public VersionTag? Released { get; init; }

    /// <summary>Every version tag that is known, greatest first, whether the range has to do with it or not: numbers that are taken.</summary>
    public IReadOnlyList<VersionTag> Tags { get; init; } = [];

    /// <summary>Tags that may be the release before, greatest first; empty where the beginning was given.</summary>
    internal IReadOnlyList<VersionTag> Candidates { get; init; } = [];

    /// <summary>How the project's tags are named.</summary>
    public TagPattern Pattern { get; init; } = new("v");

    /// <summary>The part of the repository that is released.</summary>
    public PathFilter Paths { get; init; } = PathFilter.Everything;

    /// <summary>What to read the commits of the range with.</summary>
    public LogQuery Query => new(From, To) { Paths = Paths };

    /// <summary>
    /// Finds the range of a release, and reads its commits, whatever its paths. A stable one begins after the last stable one, so that it lists
    /// everything its pre-releases listed; one of another channel begins after the last release of its channel or of a more stable one.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">Which release.</param>
    /// <param name="progress">Gets messages about what is fetched; null for nobody.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>The range, and all its commits, children before parents.</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a revision or a channel does not exist, the range has no sense, or nobody can tell which tag is the release before.
    /// <see cref="Fault.IncompleteHistory"/>: a
    /// clone too shallow to know what the release holds. <see cref="Fault.Environment"/>: no repository, or one that can't be read or fetched.
    /// </exception>
    public static (ReleaseRange Range, IReadOnlyList<Commit> Commits) Read(
        GitRepository repository, RangeRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // Starting git is what takes the time on a small repository: most releases end at HEAD, which is listed with the tags.
        (References references, TagPattern pattern) = TagNaming.Choose(
            References.List(repository, request.Tags, cancellationToken), request, text => progress?.Report(text));
        request = request with { Tags = pattern };
        IReadOnlyList<VersionTag> tags = references.Tags;
        HistoryEnd? history = null;
        string? source = Named(request.To) is { } to ? GeneratedCommits.SourceOf(repository, to, cancellationToken) : null;
        string end = request.To == "HEAD" && references.Head is { } head ? head
            : (history = HistoryEnd.Find(repository, source ?? request.To, cancellationToken)).CommitId;
        if (source is not null || (request.From is not null && Named(request.From) is not null))
            tags = GeneratedCommits.Follow(repository, tags, end, cancellationToken);
        var finder = new RangeFinder(repository, request, end, tags);
        if (finder.TryReadSinceGreatest(cancellationToken) is { } read)
            return read;
        history ??= HistoryEnd.Find(repository, end, cancellationToken);
        return Find(repository, request, history, finder, progress, cancellationToken).Read(repository, cancellationToken);

        VersionTag? Named(string revision) => references.Tags.FirstOrDefault(tag => tag.IsNamedBy(revision));
    }

    private static ReleaseRange Find(
        GitRepository repository, RangeRequest request, HistoryEnd history, RangeFinder finder,
            IProgress<string>? progress, CancellationToken cancellationToken)
    {
        (ReleaseRange? range, bool complete) = finder.TryFind(history, cancellationToken);
        if (finder.WithGenerated(range, cancellationToken) is { } again)
            (range, complete) = (finder = again).TryFind(history, cancellationToken);
        if (complete && request.From is null && finder.Candidates.Count == 0)
        {
            IReadOnlyList<VersionTag> elsewhere = FirstRelease.Elsewhere(
                repository, request, tags => [.. new RangeFinder(repository, request, history.CommitId, tags).Releases.Except(finder.Tags)], cancellationToken);
            complete = elsewhere.Count == 0;
            if (!complete && request.Deepen == Deepen.Never)
                throw FirstRelease.TagsMissing(repository, request, elsewhere);
        }

        if (!complete && request.Deepen == Deepen.Auto)
            (range, complete) = new HistoryRepair(repository, request, history, progress).Run(cancellationToken);
        if (!complete)
            throw Incomplete(repository);
        return new ReleaseBranches(repository, request, progress).Extend(range ?? throw HistoryEnd.NoCommit(repository, request.From!), cancellationToken);
    }

    private (ReleaseRange Range, IReadOnlyList<Commit> Commits) Read(GitRepository repository, CancellationToken cancellationToken)
    {
        IReadOnlyList<Commit> commits = CommitLog.Read(repository, new LogQuery(From, To), cancellationToken);
        return Closer(commits) is { } closer ? closer.Read(repository, cancellationToken) : (this, commits);
    }

    /// <summary>
    /// Looks for the release before among the commits of the range itself. Git leaves out tags whose history has younger dates than they have
    /// (<c>for-each-ref --merged</c> stops by dates, which lie): such a range begins too early, and what was released would be listed again.
    /// </summary>
    /// <param name="commits">The whole range.</param>
    /// <returns>The range that begins after it, whose commits have to be read again; null for a range that begins where it should.</returns>
    private ReleaseRange? Closer(IReadOnlyList<Commit> commits)
    {
        if (Candidates.Count == 0 || commits.Count == 0)
            return null;
        var inside = new HashSet<string>(commits.Count, StringComparer.Ordinal);
        foreach (Commit commit in commits)
            inside.Add(commit.Id);
        VersionTag? missed = null;
        SemanticVersion? stable = Stable;
        foreach (VersionTag tag in Candidates)
        {
            if (!inside.Contains(tag.CommitId) || tag.CommitId == To)
                continue;
            missed ??= MeantVersion.Compare(tag.Version, Previous) > 0 ? tag : null;
            if (!tag.Version.IsPreRelease && tag.Version.CompareTo(stable) > 0)
                stable = tag.Version;
        }

        return missed is null ? null : this with { From = missed.CommitId, Previous = missed.Version, PreviousTag = missed, Stable = stable };
    }

    private static ReleaseException Incomplete(GitRepository repository) => new(
        Fault.IncompleteHistory,
        $"The clone in '{repository.Path}' is shallow: it does not reach everything since the release before this one, and nothing is guessed from a part of "
            + "the history. "
        + "Set `fetch-depth: 0` on actions/checkout (`filter: tree:0` keeps that small, `filter: blob:none` where paths are chosen), or let this step fetch "
            + "what it needs with `deepen: auto`.");
}
