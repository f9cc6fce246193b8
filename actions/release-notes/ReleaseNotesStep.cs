using UvRelease.Changelog;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Components;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Drafts;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>Writes the notes of the next release from the git history.</summary>
public sealed class ReleaseNotesStep : IStep<ReleaseNotesOptions>
{
    private static readonly Output Version = new("version", "Version that is released, without prefix; empty if there is nothing to release.");
    private static readonly Output PreviousVersion = new("previous-version", "Version that the range begins after; empty for a first release.");
    private static readonly Output Tag = new("tag", "Name of the version's tag; empty if there is nothing to release.");
    private static readonly Output Channel = new("channel", "Channel of the release.");
    private static readonly Output ReleaseNeeded = new("release-needed", "true if a change asks for a release, or a version was given.");
    private static readonly Output Breaking = new("breaking", "Number of breaking changes.");
    private static readonly Output Notes = new("notes", "The notes as Markdown; empty if they are longer than a later step's input can be.");
    private static readonly Output NotesFile = new(
        "notes-file", "Path of the notes as Markdown, within the limit of a GitHub release's body, relative to the workspace.");
    private static readonly Output FullNotesFile = new("full-notes-file", "Path of the notes without that limit; the same file if they are within it.");
    private static readonly Output TextFile = new("text-file", "Path of the notes as plain text, for electron-updater's dialog.");
    private static readonly Output JsonFile = new("json-file", "Path of the notes as JSON.");
    private static readonly Output UpgradeNotesFile = new(
        "upgrade-notes-file", "Path of the upgrade notes since upgrade-from as Markdown; empty without that input.");
    private static readonly Output UpgradeJsonFile = new("upgrade-json-file", "Path of the same as JSON.");
    private static readonly Output Commits = new("commits", "Number of commits in the range.");
    private static readonly Output Conventional = new("conventional", "Number of them that follow Conventional Commits.");
    private static readonly Output LookAlikes = new("look-alikes", "Number of them that were meant to, and do not.");
    private static readonly Output Other = new("other", "Number of all others.");
    private static readonly Output Fragments = new("fragments", "Changelog fragments that the notes have used, one per line: remove them with the release.");
    private static readonly Output Legs = new(
        "legs", "The legs as JSON for a matrix: platform, arch, runner and artifact of each; empty without the input, or if there is nothing to release.");
    private static readonly Output MacLegs = new("mac-legs", "The legs of mac among them, which sign-macos signs: [] where none is of mac.");

    private static readonly Output WinLegs = new("win-legs", "The legs of win among them, which sign-windows signs: [] where none is of win.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "release-notes", "Writes release notes, and the version they are for, from the git history.",
        Version, PreviousVersion, Tag, Channel, ReleaseNeeded, Breaking, Notes, NotesFile, FullNotesFile, TextFile, JsonFile, UpgradeNotesFile, UpgradeJsonFile,
        Commits, Conventional, LookAlikes, Other, Fragments, Legs, MacLegs, WinLegs);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        YamlMapping project = Project(options, context);
        DraftRequest request = Request(options, context, project, cancellationToken);
        var legs = options.Legs is { } text ? BuildLegs.Parse(text, options.Component, options.RunsOn) : null;
        var warnings = new Warnings(context.Log);
        if (options.AllReleases)
            return Write(FullChangelog.Make(request, context.Log, warnings, cancellationToken), options, context, cancellationToken);

        ReleaseDraft draft = await ReleaseDraft.MakeAsync(request, context.Log, warnings, context.Time, cancellationToken);
        string since = draft.Since;
        OutputValue[] account =
        [
            PreviousVersion.Is(draft.Previous?.ToString() ?? ""), Channel.Is(draft.Channel),
            Breaking.Is($"{draft.Changes.Changes.Count(change => change.IsBreaking)}"), .. Counted(draft.Changes.Counts),
        ];
        if (draft.Refusal is { } refusal)
            return new StepResult.Failed(refusal, account);
        if (draft.Notes is not { } notes)
        {
            int total = draft.Changes.Counts.Total;
            string reason = total == 0 ? $"There is no commit since {since}." : total == 1 ? $"The only commit since {since} asks for no release."
                : $"None of the {total} commits since {since} asks for a release.";
            return new StepResult.Skipped(reason, [Version.Is(""), ReleaseNeeded.Is("false"), .. account]);
        }

        if (project.Mapping("publish").Entries.Count > 0 && PublishedVersion.Problem(notes.Version.ToString()) is { } suffix)
        {
            string mend = options.Version is null && notes.Version.IsPreRelease && options.Channel is { } channel
                ? $"Leave 'channel' empty here, and give {channel} to publish."
                : "Take a plain version.";
            throw new ReleaseException(
                Fault.Input,
                $"The version {notes.Version} {suffix} The configuration has a section publish, and publish would refuse this version after all builds. {mend} "
                + "A project whose versions name their channels has no section publish.");
        }

        OutputValue[] files = Write(notes, options, request, context, cancellationToken);
        if (legs is not null)
        {
            string list = legs.List(notes.Version.ToString(), notes.Document.Commit);
            context.Workspace.WriteText(context.Workspace.Output(Path.Combine(options.ReleaseFolder.FullPath, "legs.json")), list + "\n", cancellationToken);
        }

        if (notes.Reason is { } why)
            context.Summary.Append(why + "\n");
        // Markdown after an element goes on as HTML until a blank line (CommonMark §4.6).
        context.Summary.Append(notes.Markdown.Full + "\n");
        context.Log.Info($"{notes.Version}: {Quantity.Of(draft.Changes.Counts.Total, "commit")} since {since}, notes in {options.ReleaseFolder}.");
        return new StepResult.Done(
        [
            Version.Is(notes.Version.ToString()), Tag.Is(notes.Tag), ReleaseNeeded.Is("true"),
            .. account, .. files, Fragments.Is(string.Join('\n', notes.Document.Fragments)),
                Legs.Is(legs?.Matrix() ?? ""), MacLegs.Is(legs?.Matrix(ReleasePlatform.Mac) ?? ""), WinLegs.Is(legs?.Matrix(ReleasePlatform.Win) ?? ""),
        ]);
    }

    private static YamlMapping Project(ReleaseNotesOptions options, StepContext context)
    {
        WorkspacePath file = options.Configuration ?? context.Workspace.Resolve(Path.Combine(options.RepositoryPath.FullPath, ConfigurationFile.Name));
        if (options.Configuration is not null && !File.Exists(file.FullPath))
        {
            throw new ReleaseException(
                Fault.Input, $"There is no configuration file '{file}'. Name one that exists, or leave the input 'configuration' empty.");
        }

        return ConfigurationFile.Read(file.FullPath, file.Relative);
    }

    // An input goes before the configuration file.
    private static DraftRequest Request(ReleaseNotesOptions options, StepContext context, YamlMapping project, CancellationToken cancellationToken)
    {
        var configuration = ChangelogConfiguration.Read(project.Mapping("changelog"));
        Component component = Component.Find(project, options.Component);
        string? tagPattern = options.TagPattern ?? component.TagPattern ?? configuration.Naming.TagPattern;
        string fragments = options.RepositoryPath.Relative is "." ? component.Fragments : $"{options.RepositoryPath}/{component.Fragments}";
        var repository = new GitRepository(options.RepositoryPath.FullPath, options.FetchToken is { } token
            ? FetchToken.Add(context.ChildEnvironment, context.GitHub.ServerUrl, token.Reveal())
            : context.ChildEnvironment);
        return new DraftRequest
        {
            Repository = repository,
            Configuration = configuration,
            Range = new RangeRequest
            {
                Tags = TagPattern.Parse(tagPattern ?? "v{version}"),
                TagsAreAssumed = tagPattern is null,
                Channels = new ChannelOrder(configuration.Naming.Channels),
                Channel = options.Channel ?? component.Channel,
                From = options.From,
                To = options.To,
                Paths = component.IsWhole
                    ? new PathFilter(Either(options.IncludePaths, configuration.IncludePaths), Either(options.ExcludePaths, configuration.ExcludePaths))
                    : new PathFilter(Either(options.IncludePaths, component.IncludePaths), Either(options.ExcludePaths, component.ExcludePaths)),
                FirstRelease = options.FirstRelease,
                Deepen = options.Deepen,
            },
            FragmentFolder = options.FragmentsFolder is { } folder
                ? Project(folder)
                : new ProjectPath(Path.Combine(options.RepositoryPath.FullPath, component.Fragments), fragments),
            Strict = options.Strict ?? configuration.Strict,
            Page = Page(options, context.GitHub, repository, cancellationToken),
            GitHub = options.GitHubToken is { } reader ? Access(reader, context.GitHub) : null,
            Version = options.Version,
            ChangelogFile = options.ChangelogFile is { } changelog ? Project(changelog) : null,
            // UPGRADING.json beside UPGRADING.md holds the same for programs, all releases so far.
            UpgradeFiles = options.UpgradeFile is { } guide
                ? new UpgradeFiles(Project(guide), Project(context.Workspace.Output(Path.ChangeExtension(guide.FullPath, ".json"))))
                : null,
            UpgradeFrom = options.UpgradeFrom,
        };
    }

    private static Uri? Page(ReleaseNotesOptions options, GitHubRun run, GitRepository repository, CancellationToken cancellationToken) =>
        options.Repository is { } given
            ? RepositoryPage.Of(given, run.ServerUrl) ?? throw new ReleaseException(Fault.Input,
                "Input 'repository' must be owner/name, or the address of a repository at GitHub or a GitHub Enterprise Server.")
            : run.Repository is { } name ? new Uri($"{run.ServerUrl}/{name}") : RepositoryPage.OfOrigin(repository, cancellationToken);

    private static GitHubAccess Access(Secret token, GitHubRun run) => new(token.Reveal(), run.Repository, run.Variables);

    private static StepResult.Done Write(FullChangelog changelog, ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        OutputPath file = options.ChangelogFile ?? context.Workspace.Output(Path.Combine(options.ReleaseFolder.FullPath, "CHANGELOG.md"));
        context.Workspace.WriteText(file, changelog.Text, cancellationToken);
        context.Log.Info($"{Quantity.Of(changelog.Releases, "release")} with {Quantity.Of(changelog.Counts.Total, "commit")}, in {file}.");
        return new StepResult.Done([NotesFile.Is(file.Relative), FullNotesFile.Is(file.Relative), .. Counted(changelog.Counts)]);
    }

    private static OutputValue[] Write(
        NotesDraft notes, ReleaseNotesOptions options, DraftRequest request, StepContext context, CancellationToken cancellationToken)
    {
        Workspace workspace = context.Workspace;
        OutputPath brief = In("notes.md"), full = notes.Markdown.IsCut ? In(NotesDraft.FullName) : brief, text = In("notes.txt"), json = In("notes.json");
        workspace.WriteText(brief, notes.Markdown.Text, cancellationToken);
        if (notes.Markdown.IsCut)
            workspace.WriteText(full, notes.Markdown.Full, cancellationToken);
        workspace.WriteText(text, notes.Plain, cancellationToken);
        workspace.Write(json, stream => NotesJson.Write(stream, notes.Document), cancellationToken);
        if (notes.Changelog is { } changelog)
            Update(options.ChangelogFile!, changelog);
        if (notes.Upgrade is { } upgrade)
        {
            Update(options.UpgradeFile!, upgrade.Guide);
            workspace.WriteText(workspace.Output(request.UpgradeFiles!.Json.FullPath), upgrade.Json, cancellationToken);
        }

        OutputValue[] outputs =
        [
            context.TextOutput(Notes, notes.Markdown.Text, NotesFile), NotesFile.Is(brief.Relative), FullNotesFile.Is(full.Relative),
            TextFile.Is(text.Relative), JsonFile.Is(json.Relative),
        ];
        if (notes.Upgrade?.Jump is not { } jump)
            return outputs;
        OutputPath jumpNotes = In("upgrade.md"), jumpJson = In("upgrade.json");
        workspace.WriteText(jumpNotes, jump.Markdown, cancellationToken);
        workspace.WriteText(jumpJson, jump.Json, cancellationToken);
        return [.. outputs, UpgradeNotesFile.Is(jumpNotes.Relative), UpgradeJsonFile.Is(jumpJson.Relative)];

        OutputPath In(string name) => workspace.Output(Path.Combine(options.ReleaseFolder.FullPath, name));

        void Update(OutputPath file, FileUpdate update)
        {
            if (update.Outcome is UpdateOutcome.KeptHandWritten)
            {
                context.Log.Warning(
                    $"The text for {notes.Version} was written or edited by hand and stays as it is. Remove it to have it written again.",
                    new Location(file.Relative, update.Line));
            }
            else if (update.Outcome is not UpdateOutcome.Unchanged)
            {
                workspace.Write(file, update.Bytes, cancellationToken);
            }
        }
    }

    private static OutputValue[] Counted(CommitCounts counts) =>
        [Commits.Is($"{counts.Total}"), Conventional.Is($"{counts.Conventional}"), LookAlikes.Is($"{counts.LookAlike}"), Other.Is($"{counts.Other}")];

    private static ProjectPath Project(WorkspacePath path) => new(path.FullPath, path.Relative);

    private static IReadOnlyList<string> Either(IReadOnlyList<string> first, IReadOnlyList<string> second) => first.Count > 0 ? first : second;

    private sealed class Warnings(Log log) : IProgress<DraftWarning>
    {
        public void Report(DraftWarning value) =>
            log.Annotate(new Annotation(Severity.Warning, value.Message, value.File is { } file ? new Location(file, value.Line) : null, value.Title));
    }
}
