using UvRelease.Changelog;
using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.CheckChangelog;

/// <summary>Checks title, commits, fragments and migration notes of a change.</summary>
public sealed class CheckChangelogStep : IStep<CheckChangelogOptions>
{
    private static readonly Output Valid = new("valid", "true if no rule found an error.");
    private static readonly Output Title =
        new("title", "Title that was checked; a stranger may have written it. Empty if there is no pull request, or if it is longer than an input can be.");
    private static readonly Output CorrectedTitle =
        new("corrected-title", "Title to paste; empty if the title is right, or if nobody can know what was meant.");
    private static readonly Output Breaking = new("breaking", "true if a title, commit, footer or fragment says that the change breaks something.");
    private static readonly Output Errors = new("errors", "Number of errors.");
    private static readonly Output Warnings = new("warnings", "Number of warnings.");
    private static readonly Output JsonFile = new("json-file", "Path of the result as JSON, relative to the workspace.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "check-changelog", "Checks that a pull request will make good release notes: its title, commits, changelog fragments and migration notes.",
        Valid, Title, CorrectedTitle, Breaking, Errors, Warnings, JsonFile);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(CheckChangelogOptions options, StepContext context, CancellationToken cancellationToken)
    {
        CheckResult result = await ChangelogCheck.RunAsync(Request(options, context), context.Log, context.Time, cancellationToken);
        if (result.Exemption is { } reason)
            return new StepResult.Skipped(reason, [.. Description.Outputs.Select(output => output.Is(""))]);
        OutputValue[] outputs = Show(result, options.JsonFile, context, cancellationToken);
        bool fails = options.FailOn switch { FailOn.Never => false, FailOn.Warning => result.Findings.Count > 0, _ => result.Errors > 0 };
        return fails
            ? new StepResult.Failed(new ReleaseException(Fault.Refused, Sentence(result)), outputs)
            : new StepResult.Done(outputs);
    }

    private static CheckRequest Request(CheckChangelogOptions options, StepContext context) => new()
    {
        Repository = new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment),
        Configuration = Project(options.Configuration),
        Commitlint = options.Commitlint is { } commitlint ? Project(commitlint) : null,
        Resolve = path => Project(context.Workspace.Resolve(path)),
        FragmentFolder = options.FragmentsFolder.Relative,
        Messages = options.Messages,
        MessageFile = options.MessageFile is { } message ? Project(message) : null,
        From = options.From,
        To = options.To,
        EventFile = context.GitHub.EventPath,
        EventName = context.GitHub.EventName,
        GitHub = options.GitHubToken is { } token
            ? new GitHubAccess(token.Reveal(), context.GitHub.Repository, context.GitHub.Variables)
            : null,
    };

    private static ProjectPath Project(WorkspacePath path) => new(path.FullPath, path.Relative);

    private static OutputValue[] Show(CheckResult result, OutputPath file, StepContext context, CancellationToken cancellationToken)
    {
        foreach (Finding finding in result.Findings)
            context.Log.Annotate(Annotated(finding));
        foreach (string gap in result.Change.Gaps)
            context.Log.Warning(gap);
        if (result.CorrectedTitle is { } corrected)
            context.Log.Info($"Title to paste: {MarkdownText.Visible(corrected)}");
        context.Summary.Append(CheckMarkdown.Render(result));
        // A hook must leave nothing in the repository.
        bool writes = result.Change.Source != ChangeSource.Message;
        if (writes)
            context.Workspace.WriteText(file, CheckJson.Write(result), cancellationToken);
        return
        [
            Valid.Is(Word(result.Errors == 0)),
            context.TextOutput(Title, MarkdownText.Visible(result.Change.Title ?? ""), JsonFile),
            context.TextOutput(CorrectedTitle, result.CorrectedTitle ?? "", JsonFile),
            Breaking.Is(Word(result.IsBreaking)), Errors.Is(result.Errors.ToString()), Warnings.Is(result.Warnings.ToString()),
                JsonFile.Is(writes ? file.Relative : ""),
        ];
    }

    // Without a file GitHub shows an annotation at the top of the run; what it is about then belongs in its title.
    private static Annotation Annotated(Finding finding) => new(
        finding.Severity == FindingSeverity.Error ? Severity.Error : Severity.Warning,
        finding.Message + (finding.Correction is { } correction ? $" Write: {correction}" : ""),
        finding.Place.File is { } file ? new Location(file, finding.Place.Line) : null,
        finding.Place.File is null ? $"{finding.Rule}: {finding.Place}" : finding.Rule);

    private static string Sentence(CheckResult result)
    {
        string next = result.CorrectedTitle is { } corrected
            ? $"Title to paste: {MarkdownText.Visible(corrected)}"
            : "Each says how to mend it; docs/check-changelog.md explains the rules.";
        return $"The check found {result.Counted}. {next}";
    }

    private static string Word(bool value) => value ? "true" : "false";
}
