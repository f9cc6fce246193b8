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
