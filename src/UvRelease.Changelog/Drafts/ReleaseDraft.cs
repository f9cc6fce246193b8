using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Contributors;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>The next release as the git history shows it: its commits, its version and its notes.</summary>
/// <param name="Previous">Version that the range begins after; null for a first release.</param>
/// <param name="Channel">Channel of the release.</param>
/// <param name="Changes">What changed, and the account of all commits.</param>
public sealed record ReleaseDraft(SemanticVersion? Previous, string Channel, ChangeSet Changes)
{
    /// <summary>What the range begins after, in words: a version, a commit, or the beginning of the history.</summary>
    public string Since { get; private init; } = Previous?.ToString() ?? "the beginning";

    /// <summary>Why a strict project takes no notes; null where there is no reason.</summary>
    public ReleaseException? Refusal { get; private init; }

    /// <summary>Version and notes; null when they are refused, or when nothing asks for a release.</summary>
    public NotesDraft? Notes { get; private init; }

    /// <summary>Drafts a release: reads its commits, derives its version where none is given, and writes its notes, all in memory.</summary>
    /// <param name="request">Which release.</param>
    /// <param name="progress">Gets messages about what is fetched and waited for.</param>
    /// <param name="warnings">Gets messages about what may be wrong with commits and overrides, as it is found.</param>
    /// <param name="time">The clock, for pauses between requests to GitHub.</param>
    /// <param name="cancellationToken">Ends git and requests.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a revision, version, channel, changelog fragment, override or file of the project makes no sense.
    /// <see cref="Fault.IncompleteHistory"/>: the clone is too shallow. <see cref="Fault.Environment"/>: the repository can't be read, or GitHub's
    /// address is wrong.
    /// </exception>
    public static async Task<ReleaseDraft> MakeAsync(
        DraftRequest request, IProgress<string> progress, IProgress<DraftWarning> warnings, TimeProvider time, CancellationToken cancellationToken)
    {
        // All commits of the range are read, whatever paths count: what a merge brought, or a revert took back, may be on others.
        request = request with { Range = request.Range with { Version = GivenVersion.Parse(request.Version) } };
        (ReleaseRange range, IReadOnlyList<Commit> commits) = ReleaseRange.Read(request.Repository, request.Range, progress, cancellationToken);
        request = request with { Range = request.Range with { Tags = range.Pattern } };
        if (GivenVersion.Disputed(range) is { } disputed)
            warnings.Report(new DraftWarning(disputed));
        IReadOnlySet<string>? chosen = PathCommits.Find(request.Repository, range.Query, cancellationToken);
        ReportChoice(request, range, chosen is { Count: 0 } ? commits.Count : 0, warnings, cancellationToken);
        ChangeRules rules = RangeRules.Of(request, commits, range.Query, progress, warnings, cancellationToken);
        // Without access nothing of a connection is loaded: that takes longer than short notes.
        RangeFacts facts = request.GitHub is { } github
            ? await github.AskAsync(RangeQuestions.Of(commits, rules), time, progress, cancellationToken)
            : RangeFacts.None;
        if (facts.Gap is { } gap)
            warnings.Report(new DraftWarning($"Logins and pull requests were not all read, and the notes are written without the rest. {gap}"));
        ChangeSet changes = ChangeList.From(commits, PullRequestTexts.With(rules, commits, facts.PullRequests), chosen);
        IReadOnlyList<ChangelogFragment> fragments = Fragments(request, range, commits, changes, cancellationToken);
        CommitForm.Report(changes, warnings);
        var draft = new ReleaseDraft(range.Previous, range.Channel, changes);
        if (range is { Previous: null, From: { } begin })
            draft = draft with { Since = begin[..8] };
        if (request.Strict && CommitForm.Refusal(changes.Counts) is { } refusal)
            return draft with { Refusal = refusal };
        if (Version(request, range, changes, fragments, commits) is not { } version)
            return draft;

        VersionReason? reason = request.Version is null && range.Released is null ? DecidingChange.Of(version, changes, fragments) : null;
        if (reason is not null)
            progress.Report($"{version} because of {reason.Tell(id => id[..8], MarkdownText.Visible)}.");
        if (reason is { Kind: not "footer" } && changes.ReleaseAs is { } done)
            warnings.Report(new DraftWarning(
                $"The footer '{Footer.ReleaseAs}: {MarkdownText.Visible(done)}' of {changes.ReleaseAsCommit?[..8]} decides nothing: "
                + "that release exists."));
        SemanticVersion? upgradeFrom = UpgradeJump.From(request, version);
        Commit newest = commits.FirstOrDefault(commit => chosen?.Contains(commit.Id) != false) ?? Newest(request.Repository, range.To, cancellationToken);
        ReleaseNotes notes = new NotesBuilder(request.Configuration).Build(new NotesContent
        {
            Version = version,
            Previous = range.Previous,
            VersionReason = reason,
            Commit = range.To,
            Date = DateOnly.FromDateTime(newest.AuthoredAt.UtcDateTime),
            Changes = changes,
            Fragments = fragments,
            Upgrade = MigrationNotes.From(changes.Changes, fragments, facts.Bodies, request.Page),
            Contributors = Contributors(request, changes, range, facts.Logins, cancellationToken),
            Since = FirstPreReleases.Of(commits, range.Tags, version),
            CompareUrl = CompareUrl(request, range, version),
        });
        return draft with { Notes = NotesDraft.Make(request, version, notes, upgradeFrom) };
    }

    // A pattern or a path that nothing matches is most often misspelt.
    private static void ReportChoice(
        DraftRequest request, ReleaseRange range, int besides, IProgress<DraftWarning> warnings, CancellationToken cancellationToken)
    {
        if (!request.Range.TagsAreAssumed && !request.Range.FirstRelease && range.From is null && range.Tags.Count == 0)
            warnings.Report(new DraftWarning($"No tag follows the pattern '{range.Pattern}', so this is taken for a first release, and the notes hold the "
                + "whole history. Check tag-pattern; `first-release: true` says that it is right."));
        if (besides > 0)
            warnings.Report(new DraftWarning((besides == 1 ? "The only commit of the range changes no path"
                : $"None of the {besides} commits of the range changes a path") + " that is included. Check include-paths."));
        foreach (string path in PathCommits.Unmatched(request.Repository, range.Query, cancellationToken))
            warnings.Report(new DraftWarning($"No file matches the included path '{MarkdownText.Visible(path)}'. Check include-paths."));
    }

    // With the commits of the range that added them.
    private static IReadOnlyList<ChangelogFragment> Fragments(
        DraftRequest request, ReleaseRange range, IReadOnlyList<Commit> commits, ChangeSet changes, CancellationToken cancellationToken)
    {
        (string folder, string name) = request.FragmentFolder;
        IReadOnlyList<ChangelogFragment> fragments = ChangelogFragmentFolder.Read(folder, name);
        IReadOnlyList<ChangelogFragment> removed = RemovedFragments.Read(request.Repository, range.Query, commits, request.FragmentFolder, cancellationToken);
        fragments = [.. fragments, .. removed.Where(one => fragments.All(other => other.Id != one.Id))];
        return ChangelogFragmentOrigins.Fill(request.Repository, range.Query, folder, fragments, changes.Changes, cancellationToken);
    }

    private static SemanticVersion? Version(
        DraftRequest request, ReleaseRange range, ChangeSet changes, IReadOnlyList<ChangelogFragment> fragments, IReadOnlyList<Commit> commits)
    {
        if (request.Range.Version is { } given)
            return GivenVersion.Check(given, range, request.Range.Channels, commits.Select(commit => commit.Id));
        if (range.Released is { } released)
            return released.Version;
        var facts = VersionFacts.From(changes, fragments.Select(fragment => fragment.Bump));
        string? label = range.Channel == request.Range.Channels.Stable ? null : range.Channel;
        return NextVersion.After(VersionState.Of(range, commits.Select(commit => commit.Id)), facts, label, new VersionRules());
    }

    // The commit itself, for a range that has none.
    private static Commit Newest(GitRepository repository, string id, CancellationToken cancellationToken)
    {
        Commit? newest = null;
        CommitLog.Read(repository, new LogQuery(null, id) { Most = 1 }, commit => newest = commit, cancellationToken);
        return newest!;
    }

    private static IReadOnlyList<Contributor> Contributors(
        DraftRequest request, ChangeSet changes, ReleaseRange range, IReadOnlyDictionary<string, string> logins, CancellationToken cancellationToken)
    {
        if (!request.Configuration.Contributors)
            return [];
        IReadOnlyList<Contributor> all = ContributorList.Find(request.Repository, changes.Changes, range.From, mailmap: true, logins, cancellationToken);
        return [.. all.Where(contributor => !BotList.Has(request.Configuration.Bots, contributor.Person.Name, contributor.Person.Mail))];
    }

    // Null where one of the two releases has no name on the page.
    private static string? CompareUrl(DraftRequest request, ReleaseRange range, SemanticVersion version) =>
        request.Page is { } page && range.PreviousTag is { } previous
            ? $"{page.AbsoluteUri.TrimEnd('/')}/compare/{Uri.EscapeDataString(previous.Name)}...{Uri.EscapeDataString(request.Range.Tags.NameOf(version))}"
            : null;
}
