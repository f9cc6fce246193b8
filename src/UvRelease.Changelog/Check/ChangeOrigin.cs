using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Changelog.Check;

/// <summary>Decides where the change is read, and reads it: a message, a range of git, GitHub's API, or the payload of the event.</summary>
internal sealed class ChangeOrigin : IDisposable
{
    private const string Mend = "Pass github-token: ${{ github.token }}, or check both commits out (fetch-depth: 0).";

    private readonly CheckRequest request;
    private readonly EventPayload? payload;
    private readonly GitHubApi? api;

    private ChangeOrigin(CheckRequest request, EventPayload? payload, IProgress<string> progress, TimeProvider time)
    {
        (this.request, this.payload) = (request, payload);
        if (payload?.Change is not null)
            api = request.GitHub?.Connect(time, progress);
    }

    private ChangeReader? Reader => api is null ? null : new ChangeReader(api, request.GitHub!.Repository, request.FragmentFolder);

    /// <summary>Opens the origin that request and event name; asks nothing of the network yet.</summary>
    public static async Task<ChangeOrigin> OpenAsync(CheckRequest request, IProgress<string> progress, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.MessageFile is not null && request.From is not null)
            throw new ReleaseException(Fault.Input, "Both 'message-file' and 'from' are given; a check is of one message or of a range. Give one.");
        bool local = request.MessageFile is not null || request.From is not null;
        EventPayload? told = !local && request.EventFile is { } path ? await EventPayload.ReadAsync(path, cancellationToken) : null;
        return new ChangeOrigin(request, told, progress, time);
    }

    /// <summary>Reads the change.</summary>
    /// <exception cref="ReleaseException">There is none, or it can't be read.</exception>
    public async Task<CheckedChange> ReadAsync(CancellationToken cancellationToken)
    {
        if (request.MessageFile is { } file)
            return HookMessage.Of(await File.ReadAllTextAsync(file.FullPath, cancellationToken));
        if (request.From is { } from)
            return FromGit(from, request.To, ChangeSource.Range, cancellationToken);
        if (payload?.Change is not { } told)
        {
            throw new ReleaseException(
                Fault.Input,
                $"The event '{request.EventName ?? ""}' has neither a pull request nor a merge group. "
                + "Use the step on pull_request or merge_group, or give 'from' and 'to'.");
        }

        if (Reader is not { } reader)
            return FromPayload(told, cancellationToken);
        return payload.PullRequest is { } number
            ? await reader.PullRequestAsync(number, cancellationToken)
            : await reader.MergeGroupAsync(payload.BaseCommit!, payload.HeadCommit!, cancellationToken);
    }

    /// <summary>
    /// Reads a file of the project's own: from the checkout where it is in it, else from the commit that the change goes onto, which no stranger can
    /// change.
    /// </summary>
    /// <returns>Null when there is none.</returns>
    public async Task<string?> FindFileAsync(ProjectPath path, CancellationToken cancellationToken) =>
        File.Exists(path.FullPath) ? await File.ReadAllTextAsync(path.FullPath, cancellationToken)
        : Reader is { } reader && payload?.BaseCommit is { } commit ? await reader.FindTextAsync(path.Name, commit, cancellationToken)
        : null;

    /// <inheritdoc/>
    public void Dispose() => api?.Dispose();

    private CheckedChange FromPayload(CheckedChange told, CancellationToken cancellationToken)
    {
        GitRepository repository = request.Repository;
        (string from, string to) = (payload!.BaseCommit!, payload.HeadCommit!);
        bool known = Path.Exists(Path.Combine(repository.Path, ".git"))
            && repository.Resolve(from, cancellationToken) is not null && repository.Resolve(to, cancellationToken) is not null;
        if (known)
        {
            CheckedChange range = FromGit(from, to, told.Source, cancellationToken);
            return told with { Commits = range.Commits, Files = range.Files, Fragments = range.Fragments, Gaps = range.Gaps };
        }

        if (told.Source == ChangeSource.MergeGroup)
            throw new ReleaseException(Fault.Environment, $"The commits of the merge group can't be read. {Mend}");
        return told with { Gaps = [$"Only the event's payload was read: commits, files and fragments were not, and title and body may be old. {Mend}"] };
    }

    private CheckedChange FromGit(string from, string to, ChangeSource source, CancellationToken cancellationToken) =>
        GitChange.Read(request.Repository, from, to, request.FragmentFolder, source, cancellationToken);
}
