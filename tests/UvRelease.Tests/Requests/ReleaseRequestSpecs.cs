using System.Text.Json.Nodes;
using UvRelease.Requests.Requests;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>release-request from end to end against the double, which holds every request to GitHub's own description.</summary>
public sealed class ReleaseRequestSpecs : RequestStage
{
    [Fact]
    public async Task A_request_is_opened_with_the_version_and_the_notes()
    {
        Project();
        await DoneAsync();
        JsonNode pull = await OnlyPullAsync();
        Assert.Equal("chore: release 1.2.0", (string)pull["title"]!);
        string body = (string)pull["body"]!;
        Assert.StartsWith(RequestBody.Begin, body, StringComparison.Ordinal);
        Assert.Contains("| sample-app | 1.1.0 | 1.2.0 |", body, StringComparison.Ordinal);
        Assert.Contains("Open several windows", body, StringComparison.OrdinalIgnoreCase);
        Dictionary<string, string?> files = await FilesAsync();
        Assert.Equal("{\n  \"name\": \"sample-app\",\n  \"version\": \"1.2.0\",\n  \"private\": true\n}\n", files["package.json"]);
        Assert.Contains("1.2.0", files["CHANGELOG.md"], StringComparison.Ordinal);
        Assert.Contains("pull-request<<", Run.Outputs, StringComparison.Ordinal);
        Assert.Contains("opened", Run.Outputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_writes_nothing()
    {
        Project();
        await RequestAsync();
        await GitHub.SetAsync(new { calls = Array.Empty<string>() });
        await DoneAsync();
        Assert.DoesNotContain(await GitHub.CallsAsync(), call => !call.StartsWith("GET", StringComparison.Ordinal)
            && !call.Contains("graphql", StringComparison.Ordinal));
        Assert.Contains("unchanged", Run.Outputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_push_moves_the_request_on_and_keeps_what_people_wrote()
    {
        Project();
        await RequestAsync();
        JsonArray pulls = await PullsAsync();
        pulls[0]!["body"] = "Wait for Ann.\n\n" + (string)pulls[0]!["body"]! + "\nAnd for Bob.\n";
        await GitHub.SetAsync(new { pulls });
        string newer = Git.Commit("feat!: drop the old format", "src/format.js");
        await DoneAsync();
        JsonNode pull = await OnlyPullAsync();
        Assert.Equal("chore: release 2.0.0", (string)pull["title"]!);
        string body = (string)pull["body"]!;
        Assert.StartsWith("Wait for Ann.\n\n", body, StringComparison.Ordinal);
        Assert.EndsWith("\nAnd for Bob.\n", body, StringComparison.Ordinal);
        Assert.Contains("Drop the old format", body, StringComparison.OrdinalIgnoreCase);
        JsonNode state = await GitHub.StateAsync();
        Assert.Equal(newer, (string)state["commits"]![(string)state["heads"]![Branch]!]!["parents"]![0]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("chore: release 1.2.0 (#1)")]
    [InlineData("BODY")]
    [InlineData("MESSAGE")]
    public async Task Merging_releases_and_is_no_reason_for_another_release(string? squash)
    {
        Project();
        Write(".changes/windows.md", "---\ntype: feat\n---\nSeveral windows, side by side\n");
        Save("docs: words for users");
        await RequestAsync();
        JsonNode pull = await OnlyPullAsync();
        string? message = squash switch
        {
            "BODY" => $"{pull["title"]} (#1)\n\n{pull["body"]}",
            "MESSAGE" => $"{pull["title"]} (#1)\n\n* {pull["title"]}\n\nRelease-request: 1 2 3",
            _ => squash,
        };
        string merge = await MergeAsync(message);
        Assert.False(File.Exists(Git.At(".changes", "windows.md")));
        await DoneAsync();
        Assert.Contains("merged", Run.Outputs, StringComparison.Ordinal);
        Assert.Contains("\"version\":\"1.2.0\"", Run.Outputs, StringComparison.Ordinal);
        Assert.Single(await PullsAsync());

        // The notes of the merge are those of the request, though the fragment is gone.
        Assert.Equal(0, await Run.StepAsync<UvRelease.ReleaseNotes.ReleaseNotesOptions, UvRelease.ReleaseNotes.ReleaseNotesStep>([("version", "1.2.0")]));
        Assert.Contains("side by side", await File.ReadAllTextAsync(Git.At("release", "notes.md"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        Git.Git("tag", "v1.2.0", merge);
        await DoneAsync();
        Assert.Contains("nothing", Run.Outputs, StringComparison.Ordinal);
        Assert.Single(await PullsAsync());

        Git.Commit("fix: a window that stays open", "src/close.js");
        await DoneAsync();
        Assert.Equal(["chore: release 1.2.1", "chore: release 1.2.0"],
            (await PullsAsync()).OrderByDescending(one => (int)one!["number"]!).Select(one => (string)one!["title"]!));
    }

    [Fact]
    public async Task A_merged_request_is_released_by_a_later_push_too_where_its_own_run_failed()
    {
        Project();
        await RequestAsync();
        await MergeAsync("chore: release 1.2.0 (#1)");
        Git.Commit("fix: what kept the release from being built", "src/build.js");
        await DoneAsync();
        Assert.Contains("\"version\":\"1.2.0\"", Run.Outputs, StringComparison.Ordinal);
        Assert.Single(await PullsAsync());
    }

    [Fact]
    public async Task A_closed_request_stays_closed_until_something_new_comes()
    {
        Project();
        await RequestAsync();
        JsonArray pulls = await PullsAsync();
        pulls[0]!["state"] = "closed";
        await GitHub.SetAsync(new { pulls });
        Git.Commit("docs: nothing for users", "README.md");
        await DoneAsync();
        Assert.True(Run.Outputs.Contains("closed", StringComparison.Ordinal), Run.Outputs);
        Assert.Single(await PullsAsync());
        Git.Commit("fix: a crash", "src/crash.js");
        await DoneAsync();
        Assert.Equal(2, (await PullsAsync()).Count);
    }

    [Fact]
    public async Task A_request_is_withdrawn_when_its_change_is_taken_back()
    {
        Project();
        await RequestAsync();
        Git.Git("revert", "--no-edit", "HEAD");
        await DoneAsync();
        JsonNode pull = await OnlyPullAsync();
        Assert.Equal("closed", (string)pull["state"]!);
        Assert.Null((await GitHub.StateAsync())["heads"]![Branch]);
    }

    [Theory]
    [InlineData("git/create-tree")]
    [InlineData("git/create-commit")]
    [InlineData("git/create-ref")]
    [InlineData("pulls/create")]
    [InlineData("issues/add-labels")]
    [InlineData("pulls/request-reviewers")]
    [InlineData("pulls/update")]
    public async Task Killed_after_a_write_the_next_run_finishes(string operation)
    {
        Project();
        Write(".github/uv-release.yml", "request:\n  labels: [release]\n  reviewers: [ann]\n  draft: true\n");
        Save("ci: who looks at releases");
        await GitHub.FailAsync(new { operation, kind = "lost" });
        Assert.NotEqual(0, await RequestAsync());
        await DoneAsync();
        JsonNode pull = await OnlyPullAsync();
        Assert.True((bool)pull["draft"]!);
        Assert.Equal("release", (string)Assert.Single(pull["labels"]!.AsArray())!["name"]!);
        Assert.Equal("ann", (string)Assert.Single(pull["reviewers"]!.AsArray())!);
        Assert.Contains(RequestBody.Begin, (string)pull["body"]!, StringComparison.Ordinal);
        await DoneAsync();
        Assert.Contains("unchanged", Run.Outputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secondary_limit_is_waited_for()
    {
        Project();
        await GitHub.FailAsync(new { operation = "pulls/create", kind = "limit", headers = new Dictionary<string, string> { ["retry-after"] = "30" } });
        await DoneAsync();
        await OnlyPullAsync();
    }

    [Fact]
    public async Task Labels_that_people_took_away_stay_away()
    {
        Project();
        Write(".github/uv-release.yml", "request:\n  labels: [release]\n");
        Save("ci: labels");
        await RequestAsync();
        JsonArray pulls = await PullsAsync();
        pulls[0]!["labels"] = new JsonArray();
        await GitHub.SetAsync(new { pulls });
        Git.Commit("fix: a crash", "src/crash.js");
        await RequestAsync();
        Assert.Empty((await OnlyPullAsync())["labels"]!.AsArray());
    }

    [Fact]
    public async Task What_the_workflows_token_opens_says_that_no_checks_start()
    {
        Project();
        await GitHub.SetAsync(new { pullAuthor = "github-actions[bot]" });
        await RequestAsync();
        Assert.Contains("no checks start", (string)(await OnlyPullAsync())["body"]!, StringComparison.Ordinal);
        await RequestAsync();
        Assert.Contains("unchanged", Run.Outputs, StringComparison.Ordinal);
    }
}
