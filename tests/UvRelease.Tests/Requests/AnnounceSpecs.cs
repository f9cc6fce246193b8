using System.Text.Json.Nodes;
using UvRelease.Announce;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>announce against the double: its comments, labels, discussion and issue, once each.</summary>
public sealed class AnnounceSpecs : RequestStage
{
    private const string Mark = "<!-- uv-release:announce - -->";

    // Pull request 7 closes issue 3, and its commit names issue 4.
    private async Task ReleasedAsync(string? settings = null)
    {
        Project();
        if (settings is not null)
        {
            Write(".github/uv-release.yml", settings);
            Save("ci: announcements");
        }

        Git.Commit("fix: a crash (#8)\n\nFixes #4", "src/crash.js");
        Git.Git("tag", "v1.2.0");
        await GitHub.SetAsync(new
        {
            issues = new[] { new { number = 3, title = "Windows", state = "closed" }, new { number = 4, title = "Crash", state = "closed" } },
            pulls = new[] { Pull(7), Pull(8) },
            closing = new Dictionary<string, int[]> { ["7"] = [3] },
            tags = new Dictionary<string, string> { ["v1.2.0"] = Git.Git("rev-parse", "HEAD"), ["v1.3.0"] = Git.Git("rev-parse", "HEAD") },
        });
    }

    private static object Pull(int number) => new
    {
        number,
        title = $"Pull {number}",
        body = "",
        state = "closed",
        merged = true,
        merged_at = "2026-01-01T00:00:00Z",
        labels = Array.Empty<object>(),
        head = new { @ref = "topic", label = "acme:topic" },
        @base = new { @ref = "main" },
    };

    private Task<int> AnnounceAsync(params (string Name, string Value)[] inputs) =>
        Run.StepAsync<AnnounceOptions, AnnounceStep>([("github-token", GitHub.Token), .. inputs]);

    private async Task SaidAsync(params (string Name, string Value)[] inputs)
    {
        int code = await AnnounceAsync(inputs);
        Assert.True(code == 0, Run.Output);
    }

    private async Task<(int Issue, string Body)[]> CommentsAsync() =>
        [.. (await GitHub.StateAsync())["comments"]!.AsArray().Select(one => ((int)one!["issue"]!, (string)one["body"]!)).OrderBy(one => one.Item1)];

    [Fact]
    public async Task Each_pull_request_and_closed_issue_gets_one_comment_and_promotion_edits_it()
    {
        await ReleasedAsync();
        await SaidAsync(("version", "1.2.0"), ("channel", "beta"));
        (int Issue, string Body)[] said = await CommentsAsync();
        Assert.Equal([3, 4, 7, 8], said.Select(one => one.Issue));
        Assert.All(said, one => Assert.Equal(
            $"{Mark}\nReleased in:\n\n- [1.2.0](https://github.com/{GitHub.Repository}/releases/tag/v1.2.0) on beta\n", one.Body));

        await SaidAsync(("version", "1.2.0"), ("channel", "beta"));
        Assert.Equal(said, await CommentsAsync());
        Assert.Contains("written<<ghadelimiter", Run.Outputs, StringComparison.Ordinal);
        Assert.Equal("0", RunnerFile.Read(Run.Outputs)["written"]);

        await SaidAsync(("version", "1.2.0"), ("channel", "stable"));
        (int Issue, string Body)[] promoted = await CommentsAsync();
        Assert.Equal(said.Select(one => one.Issue), promoted.Select(one => one.Issue));
        Assert.All(promoted,
            one => Assert.EndsWith(" on beta\n- [1.2.0](https://github.com/" + GitHub.Repository + "/releases/tag/v1.2.0) on stable\n", one.Body,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mark_that_a_stranger_wrote_is_no_comment_of_ours()
    {
        await ReleasedAsync();
        await GitHub.SetAsync(
            new { comments = new[] { new { issue = 7, id = 5, body = Mark + "\n- [1.0.0](https://evil.example) on stable", by = "stranger" } } });
        await SaidAsync(("version", "1.2.0"));
        Assert.Equal([7, 7], (await CommentsAsync()).Where(one => one.Issue == 7).Select(one => one.Issue));
        Assert.DoesNotContain("evil", (await CommentsAsync()).Last(one => one.Issue == 7).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_issues_unmerged_pull_requests_and_locked_ones_are_left_alone()
    {
        await ReleasedAsync();
        JsonNode state = await GitHub.StateAsync();
        JsonArray issues = state["issues"]!.AsArray(), pulls = state["pulls"]!.AsArray();
        pulls[0]!["locked"] = true;
        pulls[1]!["merged"] = false;
        pulls[1]!["merged_at"] = null;
        await GitHub.SetAsync(new { pulls, closing = new Dictionary<string, int[]>() });
        await SaidAsync(("version", "1.2.0"));
        Assert.Equal([4], (await CommentsAsync()).Select(one => one.Issue));
        Assert.Equal(2, issues.Count);
    }

    [Theory]
    [InlineData("issues/create-comment", 0)]
    [InlineData("issues/create-comment", 2)]
    [InlineData("issues/add-labels", 1)]
    [InlineData("graphql/mutation", 0)]
    public async Task Killed_after_a_write_the_next_run_finishes_and_says_nothing_twice(string operation, int after)
    {
        await ReleasedAsync("announce:\n  labels: [released]\n  discussion: Releases\n");
        await GitHub.SetAsync(new { categories = new[] { "General", "Releases" } });
        await GitHub.FailAsync(new { operation, kind = "lost", after });
        Assert.NotEqual(0, await AnnounceAsync(("version", "1.2.0")));
        await SaidAsync(("version", "1.2.0"));
        Assert.Equal([3, 4, 7, 8], (await CommentsAsync()).Select(one => one.Issue));
        JsonNode state = await GitHub.StateAsync();
        Assert.All(state["pulls"]!.AsArray(), pull => Assert.Single(pull!["labels"]!.AsArray()));
        JsonNode discussion = Assert.Single(state["discussions"]!.AsArray())!;
        Assert.Equal("1.2.0", (string)discussion["title"]!);
        Assert.Equal(RunnerFile.Read(Run.Outputs)["discussion-url"], (string)discussion["url"]!);
    }

    [Fact]
    public async Task A_secondary_limit_is_waited_for_and_hundreds_are_asked_in_batches()
    {
        Project();
        for (int number = 100; number < 160; number++)
            Git.Commit($"fix: thing {number} (#{number})", $"src/{number}.js");
        Git.Git("tag", "v1.2.0");
        await GitHub.SetAsync(new
        {
            pulls = Enumerable.Range(100, 60).Append(7).Select(Pull),
            tags = new Dictionary<string, string> { ["v1.2.0"] = Git.Git("rev-parse", "HEAD") },
            faults = new object[]
                { new { operation = "issues/create-comment", kind = "limit", after = 20, headers = new Dictionary<string,
                string> { ["retry-after"] = "20" } } },
        });
        await SaidAsync(("version", "1.2.0"));
        Assert.Equal(61, (await CommentsAsync()).Length);
        Assert.Equal(3, (await GitHub.CallsAsync()).Count(call => call.Contains("graphql query Items", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failed_release_has_one_issue_until_one_succeeds()
    {
        await ReleasedAsync();
        Run.Variables["GITHUB_RUN_ID"] = "11";
        await SaidAsync(("result", "failure"), ("version", "1.2.0"));
        Run.Variables["GITHUB_RUN_ID"] = "12";
        await SaidAsync(("result", "failure"), ("version", "1.2.0"));
        JsonNode issue = Assert.Single((await GitHub.StateAsync())["issues"]!.AsArray(), one => (string)one!["state"]! == "open")!;
        Assert.Equal("The release 1.2.0 failed", (string)issue["title"]!);
        Assert.Contains("actions/runs/12", (string)issue["body"]!, StringComparison.Ordinal);
        await SaidAsync(("version", "1.2.0"));
        Assert.DoesNotContain((await GitHub.StateAsync())["issues"]!.AsArray(), one => (string)one!["state"]! == "open");
        Assert.Equal($"{issue["number"]}", RunnerFile.Read(Run.Outputs)["failure-issue"]);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("skipped")]
    public async Task What_was_no_release_is_not_announced(string result)
    {
        await ReleasedAsync();
        await SaidAsync(("result", result));
        Assert.Empty(await CommentsAsync());
    }

    [Theory]
    [InlineData("one", "must be a semantic version")]
    [InlineData("9.9.9", "There is no tag v9.9.9")]
    [InlineData("1.1.0", "at no commit at GitHub")]
    public async Task What_is_not_out_is_refused(string version, string words)
    {
        await ReleasedAsync();
        Assert.NotEqual(0, await AnnounceAsync(("version", version)));
        Assert.Contains(words, Run.Output, StringComparison.Ordinal);
        Assert.Empty(await CommentsAsync());
    }

    [Fact]
    public async Task A_store_whose_log_does_not_have_the_version_is_believed()
    {
        await ReleasedAsync("publish:\n  app: sample-app\n");
        Directory.CreateDirectory(Git.At("store"));
        Assert.NotEqual(0, await AnnounceAsync(("version", "1.2.0"), ("store", "store"), ("channel", "stable")));
        Assert.Contains("does not say that sample-app 1.2.0 was ever offered there", Run.Output, StringComparison.Ordinal);
        Assert.Empty(await CommentsAsync());
    }

    [Theory]
    [InlineData("announce:\n  discussion: Nowhere\n", "has no discussion category 'Nowhere'")]
    [InlineData("announce:\n  label: x\n", "is no known key")]
    public async Task Settings_that_lead_nowhere_are_refused(string settings, string words)
    {
        await ReleasedAsync(settings);
        Assert.NotEqual(0, await AnnounceAsync(("version", "1.2.0")));
        Assert.Contains(words, Run.Output, StringComparison.Ordinal);
    }
}
