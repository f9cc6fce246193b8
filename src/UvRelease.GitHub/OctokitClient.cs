using System.Runtime.Serialization;
using Octokit;
using Octokit.Internal;
using UvRelease.Releases;

namespace UvRelease.GitHub;

/// <summary>
/// Octokit over the same hosts, limits and refusals as everything here, for what is written and what only informs: pull requests, issues, labels, branches,
/// files, deployments. A field that GitHub leaves out is 0, null or false to Octokit: what a gate decides on is read by <see cref="Facts.FactReader"/>.
/// It works by reflection, so native code must not reach it.
/// </summary>
/// <param name="github">The API.</param>
/// <param name="stop">Stops whatever is sent, also by methods that take no token.</param>
public sealed class OctokitClient(GitHubApi github, CancellationToken stop)
{
    /// <summary>The client itself. Its exceptions are Octokit's: <see cref="AskAsync"/> makes sentences of them.</summary>
    public IGitHubClient Client { get; } = new GitHubClient(new Connection(
        new ProductHeaderValue("uv-release"),
        github.Address.Api,
        new InMemoryCredentialStore(Credentials.Anonymous),
        new GuardedHttp(github.Handler, stop),
        new SimpleJsonSerializer()));

    /// <summary>All pages of a list, each as long as GitHub makes them; Octokit's own are of 30.</summary>
    public static ApiOptions AllPages => new() { PageSize = GitHubApi.PageSize };

    /// <summary>Asks for something that must be there, or changes something. A change is sent once: an error does not say that it was not made.</summary>
    /// <param name="what">What it does, for messages: "the new issue".</param>
    /// <param name="ask">The call.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Environment"/>: no connection, no permission, an answer that can't be read; <see cref="Fault.Input"/>: the token is refused.
    /// </exception>
    public async Task<T> AskAsync<T>(string what, Func<IGitHubClient, Task<T>> ask)
        where T : class => (await RunAsync(what, ask, mayBeMissing: false))!;

    /// <summary>Asks for something that may not be there.</summary>
    /// <returns>Null when it isn't, or the token may not see it (404).</returns>
    /// <inheritdoc cref="AskAsync"/>
    public Task<T?> FindAsync<T>(string what, Func<IGitHubClient, Task<T>> ask)
        where T : class => RunAsync(what, ask, mayBeMissing: true);

    /// <summary>issues/create.</summary>
    /// <param name="repository">owner/name.</param>
    /// <param name="title">Its title.</param>
    /// <param name="body">Its text, in Markdown.</param>
    /// <param name="labels">Names; labels that are not there yet are made.</param>
    /// <returns>Its number.</returns>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<int> OpenIssueAsync(string repository, string title, string body, params string[] labels)
    {
        var issue = new NewIssue(title) { Body = body };
        foreach (string label in labels)
            issue.Labels.Add(label);
        string[] parts = repository.Split('/');
        return (await AskAsync("the new issue", client => client.Issue.Create(parts[0], parts[1], issue))).Number;
    }

    /// <summary>repos/get: true for a fork of another repository.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<bool> IsForkAsync(string repository) =>
        (await AskAsync(repository, client => client.Repository.Get(Owner(repository), Name(repository)))).Fork;

    /// <summary>pulls/list: the newest pull requests from a branch of the repository itself to another one, newest first.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<IReadOnlyList<WrittenPullRequest>> PullRequestsAsync(string repository, string branch, string target, bool areOpen)
    {
        var wanted = new PullRequestRequest
        {
            Head = $"{Owner(repository)}:{branch}",
            Base = target,
            State = areOpen ? ItemStateFilter.Open : ItemStateFilter.Closed,
            SortProperty = PullRequestSort.Created,
            SortDirection = SortDirection.Descending,
        };
        var one = new ApiOptions { PageSize = GitHubApi.PageSize, PageCount = 1 };
        IReadOnlyList<PullRequest> all = await AskAsync($"the pull requests of {branch}",
            client => client.PullRequest.GetAllForRepository(Owner(repository), Name(repository), wanted, one));
        return [.. all.Where(pull => pull.Head.Ref == branch && pull.Base.Ref == target).OrderByDescending(pull => pull.Number).Select(Written)];
    }

    /// <summary>pulls/create.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<WrittenPullRequest> OpenPullRequestAsync(string repository, string title, string branch, string target, string body, bool draft) =>
        Written(await AskAsync("the new pull request", client => client.PullRequest.Create(Owner(repository), Name(repository),
            new NewPullRequest(title, branch, target) { Body = body, Draft = draft })));

    /// <summary>pulls/update.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<WrittenPullRequest> UpdatePullRequestAsync(string repository, int number, string title, string body, bool closes) =>
        Written(await AskAsync($"pull request {number}", client => client.PullRequest.Update(Owner(repository), Name(repository), number,
            new PullRequestUpdate { Title = title, Body = body, State = closes ? ItemState.Closed : ItemState.Open })));

    /// <summary>pulls/request-reviewers.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task AskForReviewAsync(string repository, int number, IReadOnlyList<string> people, IReadOnlyList<string> teams) => AskAsync(
        $"the reviewers of {number}", client => client.PullRequest.ReviewRequest.Create(Owner(repository), Name(repository), number,
            new PullRequestReviewRequest([.. people], [.. teams])));

    /// <summary>git/get-commit; null where there is none.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<WrittenCommit?> FindCommitAsync(string repository, string id) =>
        await FindAsync($"the commit {id}", client => client.Git.Commit.Get(Owner(repository), Name(repository), id)) is { } commit
            ? new WrittenCommit(commit.Message, commit.Tree.Sha, [.. commit.Parents.Select(parent => parent.Sha)]) : null;

    /// <summary>git/create-tree, of its JSON: Octokit's own call can't remove a file.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<string> CreateTreeAsync(string repository, string json) => (await AskAsync("the new tree", async client =>
        (await client.Connection.Post<TreeResponse>(Path(repository, "git/trees"), json, null, "application/json")).Body)).Sha;

    /// <summary>git/create-blob.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<string> CreateBlobAsync(string repository, byte[] bytes) => (await AskAsync("a new file", client => client.Git.Blob.Create(
        Owner(repository), Name(repository), new NewBlob { Content = Convert.ToBase64String(bytes), Encoding = EncodingType.Base64 }))).Sha;

    /// <summary>git/create-commit, by the token's own author, so that GitHub signs it.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<string> CreateCommitAsync(string repository, string message, string tree, string parent) => (await AskAsync("the new commit",
        client => client.Git.Commit.Create(Owner(repository), Name(repository), new NewCommit(message, tree, parent)))).Sha;

    /// <summary>git/create-ref, or git/update-ref by force.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task SetBranchAsync(string repository, string branch, string commit, bool isNew) => AskAsync($"the branch {branch}", client => isNew
        ? client.Git.Reference.Create(Owner(repository), Name(repository), new NewReference("refs/heads/" + branch, commit))
        : client.Git.Reference.Update(Owner(repository), Name(repository), "heads/" + Escaped(branch), new ReferenceUpdate(commit, force: true)));

    /// <summary>git/delete-ref.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task DeleteBranchAsync(string repository, string branch) => AskAsync($"the branch {branch}", async client =>
    {
        await client.Git.Reference.Delete(Owner(repository), Name(repository), "heads/" + Escaped(branch));
        return branch;
    });

    /// <summary>git/get-ref: the commit of a branch; null where there is none.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<string?> HeadAsync(string repository, string branch) => (await FindReferenceAsync(repository, "heads/" + Escaped(branch)))?.Object.Sha;

    /// <summary>issues/create-comment, or issues/update-comment.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task CommentAsync(string repository, int number, long? comment, string body) => AskAsync($"the comment on {number}", client => comment is { } id
        ? client.Issue.Comment.Update(Owner(repository), Name(repository), id, body)
        : client.Issue.Comment.Create(Owner(repository), Name(repository), number, body));

    /// <summary>The last comment of a program that begins with a mark; null for none.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<WrittenText?> FindBotCommentAsync(string repository, int number, string mark) =>
        (await CommentsAsync(repository, number))
            .LastOrDefault(one => one.User?.Type == AccountType.Bot && one.Body?.StartsWith(mark, StringComparison.Ordinal) == true)
            is { } found ? new WrittenText(found.Id, "", found.Body) : null;

    /// <summary>The oldest open issue with a label whose text begins with a mark; null for none.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<WrittenText?> FindIssueAsync(string repository, string label, string mark) => (await IssuesAsync(repository, "open", label))
        .Where(issue => issue.PullRequest is null && issue.Body?.StartsWith(mark, StringComparison.Ordinal) == true).MinBy(issue => issue.Number)
            is { } found ? new WrittenText(found.Number, found.Title, found.Body) : null;

    /// <summary>issues/update: another title and text, or closes it where there are none.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task UpdateIssueAsync(string repository, int number, string? title, string? body) => AskAsync($"issue {number}",
        client => client.Issue.Update(Owner(repository), Name(repository), number, title is null
            ? new IssueUpdate { State = ItemState.Closed, StateReason = ItemStateReason.Completed } : new IssueUpdate { Title = title, Body = body }));

    // From here on what Octokit itself asks in a way that GitHub does not describe.

    /// <summary>issues/list-for-repo; Octokit's own call sends a filter that only a person's list of issues has.</summary>
    /// <param name="repository">owner/name.</param>
    /// <param name="state">open, closed or all.</param>
    /// <param name="labels">Labels that they all have.</param>
    /// <returns>Issues and pull requests.</returns>
    /// <inheritdoc cref="AskAsync"/>
    public Task<IReadOnlyList<Issue>> IssuesAsync(string repository, string state, params string[] labels)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["state"] = state };
        if (labels.Length > 0)
            parameters.Add("labels", string.Join(',', labels));
        return ListAsync<Issue>($"the issues of {repository}", Path(repository, "issues"), parameters);
    }

    /// <summary>issues/list-comments, oldest first; Octokit's own call sends an order that only the list of all comments has.</summary>
    /// <param name="repository">owner/name.</param>
    /// <param name="number">Number of an issue or a pull request.</param>
    /// <inheritdoc cref="AskAsync"/>
    public Task<IReadOnlyList<IssueComment>> CommentsAsync(string repository, int number) =>
        ListAsync<IssueComment>($"the comments on {number}", Path(repository, $"issues/{number}/comments"),
            new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>issues/add-labels; Octokit's own call sends a list where GitHub describes an object.</summary>
    /// <param name="repository">owner/name.</param>
    /// <param name="number">Number of an issue or a pull request.</param>
    /// <param name="labels">Names; labels that are not there yet are made.</param>
    /// <returns>All labels that it has now.</returns>
    /// <inheritdoc cref="AskAsync"/>
    public Task<IReadOnlyList<Label>> AddLabelsAsync(string repository, int number, params string[] labels) => AskAsync(
        $"labels for {number}",
        async client => (await client.Connection.Post<IReadOnlyList<Label>>(Path(repository, $"issues/{number}/labels"), new { labels }, null, null)).Body);

    /// <summary>git/get-ref; Octokit's own call asks at an address that GitHub describes for changes alone.</summary>
    /// <param name="repository">owner/name.</param>
    /// <param name="reference">heads/NAME or tags/NAME.</param>
    /// <returns>Null when there is none, or the token may not see it (404).</returns>
    /// <inheritdoc cref="AskAsync"/>
    public Task<Reference?> FindReferenceAsync(string repository, string reference) => FindAsync(
        reference, async client => (await client.Connection.Get<Reference>(Path(repository, $"git/ref/{reference}"), null)).Body);

    private static string Owner(string repository) => repository.Split('/')[0];

    private static string Name(string repository) => repository.Split('/')[^1];

    private static string Escaped(string branch) => string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));

    private static WrittenPullRequest Written(PullRequest pull) => new(pull.Number, pull.Title, pull.Body, pull.HtmlUrl, pull.Head.Ref, pull.Head.Sha,
        pull.MergedAt is null ? null : pull.MergeCommitSha, pull.User?.Login);

    private static Uri Path(string repository, string rest) => new($"{GitHubApi.RepositoryPath(repository)}/{rest}", UriKind.Relative);

    private Task<IReadOnlyList<T>> ListAsync<T>(string what, Uri path, Dictionary<string, string> parameters) =>
        AskAsync(what, client => new ApiConnection(client.Connection).GetAll<T>(path, parameters, AllPages));

    private async Task<T?> RunAsync<T>(string what, Func<IGitHubClient, Task<T>> ask, bool mayBeMissing)
        where T : class
    {
        try
        {
            return await ask(Client) ?? throw GitHubRefusal.Unreadable(what, "is empty");
        }
        catch (NotFoundException) when (mayBeMissing)
        {
            return null;
        }
        catch (ApiException e)
        {
            throw github.Refusal(e.StatusCode, GitHubError.Parse(e.HttpResponse?.Body as string ?? ""), what);
        }
        catch (Exception e) when (GitHubApi.IsLost(e, stop))
        {
            throw GitHubRefusal.Silent(what, RetryingHandler.Doubt(e), e);
        }
        catch (Exception e) when (e is SerializationException or OverflowException or FormatException or InvalidCastException)
        {
            throw GitHubRefusal.Unreadable(what, "is cut off, or is not what GitHub's API describes", e);
        }
    }
}
