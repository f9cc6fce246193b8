using System.Text.Json.Nodes;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>publish-channel with the files in a GitHub release, and feeds, log and state in a store.</summary>
public sealed class GitHubHostSpecs : IAsyncLifetime
{
    private readonly PublishRun run = new();
    private RepositoryDouble github = null!;

    public async ValueTask InitializeAsync()
    {
        github = await RepositoryDouble.OpenAsync();
        run.Run.Variables["GITHUB_API_URL"] = github.Api.AbsoluteUri.TrimEnd('/');
        run.Run.Variables["GITHUB_SERVER_URL"] = github.Web.AbsoluteUri.TrimEnd('/');
        run.Run.Variables["GITHUB_REPOSITORY"] = github.Repository;
        run.Stage.Build("1.0.0");
    }

    public async ValueTask DisposeAsync()
    {
        run.Dispose();
        if (github is null)
            return;
        JsonNode state = await github.StateAsync();
        Assert.Equal("[]", state["problems"]!.ToJsonString());
        Assert.Equal("[]", state["strangers"]!.ToJsonString());
    }

    private Task<int> PublishAsync(params (string Name, string Value)[] inputs) =>
        run.PublishAsync("1.0.0", [("artifact-host", "github"), ("github-token", github.Token), .. inputs]);

    [Fact]
    public async Task The_files_are_in_the_release_and_the_feeds_lead_there()
    {
        File.WriteAllText(run.Stage.At("release-1.0.0", "notes.md"), "## Fixed\n");
        Assert.Equal(0, await PublishAsync());
        JsonNode release = Assert.Single(await github.ReleasesAsync())!;
        Assert.Equal(
            ("v1.0.0", false, "## Fixed\n", PublishStage.Commit),
            ((string)release["tag_name"]!, (bool)release["draft"]!, (string)release["body"]!, (string)release["target_commitish"]!));
        Assert.Equal(3, release["assets"]!.AsArray().Count);
        AssertFeed("v1.0.0");
        Assert.False(Directory.Exists(run.Stage.At("store", "artifacts")));
        Assert.Null((await github.StateAsync())["latest"]);
        Assert.Contains("3 files to send", run.Run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(github.Token, run.Run.Output.Replace($"::add-mask::{github.Token}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(0, await PublishAsync());
        Assert.Equal("already-done", run.Outputs["outcome"]);
    }

    [Fact]
    public async Task A_public_address_that_is_late_is_awaited_for_as_long_as_visible_within_says()
    {
        await github.SetAsync(new { late = new { web = 4 } });
        Assert.True(await PublishAsync() == 0, run.Run.Output);
        Assert.Contains("nothing there yet", run.Run.Output, StringComparison.Ordinal);
        run.Stage.Build("1.1.0");
        await github.SetAsync(new { late = new { web = 1_000_000 } });
        (string, string)[] inputs = [("artifact-host", "github"), ("github-token", github.Token), ("visible-within", "2s")];
        Assert.Equal(3, await run.PublishAsync("1.1.0", inputs));
        Assert.Contains("within 2 s: there is nothing, or nobody may read it. The release is public", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_always_breaks_off_ends_with_the_address_of_the_file()
    {
        await github.SetAsync(new { storage = "cuts" });
        Assert.Equal(3, await PublishAsync());
        Assert.Matches("releases/download/v1.0.0/sample-app-1.0.0-[^ ]* can't be read as clients read it", run.Run.Output);
    }

    [Fact]
    public async Task A_dry_run_tells_the_estimate_and_writes_nothing_to_GitHub()
    {
        Assert.Equal(0, await PublishAsync(("dry-run", "true")));
        Assert.Empty(await github.ReleasesAsync());
        Assert.Contains("16 requests, at least 4 s; 4999 requests are left", run.Run.Output, StringComparison.Ordinal);
        string digest = run.Outputs["plan-digest"];
        string plan = File.ReadAllText(run.Stage.At("release", "publish-plan.json"));
        Assert.Contains("/releases/download/v1.0.0/sample-app-1.0.0-linux-x64.AppImage", plan, StringComparison.Ordinal);
        Assert.Equal(0, await PublishAsync(("approved-plan", digest)));
    }

    [Fact]
    public async Task A_release_that_fails_leaves_the_channel_as_it_was_and_the_next_run_finishes()
    {
        var headers = new Dictionary<string, string> { ["retry-after"] = "3000" };
        await github.FailAsync(new { operation = "repos/upload-release-asset", kind = "limit", headers });
        Assert.Equal(3, await PublishAsync());
        Assert.False(Directory.Exists(run.Stage.At("store", "channels")) || Directory.Exists(run.Stage.At("store", "feeds")));
        Assert.True((bool)(await github.ReleasesAsync())[0]!["draft"]!);
        Assert.Equal(0, await PublishAsync());
        Assert.Equal("published", run.Outputs["outcome"]);
    }

    [Theory]
    [InlineData("private", "is private, and clients can't read the files of its releases")]
    [InlineData("internal", "is internal, and clients can't read the files of its releases")]
    [InlineData("hidden", "or the token may not see them")]
    public async Task A_repository_that_clients_can_not_read_is_refused_before_anything_is_made(string visibility, string words)
    {
        await github.SetAsync(new { visibility });
        foreach (string dry in (string[])["true", "false"])
        {
            Assert.Equal(visibility == "hidden" ? 3 : 2, await PublishAsync(("dry-run", dry)));
            Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        }

        Assert.Empty(await github.ReleasesAsync());
        Assert.DoesNotContain(await github.CallsAsync(), call => !call.StartsWith("GET", StringComparison.Ordinal));
        Assert.Empty(run.Stage.Snapshot());
    }

    [Theory]
    [InlineData("app@*", "app%401.0.0")]
    [InlineData("app/v*", "app%2Fv1.0.0")]
    [InlineData("@acme/app@*", "%40acme%2Fapp%401.0.0")]
    [InlineData("v*+stable", "v1.0.0%2Bstable")]
    public async Task A_tag_of_a_monorepo_stands_encoded_in_every_address(string pattern, string encoded)
    {
        run.Configure($"publish: {{ app: sample-app }}\nchangelog: {{ tag-pattern: \"{pattern}\" }}\n");
        string tag = pattern.Replace("*", "1.0.0", StringComparison.Ordinal);
        await github.SetAsync(new { tags = new Dictionary<string, string> { [tag] = PublishStage.Commit } });
        Assert.True(await PublishAsync() == 0, run.Run.Output);
        Assert.Equal(tag, (string)Assert.Single(await github.ReleasesAsync())!["tag_name"]!);
        AssertFeed(encoded);
        Assert.Equal(0, await PublishAsync());
        Assert.Equal("already-done", run.Outputs["outcome"]);
    }

    [Theory]
    [InlineData("v*..x")]
    [InlineData("a/.v*")]
    [InlineData("v*.lock")]
    [InlineData("v*.lock/x")]
    [InlineData("a//v*")]
    [InlineData("v*/")]
    [InlineData("v*.")]
    [InlineData("v%*")]
    [InlineData("ü*")]
    public async Task A_tag_that_is_none_or_whose_address_is_uncertain_is_refused(string pattern)
    {
        run.Configure($"publish: {{ app: sample-app }}\nchangelog: {{ tag-pattern: \"{pattern}\" }}\n");
        Assert.Equal(2, await PublishAsync());
        Assert.Contains("the addresses of its files would be uncertain", run.Run.Output, StringComparison.Ordinal);
        Assert.Empty(await github.ReleasesAsync());
    }

    [Theory]
    [InlineData("artifact-host", "ftp", "must be store or github")]
    [InlineData("hosted", "true", "the input 'hosted'")]
    [InlineData("github-token", "", "'github-token' is missing")]
    [InlineData("repository", "acme", "is no repository")]
    public async Task Inputs_that_do_not_fit_are_refused(string input, string value, string words)
    {
        Assert.Equal(2, await PublishAsync((input, value)));
        Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        Assert.Empty(await github.ReleasesAsync());
    }

    private void AssertFeed(string tag)
    {
        string feed = File.ReadAllText(run.Stage.At("store", "feeds/canary/latest-linux.yml"));
        string file = $"{github.Web}{github.Repository}/releases/download/{tag}/sample-app-1.0.0-linux-x64.AppImage";
        Assert.Contains($"url: {file}", feed, StringComparison.Ordinal);
    }
}
