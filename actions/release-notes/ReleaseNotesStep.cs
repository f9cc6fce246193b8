using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Fragments;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using UvRelease.Runner;
using static UvRelease.ReleaseNotes.ReleaseNotesOutputs;
using Document = UvRelease.Changelog.Notes.ReleaseNotes;

namespace UvRelease.ReleaseNotes;

/// <summary>Writes the notes of the next release from the git history.</summary>
public sealed class ReleaseNotesStep : IStep<ReleaseNotesOptions>
{
    /// <inheritdoc/>
    public static StepDescription Description { get; } =
        new("release-notes", "Writes release notes, and the version they are for, from the git history.", All);

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(Run(options, context, cancellationToken));

    // Blocks: there is nothing else to do while git works, and each asynchronous method would be compiled at start.
    private static StepResult Run(ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        Project project = Project.Open(options, context);
        if (options.AllReleases)
            return FullChangelog.Write(project, options, context, cancellationToken);

        // All commits of the range are read, whatever paths count: what a merge brought, or a revert took back, may stand on others.
        (ReleaseRange range, IReadOnlyList<Commit> commits) = ReleaseRange.Read(project.Repository, project.Request, context.Log, cancellationToken);
        IReadOnlySet<string>? chosen = PathCommits.Find(project.Repository, range.Query, cancellationToken);
        ChangeRules rules = RangeRules.Of(project, commits, range.Query, context.Log, cancellationToken);
        RangeFacts facts = options.GitHubToken is { } token ? PullRequests.AskAsync(token, commits, rules, context, cancellationToken).GetAwaiter().GetResult() : RangeFacts.None;
        ChangeSet changes = ChangeList.From(commits, PullRequestTexts.With(rules, commits, facts.PullRequests), chosen);
        IReadOnlyList<Fragment> fragments = project.Fragments(range, changes, cancellationToken);
        CommitForm.Report(changes, context.Log);
        if (project.Strict && CommitForm.Refusal(changes.Counts) is { } refusal)
            return new StepResult.Failed(refusal, [.. Account(changes, range)]);

        SemanticVersion? version = Version(project, range, changes, fragments, commits);
        if (version is null)
        {
            return new StepResult.Skipped(
                $"None of the {changes.Counts.Total} commits since {range.Previous?.ToString() ?? "the beginning"} asks for a release.",
                [ReleaseNotesOutputs.Version.Is(""), ReleaseNeeded.Is("false"), .. Account(changes, range)]);
        }

        SemanticVersion? upgradeFrom = UpgradeJump.From(options, version);
        Commit newest = commits.FirstOrDefault(commit => chosen?.Contains(commit.Id) != false) ?? project.Newest(range.To, cancellationToken);
        IReadOnlyList<MigrationNote> upgrade = MigrationNotes.From(changes.Changes, fragments, facts.Bodies, project.Page);
        Document notes = new NotesBuilder(project.Configuration).Build(
            new NotesContent
            {
                Version = version,
                Previous = range.Previous,
                Commit = range.To,
                Date = DateOnly.FromDateTime(newest.AuthoredAt.UtcDateTime),
                Changes = changes,
                Fragments = fragments,
                Upgrade = upgrade,
                Contributors = project.Contributors(changes, range, facts.Logins, cancellationToken),
                Since = FirstPreReleases.Of(commits, range.Tags, version),
                CompareUrl = project.CompareUrl(range, version),
            });
        var files = new NotesFiles(project, options, context, version);
        IReadOnlyList<OutputValue> written = files.Write(notes, upgrade, upgradeFrom, cancellationToken);
        context.Log.Info($"{version}: {changes.Counts.Total} commits since {range.Previous?.ToString() ?? "the beginning"}, notes in {options.ReleaseFolder}.");
        return new StepResult.Done(
        [
            ReleaseNotesOutputs.Version.Is(version.ToString()), Tag.Is(project.Request.Tags.NameOf(version)), ReleaseNeeded.Is("true"),
            .. Account(changes, range), .. written, Fragments.Is(string.Join('\n', notes.Fragments)),
        ]);
    }

    private static SemanticVersion? Version(
        Project project, ReleaseRange range, ChangeSet changes, IReadOnlyList<Fragment> fragments, IReadOnlyList<Commit> commits)
    {
        if (project.Options.Version is { } given)
        {
            return SemanticVersion.TryParse(given)
                ?? throw new ReleaseException(Fault.Input, $"Input 'version' is '{given}' and must be a semantic version such as 1.4.0 or 2.0.0-beta.1, without a prefix.");
        }

        if (range.Released is { } released)
            return released.Version;
        var facts = VersionFacts.From(changes, fragments);
        return NextVersion.After(VersionState.Of(range, commits.Select(commit => commit.Id)), facts, range.Channel == project.Request.Channels.Stable ? null : range.Channel, new VersionRules());
    }

    private static IEnumerable<OutputValue> Account(ChangeSet changes, ReleaseRange range) =>
    [
        PreviousVersion.Is(range.Previous?.ToString() ?? ""),
        Channel.Is(range.Channel),
        Breaking.Is($"{changes.Changes.Count(change => change.IsBreaking)}"),
        Commits.Is($"{changes.Counts.Total}"),
        Conventional.Is($"{changes.Counts.Conventional}"),
        LookAlikes.Is($"{changes.Counts.LookAlike}"),
        Other.Is($"{changes.Counts.Other}"),
    ];
}
