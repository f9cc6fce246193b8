using UvRelease.Changelog.Check;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.CheckChangelog;

/// <summary>Decides where the change is read, and reads it: a message, a range of git, GitHub's API, or the payload of the event.</summary>
internal sealed class ChangeOrigin : IDisposable
{
    private readonly CheckChangelogOptions options;
    private readonly StepContext context;
    private readonly EventPayload? payload;
    private readonly GitHubApi? api;

    private ChangeOrigin(CheckChangelogOptions options, StepContext context, EventPayload? payload)
    {
        (this.options, this.context, this.payload) = (options, context, payload);
        if (payload?.Change is not null && options.GitHubToken is { } token)
            api = new GitHubApi(GitHubSettings.Brief(GitHubAddress.Of(context.GitHub.Variables), token.Reveal(), ChangeReader.Permissions, context.Time, context.Log));
    }

    private ChangeReader? Reader => api is null ? null : new ChangeReader(api, Repository, options.FragmentsFolder.Relative);

    private string Repository => context.GitHub.Repository
        ?? throw new ReleaseException(Fault.Environment, "GITHUB_REPOSITORY is missing. It is set inside GitHub Actions; elsewhere give --from and --to.");

    /// <summary>Opens the origin that inputs and event name; asks nothing of the network yet.</summary>
    public static async Task<ChangeOrigin> OpenAsync(CheckChangelogOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (options.MessageFile is not null && options.From is not null)
            throw new ReleaseException(Fault.Input, "Both 'message-file' and 'from' are given; a check is of one message or of a range. Give one.");
        bool local = options.MessageFile is not null || options.From is not null;
        EventPayload? told = !local && context.GitHub.EventPath is { } path ? await EventPayload.ReadAsync(path, cancellationToken) : null;
        return new ChangeOrigin(options, context, told);
    }

    /// <summary>Reads the change.</summary>
    /// <exception cref="ReleaseException">There is none, or it can't be read.</exception>
    public async Task<CheckedChange> ReadAsync(CancellationToken cancellationToken)
    {
        if (options.MessageFile is { } file)
            return HookMessage.Of(await File.ReadAllTextAsync(file.FullPath, cancellationToken));
        if (options.From is { } from)
            return FromGit(from, options.To, ChangeSource.Range, cancellationToken);
        if (payload?.Change is not { } told)
            throw new ReleaseException(Fault.Input, $"The event '{Quoted(context.GitHub.EventName)}' has neither a pull request nor a merge group. Use the step on pull_request or merge_group, or give 'from' and 'to'.");
        if (Reader is { } reader)
        {
            return payload.PullRequest is { } number
                ? await reader.PullRequestAsync(number, cancellationToken)
                : await reader.MergeGroupAsync(payload.BaseCommit!, payload.HeadCommit!, cancellationToken);
        }

        return await FromPayloadAsync(told, cancellationToken);
    }

    /// <summary>Reads a file of the project's own: from the checkout where it is in it, else from the commit that the change goes onto, which no stranger can change.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<string?> FindFileAsync(WorkspacePath path, CancellationToken cancellationToken) =>
        File.Exists(path.FullPath) ? await File.ReadAllTextAsync(path.FullPath, cancellationToken)
        : Reader is { } reader && payload?.BaseCommit is { } commit ? await reader.FindTextAsync(path.Relative, commit, cancellationToken)
        : null;

    /// <inheritdoc/>
    public void Dispose() => api?.Dispose();

    private async Task<CheckedChange> FromPayloadAsync(CheckedChange told, CancellationToken cancellationToken)
    {
        var repository = new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment);
        (string from, string to) = (payload!.BaseCommit!, payload.HeadCommit!);
        bool known = Path.Exists(Path.Combine(options.RepositoryPath.FullPath, ".git"))
            && repository.Resolve(from, cancellationToken) is not null && repository.Resolve(to, cancellationToken) is not null;
        if (known)
        {
            CheckedChange range = FromGit(from, to, told.Source, cancellationToken);
            return told with { Commits = range.Commits, Files = range.Files, Fragments = range.Fragments, Gaps = range.Gaps };
        }

        const string mend = "Pass github-token: ${{ github.token }}, or check both commits out (fetch-depth: 0).";
        if (told.Source == ChangeSource.MergeGroup)
            throw new ReleaseException(Fault.Environment, $"The commits of the merge group can't be read. {mend}");
        return told with { Gaps = [$"Only the event's payload was read: commits, files and fragments were not, and title and body may be old. {mend}"] };
    }

    private CheckedChange FromGit(string from, string to, ChangeSource source, CancellationToken cancellationToken) =>
        GitChange.Read(new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment), from, to, options.FragmentsFolder.Relative, source, cancellationToken);

    private static string Quoted(string? name) => MarkdownText.Visible(name ?? "");
}
