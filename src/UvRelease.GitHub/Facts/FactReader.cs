using System.Net;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Releases;

namespace UvRelease.GitHub.Facts;

/// <summary>
/// Reads what gates decide on: all of it, or there is an error that says what is wrong. Nothing is ever taken for granted that GitHub did not say.
/// </summary>
/// <param name="github">The API.</param>
/// <param name="repository">owner/name.</param>
public sealed class FactReader(GitHubApi github, string repository)
{
    // What is longer can't be read to its end by pages.
    private const int MostPages = 100;

    private string Root => GitHubApi.RepositoryPath(repository);

    /// <summary>checks/list-for-ref: the newest check run of each name and app of a commit.</summary>
    /// <param name="commit">Full id of the commit.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: they can't be read; <see cref="Fault.Input"/>: the token is refused.</exception>
    public async Task<IReadOnlyList<CheckFacts>> ChecksAsync(string commit, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest($"{Root}/commits/{Uri.EscapeDataString(commit)}/check-runs?filter=latest", $"the checks of {commit}");
        IReadOnlyList<CheckPage> pages = await PagesAsync(request, FactJson.Default.CheckPage, cancellationToken);
        CheckFacts[] checks = [.. pages.SelectMany(page => Entries(request, "check_runs", page.CheckRuns)).DistinctBy(check => check.Id)];
        CheckTotal(request, checks.Length, pages.Select(page => page.TotalCount));
        if (Array.Find(checks, check => check.HeadSha != commit) is { } other)
            throw Wrong(request, $"head_sha of check {other.Id} is {other.HeadSha}");
        if (Array.Find(checks, check => check.Status == CheckStatus.Completed != check.Conclusion is not null) is { } half)
            throw Wrong(request, $"conclusion of check {half.Id} does not go with its status");
        return checks;
    }

    /// <summary>repos/get-combined-status-for-ref: the newest status of each name of a commit.</summary>
    /// <inheritdoc cref="ChecksAsync"/>
    public async Task<IReadOnlyList<StatusFacts>> StatusesAsync(string commit, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest($"{Root}/commits/{Uri.EscapeDataString(commit)}/status", $"the statuses of {commit}");
        IReadOnlyList<StatusPage> pages = await PagesAsync(request, FactJson.Default.StatusPage, cancellationToken);
        StatusFacts[] statuses = [.. pages.SelectMany(page => Entries(request, "statuses", page.Statuses)).DistinctBy(status => status.Id)];
        CheckTotal(request, statuses.Length, pages.Select(page => page.TotalCount));
        if (pages.FirstOrDefault(page => page.Sha != commit) is { } other)
            throw Wrong(request, $"sha is {other.Sha}");
        return statuses;
    }

    /// <summary>issues/list-for-repo: open issues and pull requests that have a label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <inheritdoc cref="ChecksAsync"/>
    public async Task<IReadOnlyList<IssueFacts>> OpenIssuesAsync(string label, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest($"{Root}/issues?state=open&labels={Uri.EscapeDataString(label)}", $"the open issues with the label {label}");
        IReadOnlyList<IssueFacts[]> pages = await PagesAsync(request, FactJson.Default.IssueFactsArray, cancellationToken);
        IssueFacts[] issues = [.. pages.SelectMany(page => Entries(request, "list", page)).DistinctBy(issue => issue.Number)];
        bool IsAskedFor(IssueFacts issue) => issue.State == IssueState.Open
            && Entries(request, "labels", issue.Labels).Any(one => string.Equals(one.Name, label, StringComparison.OrdinalIgnoreCase));
        if (Array.Find(issues, issue => !IsAskedFor(issue)) is { } other)
            throw Wrong(request, $"issue {other.Number} is closed or has other labels");
        return issues;
    }

    /// <summary>repos/get-environment.</summary>
    /// <param name="name">Name of the environment.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <inheritdoc cref="ChecksAsync"/>
    public async Task<EnvironmentFacts> EnvironmentAsync(string name, CancellationToken cancellationToken) =>
        await FindEnvironmentAsync(name, cancellationToken) ?? throw github.Missing(EnvironmentRequest(name));

    /// <summary>repos/get-environment.</summary>
    /// <returns>Null when there is none, or the token may not see it (404).</returns>
    /// <inheritdoc cref="EnvironmentAsync"/>
    public async Task<EnvironmentFacts?> FindEnvironmentAsync(string name, CancellationToken cancellationToken)
    {
        GitHubRequest request = EnvironmentRequest(name);
        EnvironmentFacts? environment = await github.FindAsync(request, FactJson.Default.EnvironmentFacts, cancellationToken);
        foreach (ReviewersRule rule in Entries(request, "protection_rules", environment?.ProtectionRules ?? []).OfType<ReviewersRule>())
            Entries(request, "reviewers", rule.Reviewers);
        return environment;
    }

    /// <summary>False where the token has no permission for repos/get-environment, by GitHub's own words ("Resource not accessible by integration").</summary>
    /// <inheritdoc cref="EnvironmentAsync"/>
    public async Task<bool> MayReadEnvironmentAsync(string name, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await github.SendAsync(EnvironmentRequest(name), cancellationToken);
        return response.StatusCode != HttpStatusCode.Forbidden || !(await GitHubError.ReadAsync(response, cancellationToken)).Speaks("not accessible by");
    }

    /// <summary>actions/get-workflow-run.</summary>
    /// <param name="id">Number of the run.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null when the repository has none, or the token may not see it (404).</returns>
    /// <inheritdoc cref="ChecksAsync"/>
    public async Task<RunFacts?> FindRunAsync(long id, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest($"{Root}/actions/runs/{id}", $"run {id}");
        RunFacts? run = await github.FindAsync(request, FactJson.Default.RunFacts, cancellationToken);
        return run is null || run.Id == id ? run : throw Wrong(request, $"id is {run.Id}");
    }

    /// <summary>git/get-ref and git/get-tag: the commit that a tag leads to.</summary>
    /// <param name="name">Name of the tag.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null when there is none, or the token may not see it (404).</returns>
    /// <inheritdoc cref="ChecksAsync"/>
    public async Task<string?> FindTagAsync(string name, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest($"{Root}/git/ref/tags/{Uri.EscapeDataString(name)}", $"the tag {name}");
        ReferenceFacts? tag = await github.FindAsync(request, FactJson.Default.ReferenceFacts, cancellationToken);
        if (tag?.Object.Type == "tag")
        {
            request = new GitHubRequest($"{Root}/git/tags/{Uri.EscapeDataString(tag.Object.Sha)}", $"the annotated tag {name}");
            tag = await github.GetAsync(request, FactJson.Default.ReferenceFacts, cancellationToken);
        }

        return tag?.Object.Type is null or "commit" ? tag?.Object.Sha : throw Wrong(request, $"it is a {tag.Object.Type}");
    }

    private GitHubRequest EnvironmentRequest(string name) => new($"{Root}/environments/{Uri.EscapeDataString(name)}", $"the environment {name}");

    /// <summary>actions/get-reviews-for-run: what reviewers decided about a run. GitHub gives them all at once.</summary>
    /// <param name="run">Number of the run.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <inheritdoc cref="ChecksAsync"/>
    public async Task<IReadOnlyList<ApprovalFacts>> ApprovalsAsync(long run, CancellationToken cancellationToken)
    {
        var request = new GitHubRequest($"{Root}/actions/runs/{run}/approvals", $"the reviews of run {run}");
        ApprovalFacts[] approvals = await github.GetAsync(request, FactJson.Default.ApprovalFactsArray, cancellationToken);
        foreach (ApprovalFacts approval in Entries(request, "list", approvals))
            Entries(request, "environments", approval.Environments);
        return approvals;
    }

    private async Task<IReadOnlyList<T>> PagesAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var pages = new List<T>();
        await foreach (T page in github.PagesAsync(request, type, cancellationToken))
        {
            if (pages.Count == MostPages)
                throw Wrong(request, $"there are more than {MostPages} pages");
            pages.Add(page);
        }

        return pages.Count > 0 ? pages : throw github.Missing(request);
    }

    // The serializer refuses null for a field, but not inside a list.
    private static IReadOnlyList<T> Entries<T>(GitHubRequest request, string field, IReadOnlyList<T> entries) =>
        entries.All(entry => entry is not null) ? entries : throw Wrong(request, $"{field} has null for an entry");

    private static void CheckTotal(GitHubRequest request, int read, IEnumerable<int> totals)
    {
        foreach (int total in totals.Where(total => total != read))
            throw Wrong(request, $"total_count is {total}, and {read} could be read");
    }

    private static ReleaseException Wrong(GitHubRequest request, string problem) => new(
        Fault.Environment, $"GitHub's answer to {request.What} can't be decided on: {problem}. Run again; it may have changed while it was read.");
}
