using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Runner;
using static UvRelease.ReleaseNotes.ReleaseNotesOutputs;

namespace UvRelease.ReleaseNotes;

/// <summary>A changelog of all releases, from one walk of the history.</summary>
internal static class FullChangelog
{
    private const int SectionsBetweenCollections = 128, CommitsBetweenCollections = 8192;

    public static StepResult Write(Project project, ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        ChangeRules rules = project.Rules;
        // Messages are read while git still looks for the next commits.
        IReadOnlyList<ReleaseSection<ReadCommit>> releases = ReleaseHistory.Read(
            project.Repository, project.Request with { Paths = PathFilter.Everything }, branches: false, Collecting(ChangeList.Reader(rules)), cancellationToken);
        (releases, rules, IReadOnlySet<string>? chosen) = Choose(releases, project, context.Log, cancellationToken);
        var builder = new NotesBuilder(project.Configuration);
        var markdown = new MarkdownNotes(project.Configuration, project.Page);
        (string Text, CommitCounts Counts)[] sections = new (string, CommitCounts)[releases.Count];
        Parallel.For(0, releases.Count, place =>
        {
            sections[place] = Section(releases[place], project.Page, rules, chosen, builder, markdown);
            // A section leaves garbage and little else. Taken away often, it costs next to nothing, and the next one is made in pages that
            // the processor knows: a third less memory (measured on 3,700 releases), and less time.
            if (place % SectionsBetweenCollections == 0)
                GC.Collect(0);
        });

        WorkspacePath file = options.ChangelogFile ?? context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, "CHANGELOG.md"));
        context.Workspace.WriteText(file, Parts(sections), cancellationToken);
        context.Log.Info($"{releases.Count} releases with {sections.Sum(section => section.Counts.Total)} commits, in {file}.");
        return new StepResult.Done(
            NotesFile.Is(file.Relative),
            FullNotesFile.Is(file.Relative),
            Commits.Is($"{sections.Sum(section => section.Counts.Total)}"),
            Conventional.Is($"{sections.Sum(section => section.Counts.Conventional)}"),
            LookAlikes.Is($"{sections.Sum(section => section.Counts.LookAlike)}"),
            Other.Is($"{sections.Sum(section => section.Counts.Other)}"));
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
        IReadOnlyList<ReleaseSection<ReadCommit>> releases, Project project, Log log, CancellationToken cancellationToken)
    {
        bool asks = !project.Request.Paths.IsEverything || project.Configuration.Deduplicate == Deduplication.PatchId;
        string end = asks ? project.Repository.Resolve(project.Request.To, cancellationToken) ?? project.Request.To : project.Request.To;
        var query = new LogQuery(null, end) { Paths = project.Request.Paths };
        ChangeRules rules = RangeRules.Of(project, [.. releases.SelectMany(release => release.Commits).Select(read => read.Commit)], query, log, cancellationToken);
        if (rules.MessageOverrides.Count > 0)
            releases = [.. releases.Select(release => release with { Commits = [.. release.Commits.Select(read => rules.MessageOverrides.ContainsKey(read.Commit.Id) ? ChangeList.Read(read.Commit, rules) : read)] })];
        IReadOnlySet<string>? chosen = PathCommits.Find(project.Repository, query, cancellationToken);
        return ([.. releases.Where(release => release.Tag is not null || chosen is null || release.Commits.Any(read => chosen.Contains(read.Commit.Id)))], rules, chosen);
    }

    private static (string Text, CommitCounts Counts) Section(
        ReleaseSection<ReadCommit> release, Uri? page, ChangeRules rules, IReadOnlySet<string>? chosen, NotesBuilder builder, MarkdownNotes markdown)
    {
        ChangeSet changes = ChangeList.FromRead([.. release.Commits], rules, chosen);
        Commit? newest = release.Commits.FirstOrDefault(read => chosen?.Contains(read.Commit.Id) != false)?.Commit;
        var notes = builder.Build(new NotesContent
        {
            Version = release.Tag?.Version ?? new Releases.SemanticVersion(0, 0, 0),
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
