using System.Text.Json.Nodes;
using UvRelease.Tests.Stores.GitHub;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>publish-channel with the files in a GitHub release, and feeds, log and state in a store.</summary>
public sealed class GitHubHostSpecs : IAsyncLifetime
{
    private readonly PublishRun run = new();
    private ReleasesDouble github = null!;

    public async ValueTask InitializeAsync()
    {
        github = await ReleasesDouble.OpenAsync();
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
        Assert.Equal(("v1.0.0", false, "## Fixed\n", PublishStage.Commit), ((string)release["tag_name"]!, (bool)release["draft"]!, (string)release["body"]!, (string)release["target_commitish"]!));
        Assert.Equal(3, release["assets"]!.AsArray().Count);
        Assert.Contains($"url: \"{github.Web}{github.Repository}/releases/download/v1.0.0/sample-app-1.0.0-linux-x64.AppImage", File.ReadAllText(run.Stage.At("store", "feeds/canary/latest-linux.yml")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.Stage.At("store", "artifacts")));
        Assert.Null((await github.StateAsync())["latest"]);
        Assert.Contains("3 files to send", run.Run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(github.Token, run.Run.Output.Replace($"::add-mask::{github.Token}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(0, await PublishAsync());
        Assert.Equal("already-done", run.Outputs["outcome"]);
    }

    [Fact]
    public async Task A_dry_run_tells_the_estimate_and_writes_nothing_to_GitHub()
    {
        Assert.Equal(0, await PublishAsync(("dry-run", "true")));
        Assert.Empty(await github.ReleasesAsync());
        Assert.Contains("12 requests, at least 4 s; 4999 requests are left", run.Run.Output, StringComparison.Ordinal);
        string digest = run.Outputs["plan-digest"];
        Assert.Contains("/releases/download/v1.0.0/sample-app-1.0.0-linux-x64.AppImage", File.ReadAllText(run.Stage.At("release", "publish-plan.json")), StringComparison.Ordinal);
        Assert.Equal(0, await PublishAsync(("approved-plan", digest)));
    }

    [Fact]
    public async Task A_release_that_fails_leaves_the_channel_as_it_was_and_the_next_run_finishes()
    {
        await github.FailAsync(new { operation = "repos/upload-release-asset", kind = "limit", headers = new Dictionary<string, string> { ["retry-after"] = "3000" } });
        Assert.Equal(3, await PublishAsync());
        Assert.False(Directory.Exists(run.Stage.At("store", "channels")) || Directory.Exists(run.Stage.At("store", "feeds")));
        Assert.True((bool)(await github.ReleasesAsync())[0]!["draft"]!);
        Assert.Equal(0, await PublishAsync());
        Assert.Equal("published", run.Outputs["outcome"]);
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
}
