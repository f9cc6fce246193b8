using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;
using Notes = UvRelease.Changelog.Notes.ReleaseNotes;

namespace UvRelease.ReleaseNotes;

/// <summary>Writes the notes of the next release from the git history.</summary>
public sealed class ReleaseNotesStep : IStep<ReleaseNotesOptions>
{
    private static readonly Output Version = new("version", "Version that is released, without prefix; empty when there is nothing to release.");
    private static readonly Output PreviousVersion = new("previous-version", "Version that the range begins after; empty for a first release.");
    private static readonly Output ReleaseNeeded = new("release-needed", "true when a commit of the range asks for a release, or a version was given.");
    private static readonly Output NotesFile = new("notes-file", "Path of the notes as Markdown, relative to the workspace.");
    private static readonly Output JsonFile = new("json-file", "Path of the notes as JSON, relative to the workspace.");
    private static readonly Output Commits = new("commits", "How many commits the range has.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "release-notes", "Writes release notes, and the version they are for, from the git history.",
        Version, PreviousVersion, ReleaseNeeded, NotesFile, JsonFile, Commits);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        var repository = new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment);
        ReleaseRange range = await ReleaseRange.FindAsync(repository, options.TagPrefix, options.From, options.To, cancellationToken);
        IReadOnlyList<Commit> history = await CommitLog.ReadAsync(repository, range.From, range.To, cancellationToken);
        ConventionalCommit[] commits = [.. history.Select(ConventionalCommit.Parse)];
        SemanticVersion? version = options.Version is null ? NextVersion.After(range.Previous, commits) : Given(options.Version);
        string count = commits.Length.ToString();
        if (version is null || commits.Length == 0)
        {
            return new StepResult.Skipped(
                $"None of the {count} commits since {range.Previous?.ToString() ?? "the beginning"} asks for a release.",
                Version.Is(""), PreviousVersion.Is(range.Previous?.ToString() ?? ""), ReleaseNeeded.Is("false"), NotesFile.Is(""), JsonFile.Is(""), Commits.Is(count));
        }

        Uri? page = context.GitHub.Repository is { } name ? new Uri($"{context.GitHub.ServerUrl}/{name}") : null;
        var configuration = new ChangelogConfiguration();
        Change[] changes = [.. commits.Where(commit => commit.Commit.Parents.Count < 2 || commit.Type is not null).Select(AsChange)];
        int conventional = commits.Count(commit => commit.Type is not null);
        Notes notes = NotesBuilder.Build(
            new NotesContent
            {
                Version = version,
                Previous = range.Previous,
                Commit = commits[0].Commit.Id,
                Date = DateOnly.FromDateTime(commits[0].Commit.AuthoredAt.UtcDateTime),
                Changes = new ChangeSet(changes, [], new CommitCounts(commits.Length, conventional, 0, commits.Length - conventional, 0, 0), null),
                Upgrade = MigrationNotes.From(changes, [], new Dictionary<int, string>(), page),
            },
            configuration);
        string markdown = new MarkdownNotes(configuration, page).Render(notes).Text;
        WorkspacePath notesFile = context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, "notes.md"));
        WorkspacePath jsonFile = context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, "notes.json"));
        await context.Workspace.WriteTextAsync(notesFile, markdown, cancellationToken);
        await context.Workspace.WriteTextAsync(jsonFile, NotesJson.Write(notes), cancellationToken);
        context.Summary.Append(markdown);
        context.Log.Info($"{version}: {count} commits since {range.Previous?.ToString() ?? "the beginning"}, notes in {notesFile}.");
        return new StepResult.Done(
            Version.Is(version.ToString()), PreviousVersion.Is(range.Previous?.ToString() ?? ""), ReleaseNeeded.Is("true"),
            NotesFile.Is(notesFile.Relative), JsonFile.Is(jsonFile.Relative), Commits.Is(count));
    }

    private static Change AsChange(ConventionalCommit commit) => new()
    {
        Type = commit.Type ?? "",
        Scope = commit.Scope,
        Description = commit.Description,
        IsBreaking = commit.Breaking is not null,
        BreakingNotes = commit.Breaking is { } note && note != commit.Description ? [note] : [],
        Commit = commit.Commit,
        Authors = [commit.Commit.Author],
    };

    private static SemanticVersion Given(string text) => SemanticVersion.TryParse(text)
        ?? throw new ReleaseException(Fault.Input, $"Input 'version' is '{text}' and must be a semantic version such as 1.4.0 or 2.0.0-beta.1, without a prefix.");
}
