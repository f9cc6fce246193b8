using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>A changelog of all releases, from one walk of the history.</summary>
/// <param name="Releases">How many sections it has.</param>
/// <param name="Counts">What became of all commits.</param>
/// <param name="Text">Its Markdown, in parts.</param>
public sealed record FullChangelog(int Releases, CommitCounts Counts, IEnumerable<string> Text)
{
    private const int SectionsBetweenCollections = 128, CommitsBetweenCollections = 8192;

    /// <summary>Makes it.</summary>
    /// <param name="request">The repository, its tags and paths, and what the project decides.</param>
    /// <param name="progress">Gets messages about what is fetched.</param>
    /// <param name="warnings">Gets messages about what may be wrong with overrides.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a revision, path or override makes no sense. <see cref="Fault.IncompleteHistory"/>: the clone is shallow.
    /// <see cref="Fault.Environment"/>: the repository can't be read.
    /// </exception>
    public static FullChangelog Make(DraftRequest request, IProgress<string> progress, IProgress<DraftWarning> warnings, CancellationToken cancellationToken)
    {
        ChangeRules rules = request.Rules;
        // Messages are read while git still looks for the next commits.
        IReadOnlyList<ReleaseSection<ReadCommit>> releases = ReleaseHistory.Read(
            request.Repository, request.Range with { Paths = PathFilter.Everything }, branches: false, Collecting(ChangeList.Reader(rules)), cancellationToken,
            progress);
        (releases, rules, IReadOnlySet<string>? chosen) = Choose(releases, request, progress, warnings, cancellationToken);
        var builder = new NotesBuilder(request.Configuration);
        var markdown = new MarkdownNotes(request.Configuration, request.Page);
        (string Text, CommitCounts Counts)[] sections = new (string, CommitCounts)[releases.Count];
        Parallel.For(0, releases.Count, place =>
        {
            sections[place] = Section(releases[place], request.Page, rules, chosen, builder, markdown);
            // A section leaves garbage and little else. Taken away often, it costs next to nothing, and the next one is made in pages that
            // the processor knows: a third less memory (measured on 3,700 releases), and less time.
            if (place % SectionsBetweenCollections == 0)
                GC.Collect(0);
        });
        var counts = new CommitCounts(0, 0, 0, 0, 0, 0);
        foreach ((_, CommitCounts section) in sections)
            counts = counts.Plus(section);
        return new FullChangelog(releases.Count, counts, Parts(sections));
    }

    // What stays of the commits is moved together while git looks for more, and not all of it at the end (a tenth less time, measured).
    private static Func<Commit, ReadCommit> Collecting(Func<Commit, ReadCommit> read)
    {
        int count = 0;
        return commit =>
        {
            if (Interlocked.Increment(ref count) % CommitsBetweenCollections == 0)
                GC.Collect(0);
            return read(commit);
        };
    }

    private static IEnumerable<string> Parts((string Text, CommitCounts Counts)[] sections)
    {
        yield return sections.Length == 0 ? ChangelogDocument.Header.TrimEnd('\n') + "\n" : ChangelogDocument.Header;
        for (int i = 0; i < sections.Length; i++)
        {
            yield return i + 1 < sections.Length ? sections[i].Text : sections[i].Text.TrimEnd('\n');
            yield return "\n";
        }
    }

    // Overrides, patches and paths, where a project has any: ids are known when all commits are.
    private static (IReadOnlyList<ReleaseSection<ReadCommit>> Releases, ChangeRules Rules, IReadOnlySet<string>? Chosen) Choose(
        IReadOnlyList<ReleaseSection<ReadCommit>> releases, DraftRequest request,
        IProgress<string> progress, IProgress<DraftWarning> warnings, CancellationToken cancellationToken)
    {
        (GitRepository repository, RangeRequest range) = (request.Repository, request.Range);
        bool asks = !range.Paths.IsEverything || request.Configuration.Deduplicate == Deduplication.PatchId;
        string end = asks ? repository.Resolve(range.To, cancellationToken) ?? range.To : range.To;
        var query = new LogQuery(null, end) { Paths = range.Paths };
        // As an array it took 3 MiB more at the peak (measured on 30,000 commits).
        IReadOnlyList<Commit> commits = [.. releases.SelectMany(release => release.Commits).Select(read => read.Commit)];
        ChangeRules rules = RangeRules.Of(request, commits, query, progress, warnings, cancellationToken);
        if (rules.MessageOverrides.Count > 0)
            releases = [.. releases.Select(release => release with { Commits = [.. release.Commits.Select(Overridden)] })];
        IReadOnlySet<string>? chosen = PathCommits.Find(repository, query, cancellationToken);
        return ([.. releases.Where(IsTold)], rules, chosen);

        bool IsTold(ReleaseSection<ReadCommit> release) =>
            release.Tag is not null || chosen is null || release.Commits.Any(read => chosen.Contains(read.Commit.Id));

        ReadCommit Overridden(ReadCommit read) => rules.MessageOverrides.ContainsKey(read.Commit.Id) ? ChangeList.Read(read.Commit, rules) : read;
    }

    private static (string Text, CommitCounts Counts) Section(
        ReleaseSection<ReadCommit> release, Uri? page, ChangeRules rules, IReadOnlySet<string>? chosen, NotesBuilder builder, MarkdownNotes markdown)
    {
        ChangeSet changes = ChangeList.FromRead([.. release.Commits], rules, chosen);
        Commit? newest = release.Commits.FirstOrDefault(read => chosen?.Contains(read.Commit.Id) != false)?.Commit;
        var notes = builder.Build(new NotesContent
        {
            Version = release.Tag?.Version ?? new SemanticVersion(0, 0, 0),
            Previous = release.Previous?.Version,
            Commit = release.Tag?.CommitId ?? release.Commits[0].Commit.Id,
            Date = DateOnly.FromDateTime(newest?.AuthoredAt.UtcDateTime ?? default),
            Changes = changes,
            Upgrade = MigrationNotes.From(changes.Changes, [], new Dictionary<int, string>(), page),
        });
        string section = markdown.Section(notes);
        return (release.Tag is null ? "## Unreleased" + section[section.IndexOf('\n', StringComparison.Ordinal)..] : section, changes.Counts);
    }
}
