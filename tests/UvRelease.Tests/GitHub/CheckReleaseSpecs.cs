using System.Text.Json;
using UvRelease.CheckRelease;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>check-release: whose code is published, who must approve it, and what the plan may do.</summary>
public sealed class CheckReleaseSpecs : IAsyncLifetime
{
    private static readonly string Built = new('c', 40), Other = new('d', 40);
    private readonly StepRun run = new();
    private RepositoryDouble github = null!;

    public async ValueTask InitializeAsync()
    {
        github = await RepositoryDouble.OpenAsync();
        foreach ((string name, string value) in new[]
        {
            ("API_URL", github.Api.AbsoluteUri.TrimEnd('/')), ("REPOSITORY", github.Repository), ("SHA", Built), ("REF", "refs/heads/main"),
            ("EVENT_NAME", "push"), ("ACTOR", "ada"), ("RUN_ID", "1"),
        })
            run.Variables["GITHUB_" + name] = value;
        Put(".github/uv-release.yml", "publish: { app: sample-app }\n");
        Put("release/release-notes/legs.json", Legs());
    }

    public async ValueTask DisposeAsync()
    {
        run.Dispose();
        if (github is not null)
            Assert.Equal("[]", (await github.StateAsync())["problems"]!.ToJsonString());
    }

    [Fact]
    public async Task The_run_itself_is_taken_without_asking_GitHub_and_its_artifacts_are_matched_by_their_names_alone()
    {
        Assert.True(await CheckAsync() == 0, run.Output);
        Assert.Equal("{release-notes,release-linux-x64,release-win-x64}", Outputs["artifacts"]);
        Assert.Equal((Built, "1.4.0"), (Outputs["commit"], Outputs["version"]));
        Assert.Empty(await github.CallsAsync());
        foreach (string fact in new[] { Built, "`main`", "`push`", "`ada`", $"`https://github.com/{github.Repository}/actions/runs/1`" })
            Assert.Contains(fact, run.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refs/tags/v1.4.0", "v1.4.0")]
    [InlineData("refs/heads/feature/x", "feature/x")]
    public async Task The_branch_is_shown_without_what_is_in_front_of_it(string name, string shown)
    {
        run.Variables["GITHUB_REF"] = name;
        Assert.Equal(0, await CheckAsync());
        Assert.Contains($"| branch | `{shown}` |", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_of_another_commit_is_refused_unless_it_is_named()
    {
        Put("release/release-notes/legs.json", Legs(Other));
        await RefusedAsync(1, $"name it: commit: {Other}");
        Assert.Equal(0, await CheckAsync(("commit", Other)));
        await RefusedAsync(1, "input 'commit' names", ("commit", Built));
        await RefusedAsync(2, "'commit' is no full commit id", ("commit", "abc"));
    }

    [Theory]
    [InlineData("pull_request", """{"pull_request":{"head":{"repo":{"full_name":"stranger/app"}}}}""")]
    [InlineData("pull_request_target", """{"pull_request":{"head":{"repo":{"full_name":"stranger/app"}}}}""")]
    [InlineData("workflow_run", """{"workflow_run":{"head_repository":{"full_name":"stranger/app"}}}""")]
    public async Task Code_of_a_fork_is_refused_unless_the_fork_is_named(string happened, string payload)
    {
        run.Variables["GITHUB_EVENT_NAME"] = happened;
        run.Variables["GITHUB_EVENT_PATH"] = run.At("event.json");
        await File.WriteAllTextAsync(run.At("event.json"), payload, TestContext.Current.CancellationToken);
        await RefusedAsync(1, "The run built code of stranger/app");
        Assert.Equal(0, await CheckAsync(("head-repository", "stranger/App")));
        await RefusedAsync(1, "other/app is expected", ("head-repository", "other/app"));
    }

    [Theory]
    [InlineData("""{"pull_request":{"head":{"repo":null}}}""", 1, "a repository that is gone")]
    [InlineData("""{"issue":{}}""", 3, "does not say whose code it is")]
    [InlineData("no json", 3, "does not say whose code it is")]
    public async Task A_pull_request_of_which_nobody_knows_whose_code_it_is_is_refused(string payload, int code, string words)
    {
        run.Variables["GITHUB_EVENT_NAME"] = "pull_request";
        run.Variables["GITHUB_EVENT_PATH"] = run.At("event.json");
        await File.WriteAllTextAsync(run.At("event.json"), payload, TestContext.Current.CancellationToken);
        await RefusedAsync(code, words);
    }

    [Fact]
    public async Task Another_run_is_asked_of_GitHub_and_shown()
    {
        await RunsAsync(new { head_sha = Built, head_branch = "release/1.4", @event = "workflow_dispatch" });
        run.Variables["GITHUB_SHA"] = Other;
        Assert.True(await CheckAsync(Seven) == 0, run.Output);
        foreach (string fact in new[] { "`release/1.4`", "`workflow_dispatch`", "`octocat`", Built })
            Assert.Contains(fact, run.Summary, StringComparison.Ordinal);
        Assert.Equal(["GET /actions/runs/7", "GET /git/ref/tags/v1.4.0"], await github.CallsAsync());
    }

    [Fact]
    public async Task Another_run_is_refused_where_it_is_not_there_or_of_another_repository_or_fork_or_commit()
    {
        await RefusedAsync(1, "has no run 7", Seven);
        await RefusedAsync(2, "must be the number of a run", [.. Seven[1..], ("run-id", "latest")]);
        await RefusedAsync(2, "'github-token' is missing", ("run-id", "7"));
        await RunsAsync(new { head_sha = Built, repository = "other/app" });
        await RefusedAsync(1, "Run 7 is of other/app", Seven);
        await RunsAsync(new { head_sha = Built, head_repository = "stranger/app", @event = "pull_request" });
        await RefusedAsync(1, "code of stranger/app (event pull_request", Seven);
        Assert.Equal(0, await CheckAsync([.. Seven, ("head-repository", "stranger/app")]));
        await RunsAsync(new { head_sha = Other });
        await RefusedAsync(1, $"is of {Other}", Seven);
        Assert.Equal(0, await CheckAsync([.. Seven, ("commit", Built)]));
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("head_sha")]
    [InlineData("event")]
    [InlineData("id")]
    public async Task A_run_that_GitHub_tells_by_half_is_no_answer(string field)
    {
        await RunsAsync(new { head_sha = Built });
        await github.FailAsync(new { operation = "actions/get-workflow-run", kind = "spoiled", at = new[] { field }, times = 9 });
        await RefusedAsync(3, $"'{field}'", Seven);
    }

    [Fact]
    public async Task A_fork_that_is_gone_is_nobodys_code()
    {
        await RunsAsync(new { head_sha = Built });
        await github.FailAsync(new { operation = "actions/get-workflow-run", kind = "spoiled", at = new[] { "head_repository" }, value = (string?)null });
        await RefusedAsync(1, "code of a repository that is gone", Seven);
    }

    [Theory]
    [InlineData("v1.4.0", "publish: { app: sample-app }\n")]
    [InlineData("app/v1.4.0", "publish: { app: sample-app }\nchangelog: { tag-pattern: app/v* }\n")]
    public async Task A_tag_on_another_commit_is_refused_unless_the_commit_is_named(string tag, string configuration)
    {
        Put(".github/uv-release.yml", configuration);
        await RunsAsync(new { head_sha = Built });
        await github.SetAsync(new { tags = new Dictionary<string, string> { [tag] = Other } });
        await RefusedAsync(1, $"the tag {tag} is on {Other}", Seven);
        Assert.Equal(0, await CheckAsync([.. Seven, ("commit", Built)]));
        var annotated = new Dictionary<string, string> { [tag] = new('e', 40) };
        await github.SetAsync(new { tags = new Dictionary<string, string> { [tag] = Built }, annotated });
        Assert.True(await CheckAsync(Seven) == 0, run.Output);
    }

    [Fact]
    public async Task An_environment_that_nobody_must_approve_is_refused()
    {
        await RefusedAsync(1, "the environment stable does not exist, or the token may not see it", Reviewed);
        await EnvironmentAsync([]);
        await RefusedAsync(1, "the environment stable has no required reviewers", Reviewed);
        await EnvironmentAsync([new { id = 1, node_id = "x", type = "wait_timer", wait_timer = 30 }]);
        await RefusedAsync(1, "the environment stable has no required reviewers", Reviewed);
        await EnvironmentAsync([new { id = 1, node_id = "x", type = "required_reviewers", prevent_self_review = false, reviewers = Array.Empty<object>() }]);
        await RefusedAsync(1, "the environment stable has no required reviewers", Reviewed);
        await RefusedAsync(2, "'github-token' is missing", Reviewed[0]);
    }

    [Fact]
    public async Task Reviewers_are_shown()
    {
        await github.SetAsync(new { environments = new { stable = new { } } });
        Assert.True(await CheckAsync(Reviewed) == 0, run.Output);
        Assert.Contains("| reviewers | `octocat, team justice-league` |", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_token_may_not_ask_for_reviewers_it_is_said_and_any_other_refusal_is_an_error()
    {
        await github.SetAsync(new { environments = new { stable = 403 } });
        Assert.Equal(0, await CheckAsync(Reviewed));
        Assert.Contains("::warning::GitHub does not tell this job whether the environment stable has required reviewers", run.Output, StringComparison.Ordinal);
        Assert.Contains("not known: the token may not ask", run.Summary, StringComparison.Ordinal);
        await github.FailAsync(new { operation = "repos/get-environment", kind = "said", status = 403, message = "Your account was suspended.", times = 9 });
        await RefusedAsync(3, "Your account was suspended", Reviewed);
    }

    [Theory]
    [InlineData("aws-role=arn:aws:iam::1:role/a", "Name a role that can only read as 'plan-aws-role'")]
    [InlineData("aws-role=arn:aws:iam::1:role/a plan-aws-role=arn:aws:iam::1:role/a", "'aws-role' and 'plan-aws-role' name one role")]
    [InlineData("aws-role=arn:aws:iam::1:role/a plan-aws-role=arn:aws:iam::1:role/A", "'aws-role' and 'plan-aws-role' name one role")]
    [InlineData("azure-client=c1", "Name an application that can only read as 'plan-azure-client'")]
    [InlineData("azure-client=c1 plan-azure-client=C1", "name one application")]
    [InlineData("access-key-id=AK", "Name an access key that can only read as 'plan-access-key-id'")]
    [InlineData("access-key-id=AK plan-access-key-id=AK", "name one access key")]
    [InlineData("azure-shared-key=c2VjcmV0", "can write")]
    [InlineData("azure-sas=?sv=2024&sp=racwdl&sig=x", "has the permissions 'racwdl'")]
    [InlineData("azure-sas=sv=2024&sp=r%77&sig=x", "has the permissions 'rw'")]
    [InlineData("azure-sas=sv=2024&sig=x", "says no permissions")]
    public async Task A_plan_that_could_write_is_refused(string inputs, string words)
    {
        await github.SetAsync(new { environments = new { stable = new { } } });
        (string, string)[] given = [.. inputs.Split(' ').Select(input => input.Split('=', 2)).Select(pair => (pair[0], pair[1]))];
        await RefusedAsync(2, words, [.. Reviewed, .. given]);
        Assert.Equal(0, await CheckAsync(given));
    }

    [Theory]
    [InlineData("aws-role=arn:aws:iam::1:role/a plan-aws-role=arn:aws:iam::1:role/plan-a")]
    [InlineData("azure-client=c1 plan-azure-client=c2")]
    [InlineData("access-key-id=AK plan-access-key-id=AKPLAN")]
    [InlineData("azure-sas=?sv=2024&sp=rl&sig=x")]
    [InlineData("plan-aws-role=arn:aws:iam::1:role/a")]
    public async Task A_plan_that_can_only_read_is_fine(string inputs)
    {
        await github.SetAsync(new { environments = new { stable = new { } } });
        (string, string)[] given = [.. inputs.Split(' ').Select(input => input.Split('=', 2)).Select(pair => (pair[0], pair[1]))];
        Assert.True(await CheckAsync([.. Reviewed, .. given]) == 0, run.Output);
    }

    [Theory]
    [InlineData("../store", "A step of a workflow runs in a container")]
    [InlineData("/var/releases", "name a bucket of S3 or a container of Azure")]
    [InlineData("file:///var/releases", "name a bucket of S3 or a container of Azure")]
    [InlineData("ftp://x", "which is no kind of store")]
    public async Task A_store_that_the_container_does_not_see_is_refused(string store, string words)
    {
        await RefusedAsync(2, words, ("store", store));
        Assert.Equal(0, await CheckAsync(("store", "store")));
    }

    [Fact]
    public async Task A_component_has_artifacts_of_its_own()
    {
        Put("release/cli-release-notes/legs.json", Legs(artifacts: ["cli-release-linux"]));
        Assert.Equal(0, await CheckAsync(("legs-file", "release/cli-release-notes/legs.json")));
        Assert.Equal("{cli-release-notes,cli-release-linux}", Outputs["artifacts"]);
        Put("release/a,b/legs.json", Legs());
        await RefusedAsync(2, "is no name of an artifact", ("legs-file", "release/a,b/legs.json"));
    }

    private (string Name, string Value)[] Seven => [("run-id", "7"), ("github-token", github.Token)];

    private (string Name, string Value)[] Reviewed => [("reviewed-environment", "stable"), ("github-token", github.Token)];

    private IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(run.Outputs);

    private static string Legs(string? commit = null, string[]? artifacts = null) => JsonSerializer.Serialize(
        new { schema = "uv-release/legs/1", version = "1.4.0", commit = commit ?? Built, artifacts = artifacts ?? ["release-linux-x64", "release-win-x64"] });

    private Task<long[]> RunsAsync(object facts) => github.SetAsync(new { runs = new Dictionary<string, object> { ["7"] = facts } });

    private Task<long[]> EnvironmentAsync(object[] rules) => github.SetAsync(new { environments = new { stable = new { protection_rules = rules } } });

    private void Put(string path, string text)
    {
        string file = Path.Combine(run.Workspace, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private async Task RefusedAsync(int code, string words, params (string Name, string Value)[] inputs)
    {
        int before = run.Output.Length;
        Assert.Equal(code, await CheckAsync(inputs));
        string error = Assert.Single(run.Output[before..].Split('\n'), line => line.StartsWith("::error", StringComparison.Ordinal));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal(["result"], Outputs.Keys);
    }

    private Task<int> CheckAsync(params (string Name, string Value)[] inputs)
    {
        foreach (string given in run.Variables.Keys.Where(name => name.StartsWith("INPUT_", StringComparison.Ordinal)).ToArray())
            run.Variables.Remove(given);
        File.WriteAllText(run.Variables["GITHUB_OUTPUT"], "");
        foreach ((string name, string value) in inputs)
            run.Variables["INPUT_" + name.ToUpperInvariant()] = value;
        var host = new StepHost(run.Environment(), () => 143, TestContext.Current.CancellationToken);
        return Task.Run(() => host.Run<CheckReleaseOptions, CheckReleaseStep>([StepHost.FromInputs]));
    }
}
