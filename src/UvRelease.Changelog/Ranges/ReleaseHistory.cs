using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>The commits of one release, out of all releases.</summary>
/// <typeparam name="T">What was made of a commit.</typeparam>
/// <param name="Tag">Tag of the release; null for what was not released yet.</param>
/// <param name="Previous">The latest release that this one contains; null for a first release.</param>
/// <param name="Commits">What no release before contains, newest first.</param>
public sealed record ReleaseSection<T>(VersionTag? Tag, VersionTag? Previous, IReadOnlyList<T> Commits);

/// <summary>All releases of a history at once, for a whole changelog: one walk of git, however many releases there are.</summary>
public static class ReleaseHistory
{
    /// <summary>
    /// Reads the history. Each commit belongs to the first release that contains it. Releases of a less stable channel than the request's are
    /// passed over, and their commits belong to the next one that is not.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">Tags, channels, the end of the history, and paths. Without a channel every release counts.</param>
    /// <param name="branches">True adds the releases that the end does not contain, such as those of release branches.</param>
    /// <param name="read">Makes something of a commit, while git looks for the next; runs on several threads at once.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <param name="progress">Gets messages about tags that are passed over; null for nobody.</param>
    /// <returns>What is not released yet, if there is any, then releases, latest first; empty releases too.</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: there is no such revision or channel. <see cref="Fault.IncompleteHistory"/>: the clone is shallow.
    /// <see cref="Fault.Environment"/>: the repository can't be read.
    /// </exception>
    public static IReadOnlyList<ReleaseSection<T>> Read<T>(
        GitRepository repository, RangeRequest request, bool branches, Func<Commit, T> read, CancellationToken cancellationToken,
        IProgress<string>? progress = null)
    {
        HistoryEnd end = HistoryEnd.Find(repository, request.To, cancellationToken);
        Task<VersionTag[]> listing = Task.Run(() => Releases(repository, request, end.CommitId, text => progress?.Report(text), cancellationToken),
            CancellationToken.None);
        if (!end.IsComplete(repository, null, cancellationToken))
            throw new ReleaseException(Fault.IncompleteHistory,
                $"The clone in '{repository.Path}' is shallow, and a changelog of all releases needs the whole history. Set `fetch-depth: 0` on "
                + "actions/checkout; `filter: blob:none` keeps that small.");
        // Git sorts nothing, for then it would hand out no commit before it had seen them all.
        var query = new LogQuery(null, end.CommitId)
        {
            AsFound = true,
            Also = branches ? [.. listing.GetAwaiter().GetResult().Select(tag => tag.CommitId)] : []
        };

        // Where tags don't decide what is read, git lists them and walks the history at the same time.
        var graph = new CommitGraph();
        var numbers = new List<int>();
        var made = new CommitBatches<T>(read);
        if (request.Paths.IsEverything)
        {
            CommitLog.Read(repository, query, Keep, cancellationToken);
        }
        else
        {
            // Tags are also on commits that the paths leave out, so the whole graph is needed; both walks run at once.
            var ids = new List<string>();
            Task<CommitGraph> whole = Task.Run(() => Graph(repository, query, cancellationToken), CancellationToken.None);
            CommitLog.Read(repository, query with { Paths = request.Paths }, KeepChosen, cancellationToken);
            graph = whole.GetAwaiter().GetResult();
            numbers.AddRange(ids.Select(graph.Find));

            void KeepChosen(Commit commit)
            {
                ids.Add(commit.Id);
                made.Add(commit);
            }
        }

        graph.Sort();
        VersionTag[] tags = listing.GetAwaiter().GetResult();
        return Sections(graph, numbers, made.End(), new Attribution(graph, tags), tags);

        void Keep(Commit commit)
        {
            numbers.Add(graph.Add(commit));
            made.Add(commit);
        }
    }

    private static VersionTag[] Releases(
        GitRepository repository, RangeRequest request, string end, Action<string> report, CancellationToken cancellationToken)
    {
        int least = request.Channel is null ? 0 : request.Channels.RankOf(request.Channel);
        (References references, TagPattern pattern) = TagNaming.Choose(References.List(repository, request.Tags, cancellationToken), request, report);
        request = request with { Tags = pattern };
        VersionTag[] chosen = Chosen(references.Tags);
        if (chosen.Length == 0 && FirstRelease.Elsewhere(repository, request, Chosen, cancellationToken) is { Count: > 0 } elsewhere)
            throw FirstRelease.TagsMissing(repository, request, elsewhere);
        return [.. GeneratedCommits.Follow(repository, chosen, end, cancellationToken)];

        VersionTag[] Chosen(IReadOnlyList<VersionTag> tags) => [.. tags.Where(tag => request.Channels.RankOf(tag.Version) >= least)];
    }

    private static CommitGraph Graph(GitRepository repository, LogQuery query, CancellationToken cancellationToken)
    {
        var graph = new CommitGraph();
        CommitLog.Read(repository, query, commit => graph.Add(commit), cancellationToken);
        return graph;
    }

    private static List<ReleaseSection<T>> Sections<T>(CommitGraph graph, List<int> numbers, IReadOnlyList<T> made, Attribution attribution, VersionTag[] tags)
    {
        var own = new List<T>[tags.Length];
        foreach (int release in attribution.Releases)
            own[release] = [];
        var unreleased = new List<T>();
        int[] madeOf = new int[graph.Count];
        Array.Fill(madeOf, -1);
        for (int i = 0; i < numbers.Count; i++)
            madeOf[numbers[i]] = i;
        for (int place = 0; place < graph.Added; place++)
        {
            int commit = graph.At(place);
            if (madeOf[commit] >= 0)
                (attribution.FirstReleaseOf(commit) is >= 0 and int release ? own[release] : unreleased).Add(made[madeOf[commit]]);
        }

        var sections = new List<ReleaseSection<T>>(tags.Length + 1);
        if (unreleased.Count > 0)
            sections.Add(new ReleaseSection<T>(null, attribution.Releases is [var latest, ..] ? tags[latest] : null, unreleased));
        foreach (int release in attribution.Releases)
            sections.Add(new ReleaseSection<T>(tags[release], attribution.PreviousOf(release) is >= 0 and int before ? tags[before] : null, own[release]));
        return sections;
    }
}
