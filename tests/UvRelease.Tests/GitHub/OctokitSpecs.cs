using Octokit;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>What later steps ask and write by Octokit, held to GitHub's own description of requests and answers.</summary>
public sealed class OctokitSpecs : GitHubStage
{
    private const string Branch = "release/v1.4.0";
    private static readonly string Main = new('a', 40), Topic = new('b', 40);
    private OctokitClient octokit = null!;
    private string owner = "", name = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (octokit, owner, name) = (Octokit(), GitHub.Repository.Split('/')[0], GitHub.Repository.Split('/')[1]);
        await GitHub.SetAsync(new { heads = new Dictionary<string, string> { ["main"] = Main, [Branch] = Topic } });
    }

    private Task<T> AskAsync<T>(Func<IGitHubClient, Task<T>> ask)
        where T : class => octokit.AskAsync("it", ask);

    private async Task AssertRefusedAsync<T>(string words, Func<IGitHubClient, Task<T>> ask)
        where T : class => Assert.Contains(words, (await Assert.ThrowsAsync<ReleaseException>(() => AskAsync(ask))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Pull_requests_are_made_found_and_changed()
    {
        var wanted = new NewPullRequest("Release 1.4.0", Branch, "main") { Body = "Notes", Draft = true };
        PullRequest made = await AskAsync(client => client.PullRequest.Create(owner, name, wanted));
        Assert.Equal((1, true, Topic, Main), (made.Number, made.Draft, made.Head.Sha, made.Base.Sha));
        await AssertRefusedAsync("GitHub says: Validation Failed: A pull request already exists", client => client.PullRequest.Create(owner, name, wanted));

        var open = new PullRequestRequest { Head = $"{owner}:release/v1.4.0", Base = "main" };
        Assert.Equal(1, Assert.Single(await AskAsync(client => client.PullRequest.GetAllForRepository(owner, name, open, OctokitClient.AllPages))).Number);
        await AskAsync(client => client.PullRequest.Update(owner, name, 1, new PullRequestUpdate { Title = "Release 1.4.1", State = ItemState.Closed }));
        PullRequest now = await AskAsync(client => client.PullRequest.Get(owner, name, 1));
        Assert.Equal(("Release 1.4.1", ItemState.Closed), (now.Title, now.State.Value));
        Assert.Empty(await AskAsync(client => client.PullRequest.GetAllForRepository(owner, name, open, OctokitClient.AllPages)));
    }

    [Fact]
    public async Task Issues_are_made_searched_and_closed()
    {
        var crash = new NewIssue("Crash in open_window") { Body = "<!-- crash 1f2e --> 3 reports", Labels = { "crash", "bug" } };
        Issue made = await AskAsync(client => client.Issue.Create(owner, name, crash));
        Assert.True(made.Id > int.MaxValue);
        Assert.Equal(["crash", "bug"], made.Labels.Select(label => label.Name));
        var wanted = new SearchIssuesRequest("1f2e")
        {
            Repos = [GitHub.Repository],
            Type = IssueTypeQualifier.Issue,
            State = ItemState.Open,
            Labels = ["crash"],
            PerPage = GitHubApi.PageSize,
        };
        SearchIssuesResult found = await AskAsync(client => client.Search.SearchIssues(wanted));
        Assert.Equal((1, false, made.Number), (found.TotalCount, found.IncompleteResults, found.Items[0].Number));

        var closed = new IssueUpdate { State = ItemState.Closed, StateReason = ItemStateReason.Completed };
        await AskAsync(client => client.Issue.Update(owner, name, made.Number, closed));
        Assert.Empty((await AskAsync(client => client.Search.SearchIssues(wanted))).Items);
        Assert.Empty(await octokit.IssuesAsync(GitHub.Repository, "open"));
        Assert.Empty(await octokit.IssuesAsync(GitHub.Repository, "all", "crash", "else"));
        Assert.Equal("closed", Assert.Single(await octokit.IssuesAsync(GitHub.Repository, "all", "crash", "bug")).State.StringValue);
    }

    [Fact]
    public async Task Comments_are_written_found_and_changed()
    {
        await GitHub.SetAsync(new { issues = new[] { new { title = "one" } } });
        IssueComment made = await AskAsync(client => client.Issue.Comment.Create(owner, name, 1, "Released in 1.4.0"));
        await AskAsync(client => client.Issue.Comment.Update(owner, name, made.Id, "Released in 1.4.1"));
        IssueComment now = Assert.Single(await octokit.CommentsAsync(GitHub.Repository, 1));
        Assert.Equal((made.Id, "Released in 1.4.1"), (now.Id, now.Body));
        var error = await Assert.ThrowsAsync<ReleaseException>(() => octokit.CommentsAsync(GitHub.Repository, 9));
        Assert.Contains("may not see it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_are_made_listed_and_put_on_issues()
    {
        await GitHub.SetAsync(new { issues = new[] { new { title = "one", labels = new[] { "bug" } } } });
        await AskAsync(client => client.Issue.Labels.Create(owner, name, new NewLabel("released", "0e8a16") { Description = "In a release" }));
        await AssertRefusedAsync("already_exists", client => client.Issue.Labels.Create(owner, name, new NewLabel("Released", "0e8a16")));
        IReadOnlyList<Label> all = await AskAsync(client => client.Issue.Labels.GetAllForRepository(owner, name, OctokitClient.AllPages));
        Assert.Equal(["bug", "released"], all.Select(label => label.Name));
        Assert.Equal(["bug", "released"], (await octokit.AddLabelsAsync(GitHub.Repository, 1, "released")).Select(label => label.Name));
    }

    [Fact]
    public async Task Branches_are_made_moved_and_removed()
    {
        var made = await AskAsync(client => client.Git.Reference.Create(owner, name, new NewReference("refs/heads/promote/beta", Main)));
        Assert.Equal(Main, made.Object.Sha);
        await AssertRefusedAsync("already exists", client => client.Git.Reference.Create(owner, name, new NewReference("refs/heads/promote/beta", Main)));
        await AskAsync(client => client.Git.Reference.Update(owner, name, "heads/promote/beta", new ReferenceUpdate(Topic)));
        Assert.Equal(Topic, (await octokit.FindReferenceAsync(GitHub.Repository, "heads/promote/beta"))?.Object.Sha);
        await octokit.Client.Git.Reference.Delete(owner, name, "heads/promote/beta");
        Assert.Null(await octokit.FindReferenceAsync(GitHub.Repository, "heads/promote/beta"));
    }

    [Fact]
    public async Task Files_are_made_read_and_replaced_only_where_they_are_as_they_were()
    {
        const string path = "docs/CHANGELOG.md";
        Assert.Null(await octokit.FindAsync("the file", client => client.Repository.Content.GetAllContentsByRef(owner, name, path, Branch)));
        var first = new CreateFileRequest("docs: notes", "# 1.4.0 – Grüße\n", Branch);
        await AskAsync(client => client.Repository.Content.CreateFile(owner, name, path, first));
        RepositoryContent now = Assert.Single(await AskAsync(client => client.Repository.Content.GetAllContentsByRef(owner, name, path, Branch)));
        Assert.Equal("# 1.4.0 – Grüße\n", now.Content);
        var second = new UpdateFileRequest("docs: notes", "# 1.4.1\n", now.Sha, Branch);
        await AskAsync(client => client.Repository.Content.UpdateFile(owner, name, path, second));
        await AssertRefusedAsync("with status 409", client => client.Repository.Content.UpdateFile(owner, name, path, second));
        Assert.Equal("# 1.4.1\n", (string)(await GitHub.StateAsync())["contents"]![Branch]![path]!);
    }

    [Fact]
    public async Task Deployments_are_made_and_told_how_they_went()
    {
        var wanted = new NewDeployment("main") { Environment = "beta", AutoMerge = false, RequiredContexts = [], Description = "1.4.0 to beta" };
        Deployment made = await AskAsync(client => client.Repository.Deployment.Create(owner, name, wanted));
        Assert.Equal((Main, "beta"), (made.Sha, made.Environment));
        var begun = new NewDeploymentStatus(DeploymentState.InProgress) { Description = "10 %" };
        var done = new NewDeploymentStatus(DeploymentState.Success) { LogUrl = "https://example.com/log", EnvironmentUrl = "https://example.com" };
        await AskAsync(client => client.Repository.Deployment.Status.Create(owner, name, made.Id, begun));
        await AskAsync(client => client.Repository.Deployment.Status.Create(owner, name, made.Id, done));
        Assert.Equal(made.Id, Assert.Single(await AskAsync(client => client.Repository.Deployment.GetAll(owner, name, OctokitClient.AllPages))).Id);
        var all = await AskAsync(client => client.Repository.Deployment.Status.GetAll(owner, name, made.Id, OctokitClient.AllPages));
        Assert.Equal(["success", "in_progress"], all.Select(status => status.State.StringValue));
    }
}
