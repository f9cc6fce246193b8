using UvRelease.Tests.Doubles;
using Xunit;
using static UvRelease.Tests.GitHub.CheckReleaseRun;

namespace UvRelease.Tests.GitHub;

/// <summary>check-release: whose code is published, and which artifacts.</summary>
public sealed class CheckReleaseSpecs : IAsyncLifetime
{
    private CheckReleaseRun check = null!;

    public async ValueTask InitializeAsync() => check = await CheckReleaseRun.OpenAsync();

    public ValueTask DisposeAsync() => check?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task The_run_itself_is_taken_without_asking_GitHub_and_its_artifacts_are_matched_by_their_names_alone()
    {
        Assert.True(await check.CheckAsync() == 0, check.Step.Output);
        Assert.Equal("{release-notes,release-linux-x64,release-win-x64}", check.Outputs["artifacts"]);
        Assert.Equal((Built, "1.4.0"), (check.Outputs["commit"], check.Outputs["version"]));
        Assert.Empty(await check.GitHub.CallsAsync());
        foreach (string fact in new[] { Built, "`main`", "`push`", "`ada`", $"`https://github.com/{check.GitHub.Repository}/actions/runs/1`" })
            Assert.Contains(fact, check.Step.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refs/tags/v1.4.0", "v1.4.0")]
    [InlineData("refs/heads/feature/x", "feature/x")]
    public async Task The_branch_is_shown_without_what_is_in_front_of_it(string name, string shown)
    {
        check.Step.Variables["GITHUB_REF"] = name;
        Assert.Equal(0, await check.CheckAsync());
        Assert.Contains($"| branch | `{shown}` |", check.Step.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_of_another_commit_is_refused_unless_it_is_named()
    {
        check.Put("release/release-notes/legs.json", Legs(Other));
        await check.RefusedAsync(1, $"name it: commit: {Other}");
        Assert.Equal(0, await check.CheckAsync(("commit", Other)));
        await check.RefusedAsync(1, "input 'commit' names", ("commit", Built));
        await check.RefusedAsync(2, "'commit' is no full commit id", ("commit", "abc"));
    }

    [Theory]
    [InlineData("pull_request", """{"pull_request":{"head":{"repo":{"full_name":"stranger/app"}}}}""")]
    [InlineData("pull_request_target", """{"pull_request":{"head":{"repo":{"full_name":"stranger/app"}}}}""")]
    [InlineData("workflow_run", """{"workflow_run":{"head_repository":{"full_name":"stranger/app"}}}""")]
    public async Task Code_of_a_fork_is_refused_unless_the_fork_is_named(string happened, string payload)
    {
        check.Step.Variables["GITHUB_EVENT_NAME"] = happened;
        check.Step.Variables["GITHUB_EVENT_PATH"] = check.Step.At("event.json");
        await File.WriteAllTextAsync(check.Step.At("event.json"), payload, TestContext.Current.CancellationToken);
        await check.RefusedAsync(1, "The run built code of stranger/app");
        Assert.Equal(0, await check.CheckAsync(("head-repository", "stranger/App")));
        await check.RefusedAsync(1, "other/app is expected", ("head-repository", "other/app"));
    }

    [Theory]
    [InlineData("""{"pull_request":{"head":{"repo":null}}}""", 1, "a repository that is gone")]
    [InlineData("""{"issue":{}}""", 3, "does not say whose code it is")]
    [InlineData("no json", 3, "does not say whose code it is")]
    public async Task A_pull_request_of_which_nobody_knows_whose_code_it_is_is_refused(string payload, int code, string words)
    {
        check.Step.Variables["GITHUB_EVENT_NAME"] = "pull_request";
        check.Step.Variables["GITHUB_EVENT_PATH"] = check.Step.At("event.json");
        await File.WriteAllTextAsync(check.Step.At("event.json"), payload, TestContext.Current.CancellationToken);
        await check.RefusedAsync(code, words);
    }

    [Fact]
    public async Task Another_run_is_asked_of_GitHub_and_shown()
    {
        await RunsAsync(new { head_sha = Built, head_branch = "release/1.4", @event = "workflow_dispatch" });
        check.Step.Variables["GITHUB_SHA"] = Other;
        Assert.True(await check.CheckAsync(Seven) == 0, check.Step.Output);
        foreach (string fact in new[] { "`release/1.4`", "`workflow_dispatch`", "`octocat`", Built })
            Assert.Contains(fact, check.Step.Summary, StringComparison.Ordinal);
        Assert.Equal(["GET /actions/runs/7", "GET /git/ref/tags/v1.4.0"], await check.GitHub.CallsAsync());
    }

    [Fact]
    public async Task Another_run_is_refused_where_it_is_not_there_or_of_another_repository_or_fork_or_commit()
    {
        await check.RefusedAsync(1, "has no run 7", Seven);
        await check.RefusedAsync(2, "must be the number of a run", [.. Seven[1..], ("run-id", "latest")]);
        await check.RefusedAsync(2, "'github-token' is missing", ("run-id", "7"));
        await RunsAsync(new { head_sha = Built, repository = "other/app" });
        await check.RefusedAsync(1, "Run 7 is of other/app", Seven);
        await RunsAsync(new { head_sha = Built, head_repository = "stranger/app", @event = "pull_request" });
        await check.RefusedAsync(1, "code of stranger/app (event pull_request", Seven);
        Assert.Equal(0, await check.CheckAsync([.. Seven, ("head-repository", "stranger/app")]));
        await RunsAsync(new { head_sha = Other });
        await check.RefusedAsync(1, $"is of {Other}", Seven);
        Assert.Equal(0, await check.CheckAsync([.. Seven, ("commit", Built)]));
    }

    [Fact]
    public async Task A_run_of_another_repository_is_taken_only_where_that_is_named()
    {
        RepositoryDouble builder = await RepositoryDouble.OpenAsync();
        await builder.SetAsync(new { runs = new Dictionary<string, object> { ["7"] = new { head_sha = Built } } });
        await check.RefusedAsync(1, "A run of another repository is taken only where 'run-repository' names it.", Seven);
        (string, string)[] named = [.. Seven, ("run-repository", builder.Repository)];
        Assert.True(await check.CheckAsync(named) == 0, check.Step.Output);
        Assert.Contains($"| code of | `{builder.Repository}` |", check.Step.Summary, StringComparison.Ordinal);
        await builder.SetAsync(new { tags = new Dictionary<string, string> { ["v1.4.0"] = Other } });
        await check.RefusedAsync(1, $"the tag v1.4.0 is on {Other}", named);
        await check.RefusedAsync(2, "'run-id' names none", ("run-repository", builder.Repository));
        await builder.SetAsync(new
        {
            tags = new Dictionary<string, string>(),
            runs = new Dictionary<string, object>
            {
                ["7"] = new { head_sha = Built, head_repository = "stranger/app", @event = "pull_request" },
            }
        });
        await check.RefusedAsync(1, $"and {builder.Repository} is expected", named);
        Assert.Equal("[]", (await builder.StateAsync())["problems"]!.ToJsonString());
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("head_sha")]
    [InlineData("event")]
    [InlineData("id")]
    public async Task A_run_that_GitHub_tells_by_half_is_no_answer(string field)
    {
        await RunsAsync(new { head_sha = Built });
        await check.GitHub.FailAsync(new { operation = "actions/get-workflow-run", kind = "spoiled", at = new[] { field }, times = 9 });
        await check.RefusedAsync(3, $"'{field}'", Seven);
    }

    [Fact]
    public async Task A_fork_that_is_gone_is_nobodys_code()
    {
        await RunsAsync(new { head_sha = Built });
        await check.GitHub.FailAsync(new { operation = "actions/get-workflow-run", kind = "spoiled", at = new[] { "head_repository" }, value = (string?)null });
        await check.RefusedAsync(1, "code of a repository that is gone", Seven);
    }

    [Theory]
    [InlineData("v1.4.0", "publish: { app: sample-app }\n")]
    [InlineData("app/v1.4.0", "publish: { app: sample-app }\nchangelog: { tag-pattern: app/v* }\n")]
    public async Task A_tag_on_another_commit_is_refused_unless_the_commit_is_named(string tag, string configuration)
    {
        check.Put(".github/uv-release.yml", configuration);
        await RunsAsync(new { head_sha = Built });
        await check.GitHub.SetAsync(new { tags = new Dictionary<string, string> { [tag] = Other } });
        await check.RefusedAsync(1, $"the tag {tag} is on {Other}", Seven);
        Assert.Equal(0, await check.CheckAsync([.. Seven, ("commit", Built)]));
        var annotated = new Dictionary<string, string> { [tag] = new('e', 40) };
        await check.GitHub.SetAsync(new { tags = new Dictionary<string, string> { [tag] = Built }, annotated });
        Assert.True(await check.CheckAsync(Seven) == 0, check.Step.Output);
    }

    [Theory]
    [InlineData("../store", "A step of a workflow runs in a container")]
    [InlineData("/var/releases", "name a bucket of S3 or a container of Azure")]
    [InlineData("file:///var/releases", "name a bucket of S3 or a container of Azure")]
    [InlineData("ftp://x", "which is no kind of store")]
    public async Task A_store_that_the_container_does_not_see_is_refused(string store, string words)
    {
        await check.RefusedAsync(2, words, ("store", store));
        await check.RefusedAsync(2, "which is gone with the job that fills it", ("store", "store"));
    }

    [Fact]
    public async Task A_component_has_artifacts_of_its_own()
    {
        check.Put("release/cli-release-notes/legs.json", Legs(artifacts: ["cli-release-linux"]));
        Assert.Equal(0, await check.CheckAsync(("legs-file", "release/cli-release-notes/legs.json")));
        Assert.Equal("{cli-release-notes,cli-release-linux}", check.Outputs["artifacts"]);
        check.Put("release/a,b/legs.json", Legs());
        await check.RefusedAsync(2, "is no name of an artifact", ("legs-file", "release/a,b/legs.json"));
    }

    private (string Name, string Value)[] Seven => [("run-id", "7"), ("github-token", check.GitHub.Token)];

    private Task<long[]> RunsAsync(object facts) => check.GitHub.SetAsync(new { runs = new Dictionary<string, object> { ["7"] = facts } });
}
