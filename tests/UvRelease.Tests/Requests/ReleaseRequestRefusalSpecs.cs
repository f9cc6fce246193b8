using System.Text.Json.Nodes;
using UvRelease.Requests.Requests;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>What release-request refuses: a sentence each, and nothing half done.</summary>
public sealed class ReleaseRequestRefusalSpecs : RequestStage
{
    private async Task AssertRefusedAsync(string words, params (string Name, string Value)[] inputs)
    {
        string[] before = await WritesAsync();
        Assert.NotEqual(0, await RequestAsync(inputs));
        Assert.Contains(words, Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, await WritesAsync());
    }

    private async Task<string[]> WritesAsync() =>
        [.. (await GitHub.CallsAsync())
            .Where(call => !call.StartsWith("GET", StringComparison.Ordinal) && !call.Contains("graphql", StringComparison.Ordinal))];

    [Theory]
    [InlineData(RequestBody.Begin)]
    [InlineData(RequestBody.End)]
    public async Task Markers_that_lost_their_pair(string marker)
    {
        Project();
        await RequestAsync();
        JsonArray pulls = await PullsAsync();
        pulls[0]!["body"] = ((string)pulls[0]!["body"]!).Replace(marker, "", StringComparison.Ordinal);
        await GitHub.SetAsync(new { pulls });
        Git.Commit("fix: a crash", "src/crash.js");
        await AssertRefusedAsync("must have one of each");
    }

    [Fact]
    public async Task Somebody_elses_branch_of_that_name()
    {
        Project();
        string foreign = new('f', 40);
        await GitHub.SetAsync(new
        {
            heads = new Dictionary<string, string> { [Branch] = foreign },
            commits = new Dictionary<string,
                object>
            { [foreign] = new { message = "feat: mine", tree = new string('e', 40), parents = Array.Empty<string>() } },
        });
        await AssertRefusedAsync("no release request made");
    }

    [Fact]
    public async Task A_commit_of_somebody_on_the_requests_branch()
    {
        Project();
        await RequestAsync();
        JsonNode state = await GitHub.StateAsync();
        string ours = (string)state["heads"]![Branch]!, foreign = new('f', 40);
        JsonNode commits = state["commits"]!, heads = state["heads"]!;
        // With our own message, as an amended commit has it, and another tree.
        commits[foreign] = new JsonObject { ["message"] = (string)commits[ours]!["message"]!, ["tree"] = new string('e', 40), ["parents"] = new JsonArray() };
        heads[Branch] = foreign;
        await GitHub.SetAsync(new { commits, heads });
        await AssertRefusedAsync("no release request made");
    }

    [Fact]
    public async Task A_protected_branch()
    {
        Project();
        await GitHub.SetAsync(new { protectedBranches = new[] { "uv-release/" } });
        Assert.NotEqual(0, await RequestAsync());
        Assert.Contains("uv-release/main is protected", Run.Output, StringComparison.Ordinal);
        Assert.Empty(await PullsAsync());
        Assert.Null((await GitHub.StateAsync())["heads"]![Branch]);
    }

    [Fact]
    public async Task A_repository_whose_workflows_may_open_no_pull_requests()
    {
        Project();
        await GitHub.SetAsync(new { mayOpenPulls = false });
        Assert.NotEqual(0, await RequestAsync());
        Assert.Contains("Allow GitHub Actions to create and approve pull requests", Run.Output, StringComparison.Ordinal);
        Assert.Empty(await PullsAsync());
        Assert.Null((await GitHub.StateAsync())["heads"]![Branch]);
    }

    [Fact]
    public async Task No_permission()
    {
        Project();
        await GitHub.FailAsync(new { operation = "git/create-tree", kind = "said", status = 403, message = "Resource not accessible by integration" });
        Assert.NotEqual(0, await RequestAsync());
        Assert.Contains("contents: write, pull-requests: write", Run.Output, StringComparison.Ordinal);
        Assert.Empty(await PullsAsync());
    }

    [Fact]
    public async Task A_fork_is_left_alone()
    {
        Project();
        await GitHub.SetAsync(new { fork = true });
        await DoneAsync();
        Assert.Contains("is a fork", Run.Output, StringComparison.Ordinal);
        Assert.Empty(await PullsAsync());
        await DoneAsync(("in-fork", "true"));
        await OnlyPullAsync();
    }

    [Fact]
    public async Task A_version_that_exists()
    {
        Project();
        Git.Git("tag", "v1.2.0", Git.Git("commit-tree", "-m", "elsewhere", "HEAD^{tree}"));
        await AssertRefusedAsync("1.2.0");
    }

    [Fact]
    public async Task A_manifest_that_is_ahead()
    {
        Project();
        Write("package.json", "{\"name\":\"sample-app\",\"version\":\"3.0.0\"}");
        Save("build: three");
        await AssertRefusedAsync("has version 3.0.0, and the next release would be 1.2.0");
    }

    [Theory]
    [InlineData("{\"name\":\"sample-app\"}", "has no version")]
    [InlineData("{\"name\":", "is no JSON")]
    [InlineData(null, "There is no package.json")]
    public async Task A_manifest_that_can_not_take_a_version(string? text, string words)
    {
        Project();
        if (text is null)
            File.Delete(Git.At("package.json"));
        else
            Write("package.json", text);
        Save("build: manifest");
        await AssertRefusedAsync(words);
    }

    [Fact]
    public async Task A_work_tree_with_changes()
    {
        Project();
        Write("package.json", "{\"name\":\"sample-app\",\"version\":\"1.1.5\"}");
        await AssertRefusedAsync("is changed in the work tree");
    }

    [Fact]
    public async Task A_component_path_that_matches_nothing()
    {
        Project();
        Write(".github/uv-release.yml", "components:\n  desktop:\n    paths: [apps/desktop]\n");
        Save("ci: components");
        await AssertRefusedAsync("matches no file");
    }

    [Fact]
    public async Task Requests_of_each_component_without_components()
    {
        Project();
        Write(".github/uv-release.yml", "request:\n  pull-requests: each\n");
        Save("ci: requests");
        await AssertRefusedAsync("there are no components");
    }

    [Fact]
    public async Task A_run_that_is_overtaken_writes_nothing()
    {
        Project();
        await GitHub.SetAsync(new { heads = new Dictionary<string, string> { ["main"] = new('a', 40) } });
        Assert.Equal(0, await StepAsync());
        Assert.Contains("has moved on", Run.Output, StringComparison.Ordinal);
        Assert.Empty(await PullsAsync());
    }

    [Fact]
    public async Task A_run_for_no_branch()
    {
        Project();
        Run.Variables["GITHUB_REF"] = "refs/pull/3/merge";
        await AssertRefusedAsync("is no branch");
    }
}
