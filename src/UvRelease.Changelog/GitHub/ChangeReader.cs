using System.Text;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Changelog.Check.Changes;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Changelog.GitHub;

/// <summary>
/// Reads a change through the API, without a checkout. Everything is asked of the repository that the pull request goes to, also the commits of a fork: it has
/// them under refs/pull, while the token may not read a private fork, and a deleted one can't be read by anybody.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="repository">owner/name.</param>
/// <param name="fragmentFolder">Folder of changelog fragments.</param>
public sealed class ChangeReader(GitHubApi api, string repository, string fragmentFolder)
{
    /// <summary>What a token must be granted to read changes and pull requests.</summary>
    public const string Permissions = "contents: read, pull-requests: read";

    private const int MostCommitsListed = 250;
    private const int MostCommits = 2000;
    private const int MostFiles = 3000;
    private const int MostFilesCompared = 300;
    private const int MostFragments = 100;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private string Root => GitHubApi.RepositoryPath(repository);

    /// <summary>Reads a pull request as it is now.</summary>
    public async Task<CheckedChange> PullRequestAsync(int number, CancellationToken cancellationToken)
    {
        ApiPullRequest pull = await api.GetAsync(new($"{Root}/pulls/{number}"), ApiJson.Default.ApiPullRequest, cancellationToken);
        IReadOnlyList<ApiCommit> commits = await CommitsAsync(pull, cancellationToken);
        IReadOnlyList<ApiFile> files = await ListAsync($"{Root}/pulls/{number}/files", ApiJson.Default.ApiFileArray, MostFiles, cancellationToken);
        var gaps = new List<string>();
        if (pull.Commits > commits.Count)
            gaps.Add($"The pull request has {pull.Commits} commits, and {commits.Count} could be read: {pull.Commits - commits.Count} were not checked. "
                + $"At most {MostCommits} are read.");
        if (pull.ChangedFiles > files.Count)
            gaps.Add($"The pull request changes {pull.ChangedFiles} files, and GitHub lists {MostFiles} at most: {pull.ChangedFiles - files.Count} were "
                + "not looked at.");
        return await WithFragmentsAsync(EventPayload.Of(pull) with { Commits = Of(commits), Files = Of(files), Gaps = gaps }, pull.Head.Sha, cancellationToken);
    }

    /// <summary>Reads what a merge group adds to its base.</summary>
    public async Task<CheckedChange> MergeGroupAsync(string from, string to, CancellationToken cancellationToken)
    {
        ApiComparison compared = await FindComparisonAsync(from, to, cancellationToken)
            ?? throw new ReleaseException(Fault.Environment, "GitHub can't compare the commits of the merge group, or the token may not see them. "
                + "The job needs `permissions: contents: read`.");
        IReadOnlyList<ApiFile> files = compared.Files ?? [];
        var gaps = new List<string>();
        if (compared.TotalCommits > compared.Commits.Count)
            gaps.Add($"The merge group has {compared.TotalCommits} commits, and {MostCommits} are read at most: "
                + $"{compared.TotalCommits - compared.Commits.Count} were not checked.");
        if (files.Count >= MostFilesCompared)
            gaps.Add($"GitHub compares {MostFilesCompared} files at most: fragments beyond them were not checked.");
        var change = new CheckedChange { Source = ChangeSource.MergeGroup, Commits = Of(compared.Commits), Files = Of(files), Gaps = gaps };
        return await WithFragmentsAsync(change, to, cancellationToken);
    }

    /// <summary>Reads a text file at a commit.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is longer than 1 MiB, no file, or no UTF-8 text.</exception>
    public async Task<string?> FindTextAsync(string path, string commit, CancellationToken cancellationToken)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var request = new GitHubRequest($"{Root}/contents/{escaped}?ref={Uri.EscapeDataString(commit)}");
        ApiContent? content = await api.FindAsync(request, ApiJson.Default.ApiContent, cancellationToken);
        if (content is null)
            return null;
        if (content is not { Type: "file", Encoding: "base64", Content: { } base64 })
            throw new ReleaseException(Fault.Input, $"{path} is no file, or is longer than 1 MiB. Put a file of text there.") { File = path };
        try
        {
            return StrictUtf8.GetString(Convert.FromBase64String(base64)).TrimStart('\ufeff');
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw new ReleaseException(Fault.Input, $"{path} is no UTF-8 text. Save it as UTF-8.", e) { File = path };
        }
    }

    // The list of a pull request's commits ends at 250; a comparison of its two sides goes on.
    private async Task<IReadOnlyList<ApiCommit>> CommitsAsync(ApiPullRequest pull, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiCommit> listed =
            await ListAsync($"{Root}/pulls/{pull.Number}/commits", ApiJson.Default.ApiCommitArray, MostCommitsListed, cancellationToken);
        if (pull.Commits <= listed.Count || listed.Count < MostCommitsListed)
            return listed;
        ApiComparison? compared = await FindComparisonAsync(pull.Base.Sha, pull.Head.Sha, cancellationToken);
        return compared?.Commits.Count > listed.Count ? compared.Commits : listed;
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<T[]> type, int most, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest(path);
        return await api.ListAsync(request, type, most, cancellationToken) ?? throw api.Missing(request);
    }

    // Page by page, oldest first; files come with the first page alone.
    private async Task<ApiComparison?> FindComparisonAsync(string from, string to, CancellationToken cancellationToken)
    {
        var commits = new List<ApiCommit>();
        ApiComparison? first = null;
        for (int page = 1; ; page++)
        {
            string range = $"{Uri.EscapeDataString(from)}...{Uri.EscapeDataString(to)}";
            var request = new GitHubRequest($"{Root}/compare/{range}?per_page={GitHubApi.PageSize}&page={page}");
            ApiComparison? compared = await api.FindAsync(request, ApiJson.Default.ApiComparison, cancellationToken);
            if (compared is null)
                return first is null ? null : first with { Commits = commits };
            first ??= compared;
            commits.AddRange(compared.Commits);
            if (compared.Commits.Count == 0 || commits.Count >= Math.Min(compared.TotalCommits, MostCommits))
                return first with { Commits = commits };
        }
    }

    private async Task<CheckedChange> WithFragmentsAsync(CheckedChange change, string commit, CancellationToken cancellationToken)
    {
        ChangedFile[] files = [.. change.Files!.Where(file => file.IsFragmentOf(fragmentFolder))];
        var fragments = new List<ChangelogFragmentText>();
        foreach (ChangedFile file in files.Take(MostFragments))
            fragments.Add(await FragmentAsync(file.Path, commit, cancellationToken));
        string[] gaps = files.Length > MostFragments ? [$"There are {files.Length} fragments; the first {MostFragments} were checked."] : [];
        return change with { Fragments = fragments, Gaps = [.. change.Gaps, .. gaps] };
    }

    // A stranger's file that is no text is a finding about it, not an end of the check.
    private async Task<ChangelogFragmentText> FragmentAsync(string path, string commit, CancellationToken cancellationToken)
    {
        try
        {
            return new ChangelogFragmentText(path, await FindTextAsync(path, commit, cancellationToken) ?? "");
        }
        catch (ReleaseException e) when (e.Fault == Fault.Input)
        {
            return new ChangelogFragmentText(path, "", e.Message);
        }
    }

    private static CheckedCommit[] Of(IReadOnlyList<ApiCommit> commits) =>
        [.. commits.Select(commit => new CheckedCommit(commit.Sha, commit.Commit.Message, commit.Parents.Count > 1))];

    private static ChangedFile[] Of(IReadOnlyList<ApiFile> files) => [.. files.Select(file => new ChangedFile(file.Filename, file.Status == "removed"))];
}
