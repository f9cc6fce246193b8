using Octokit;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>What later steps ask and write by Octokit, held to GitHub's own description of requests and answers.</summary>
public sealed class OctokitSpecs : GitHubStage
{
    private static readonly string Main = new('a', 40), Topic = new('b', 40);
    private OctokitClient octokit = null!;
    private string owner = "", name = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (octokit, owner, name) = (Octokit(), GitHub.Repository.Split('/')[0], GitHub.Repository.Split('/')[1]);
        await GitHub.SetAsync(new { heads = new Dictionary<string, string> { ["main"] = Main, ["release/v1.4.0"] = Topic } });
    }

    [Fact]
    public async Task Pull_requests_are_made_found_and_changed()
    {
        PullRequest made = await octokit.AskAsync("the pull request", client => client.PullRequest.Create(owner, name, new NewPullRequest("Release 1.4.0", "release/v1.4.0", "main") { Body = "Notes", Draft = true }));
        Assert.Equal((1, true, Topic, Main), (made.Number, made.Draft, made.Head.Sha, made.Base.Sha));
        var error = await Assert.ThrowsAsync<ReleaseException>(() => octokit.AskAsync("the pull request", client => client.PullRequest.Create(owner, name, new NewPullRequest("Again", "release/v1.4.0", "main"))));
        Assert.Contains("GitHub says: Validation Failed: A pull request already exists", error.Message, StringComparison.Ordinal);

        var open = new PullRequestRequest { Head = $"{owner}:release/v1.4.0", Base = "main" };
        Assert.Equal(1, Assert.Single(await octokit.AskAsync("pull requests", client => client.PullRequest.GetAllForRepository(owner, name, open, OctokitClient.AllPages))).Number);
        await octokit.AskAsync("pull request 1", client => client.PullRequest.Update(owner, name, 1, new PullRequestUpdate { Title = "Release 1.4.1", State = ItemState.Closed }));
        PullRequest now = await octokit.AskAsync("pull request 1", client => client.PullRequest.Get(owner, name, 1));
        Assert.Equal(("Release 1.4.1", ItemState.Closed), (now.Title, now.State.Value));
        Assert.Empty(await octokit.AskAsync("pull requests", client => client.PullRequest.GetAllForRepository(owner, name, open, OctokitClient.AllPages)));
    }

    [Fact]
    public async Task Issues_are_made_searched_and_closed()
    {
        Issue made = await octokit.AskAsync("the new issue", client => client.Issue.Create(owner, name, new NewIssue("Crash in open_window") { Body = "<!-- crash 1f2e --> 3 reports", Labels = { "crash", "bug" } }));
        Assert.True(made.Id > int.MaxValue);
        Assert.Equal(["crash", "bug"], made.Labels.Select(label => label.Name));
        var wanted = new SearchIssuesRequest("1f2e") { Repos = [GitHub.Repository], Type = IssueTypeQualifier.Issue, State = ItemState.Open, Labels = ["crash"], PerPage = GitHubApi.PageSize };
        SearchIssuesResult found = await octokit.AskAsync("the search", client => client.Search.SearchIssues(wanted));
        Assert.Equal((1, false, made.Number), (found.TotalCount, found.IncompleteResults, found.Items[0].Number));

        await octokit.AskAsync("issue 1", client => client.Issue.Update(owner, name, made.Number, new IssueUpdate { State = ItemState.Closed, StateReason = ItemStateReason.Completed }));
        Assert.Empty((await octokit.AskAsync("the search", client => client.Search.SearchIssues(wanted))).Items);
        Assert.Empty(await octokit.IssuesAsync(GitHub.Repository, "open"));
        Assert.Empty(await octokit.IssuesAsync(GitHub.Repository, "all", "crash", "else"));
        Assert.Equal("closed", Assert.Single(await octokit.IssuesAsync(GitHub.Repository, "all", "crash", "bug")).State.StringValue);
    }

    [Fact]
    public async Task Comments_are_written_found_and_changed()
    {
        await GitHub.SetAsync(new { issues = new[] { new { title = "one" } } });
        IssueComment made = await octokit.AskAsync("the comment", client => client.Issue.Comment.Create(owner, name, 1, "Released in 1.4.0"));
        await octokit.AskAsync("the comment", client => client.Issue.Comment.Update(owner, name, made.Id, "Released in 1.4.1"));
        IssueComment now = Assert.Single(await octokit.AskAsync("comments", client => client.Issue.Comment.GetAllForIssue(owner, name, 1, new IssueCommentRequest(), OctokitClient.AllPages)));
        Assert.Equal((made.Id, "Released in 1.4.1"), (now.Id, now.Body));
        Assert.Null(await octokit.FindAsync("comments", client => client.Issue.Comment.GetAllForIssue(owner, name, 9, new IssueCommentRequest(), OctokitClient.AllPages)));
    }

    [Fact]
    public async Task Labels_are_made_listed_and_put_on_issues()
    {
        await GitHub.SetAsync(new { issues = new[] { new { title = "one", labels = new[] { "bug" } } } });
        await octokit.AskAsync("the label", client => client.Issue.Labels.Create(owner, name, new NewLabel("released", "0e8a16") { Description = "In a release" }));
        var error = await Assert.ThrowsAsync<ReleaseException>(() => octokit.AskAsync("the label", client => client.Issue.Labels.Create(owner, name, new NewLabel("Released", "0e8a16"))));
        Assert.Contains("already_exists", error.Message, StringComparison.Ordinal);
        Assert.Equal(["bug", "released"], (await octokit.AskAsync("labels", client => client.Issue.Labels.GetAllForRepository(owner, name, OctokitClient.AllPages))).Select(label => label.Name));
        Assert.Equal(["bug", "released"], (await octokit.AddLabelsAsync(GitHub.Repository, 1, "released")).Select(label => label.Name));
    }

    [Fact]
    public async Task Branches_are_made_moved_and_removed()
    {
        var made = await octokit.AskAsync("the branch", client => client.Git.Reference.Create(owner, name, new NewReference("refs/heads/promote/beta", Main)));
        Assert.Equal(Main, made.Object.Sha);
        var error = await Assert.ThrowsAsync<ReleaseException>(() => octokit.AskAsync("the branch", client => client.Git.Reference.Create(owner, name, new NewReference("refs/heads/promote/beta", Main))));
        Assert.Contains("Reference already exists", error.Message, StringComparison.Ordinal);
        await octokit.AskAsync("the branch", client => client.Git.Reference.Update(owner, name, "heads/promote/beta", new ReferenceUpdate(Topic)));
        Assert.Equal(Topic, (await octokit.FindAsync("the branch", client => client.Git.Reference.Get(owner, name, "heads/promote/beta")))?.Object.Sha);
        await octokit.Client.Git.Reference.Delete(owner, name, "heads/promote/beta");
        Assert.Null(await octokit.FindAsync("the branch", client => client.Git.Reference.Get(owner, name, "heads/promote/beta")));
    }

    [Fact]
    public async Task Files_are_made_read_and_replaced_only_where_they_are_as_they_were()
    {
        const string path = "docs/CHANGELOG.md";
        Assert.Null(await octokit.FindAsync("the file", client => client.Repository.Content.GetAllContentsByRef(owner, name, path, "release/v1.4.0")));
        await octokit.AskAsync("the file", client => client.Repository.Content.CreateFile(owner, name, path, new CreateFileRequest("docs: notes", "# 1.4.0 – Grüße\n", "release/v1.4.0")));
        RepositoryContent now = Assert.Single(await octokit.AskAsync("the file", client => client.Repository.Content.GetAllContentsByRef(owner, name, path, "release/v1.4.0")));
        Assert.Equal("# 1.4.0 – Grüße\n", now.Content);
        await octokit.AskAsync("the file", client => client.Repository.Content.UpdateFile(owner, name, path, new UpdateFileRequest("docs: notes", "# 1.4.1\n", now.Sha, "release/v1.4.0")));
        var error = await Assert.ThrowsAsync<ReleaseException>(() => octokit.AskAsync("the file", client => client.Repository.Content.UpdateFile(owner, name, path, new UpdateFileRequest("docs: notes", "# 1.4.2\n", now.Sha, "release/v1.4.0"))));
        Assert.Contains("with status 409", error.Message, StringComparison.Ordinal);
        Assert.Equal("# 1.4.1\n", (string)(await GitHub.StateAsync())["contents"]!["release/v1.4.0"]![path]!);
    }

    [Fact]
    public async Task Deployments_are_made_and_told_how_they_went()
    {
        Deployment made = await octokit.AskAsync("the deployment", client => client.Repository.Deployment.Create(owner, name, new NewDeployment("main") { Environment = "beta", AutoMerge = false, RequiredContexts = [], Description = "1.4.0 to beta" }));
        Assert.Equal((Main, "beta"), (made.Sha, made.Environment));
        await octokit.AskAsync("the state", client => client.Repository.Deployment.Status.Create(owner, name, made.Id, new NewDeploymentStatus(DeploymentState.InProgress) { Description = "10 %" }));
        await octokit.AskAsync("the state", client => client.Repository.Deployment.Status.Create(owner, name, made.Id, new NewDeploymentStatus(DeploymentState.Success) { LogUrl = "https://example.com/log", EnvironmentUrl = "https://example.com" }));
        Assert.Equal(made.Id, Assert.Single(await octokit.AskAsync("deployments", client => client.Repository.Deployment.GetAll(owner, name, OctokitClient.AllPages))).Id);
        Assert.Equal(["success", "in_progress"], (await octokit.AskAsync("states", client => client.Repository.Deployment.Status.GetAll(owner, name, made.Id, OctokitClient.AllPages))).Select(status => status.State.StringValue));
    }
}
