using System.Text.Json.Nodes;
using UvRelease.TagRelease;
using UvRelease.Tests.Channels;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>tag-release as a whole, against GitHub's description of its API.</summary>
public sealed class TagReleaseSpecs : GitHubStage
{
    private readonly StepRun run = new();
    private PublishStage stage = null!;

    private IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(run.Outputs);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        run.Variables["GITHUB_API_URL"] = GitHub.Api.AbsoluteUri.TrimEnd('/');
        run.Variables["GITHUB_SERVER_URL"] = GitHub.Web.AbsoluteUri.TrimEnd('/');
        run.Variables["GITHUB_REPOSITORY"] = GitHub.Repository;
        run.Variables["GITHUB_SHA"] = PublishStage.Commit;
        stage = new PublishStage(run.Workspace);
        stage.Build("1.0.0");
        File.WriteAllText(stage.At("notes.md"), "## Fixed\n");
    }

    public override async ValueTask DisposeAsync()
    {
        run.Dispose();
        stage.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task The_release_is_public_with_its_files_and_the_tag_is_at_the_commit_that_was_built()
    {
        Assert.Equal(0, await TagAsync(("release-folder", "release-1.0.0"), ("notes-file", "notes.md")));
        JsonNode release = Assert.Single(await GitHub.ReleasesAsync())!;
        Assert.Equal(
            ("v1.0.0", "1.0.0", false, "## Fixed\n"),
            ((string)release["tag_name"]!, (string)release["name"]!, (bool)release["draft"]!, (string)release["body"]!));
        Assert.Equal(3, release["assets"]!.AsArray().Count);
        Assert.Equal(PublishStage.Commit, (string)(await GitHub.StateAsync())["tags"]!["v1.0.0"]!);
        Assert.Equal(("made", PublishStage.Commit), (Outputs["outcome"], Outputs["commit"]));
        Assert.EndsWith($"{GitHub.Repository}/releases/tag/v1.0.0", Outputs["release-url"], StringComparison.Ordinal);
        Assert.Contains("\"uv.release.tag\"", File.ReadAllText(stage.At("event", "events.ndjson")), StringComparison.Ordinal);

        int asked = (await GitHub.CallsAsync()).Length;
        Assert.Equal(0, await TagAsync(("release-folder", "release-1.0.0"), ("notes-file", "notes.md")));
        Assert.Equal("already-done", Outputs["outcome"]);
        Assert.All((await GitHub.CallsAsync())[asked..], call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_tag_alone_is_a_lightweight_one_and_made_once()
    {
        Assert.Equal(0, await TagAsync(("github-release", "false")));
        Assert.Equal(("made", ""), (Outputs["outcome"], Outputs["release-url"]));
        Assert.Equal(PublishStage.Commit, (string)(await GitHub.StateAsync())["tags"]!["v1.0.0"]!);
        Assert.Empty(await GitHub.ReleasesAsync());
        Assert.Equal(0, await TagAsync(("github-release", "false")));
        Assert.Equal("already-done", Outputs["outcome"]);
    }

    [Fact]
    public async Task A_tag_whose_answer_is_lost_is_looked_for()
    {
        await GitHub.FailAsync(new { operation = "git/create-ref", kind = "lost" });
        Assert.Equal(0, await TagAsync(("github-release", "false")));
        Assert.Equal(PublishStage.Commit, (string)(await GitHub.StateAsync())["tags"]!["v1.0.0"]!);
    }

    [Fact]
    public async Task A_release_without_files_is_one_of_notes()
    {
        await GitHub.SetAsync(new { visibility = "private" });
        Assert.Equal(0, await TagAsync(("notes-file", "notes.md"), ("channel", "canary")));
        Assert.False((bool)Assert.Single(await GitHub.ReleasesAsync())!["draft"]!);
        Assert.Null((await GitHub.StateAsync())["latest"]);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_tag_at_another_commit_is_refused(string release)
    {
        await GitHub.SetAsync(new { tags = new Dictionary<string, string> { ["v1.0.0"] = new string('b', 40) } });
        Assert.Equal(1, await TagAsync(("github-release", release)));
        Assert.Contains("points to commit bbbb", run.Output, StringComparison.Ordinal);
        Assert.Empty(await GitHub.ReleasesAsync());
    }

    [Fact]
    public async Task What_was_built_of_another_commit_or_changed_since_is_not_released()
    {
        Assert.Equal(1, await TagAsync(("release-folder", "release-1.0.0"), ("commit", new string('c', 40))));
        Assert.Contains("Tag what was built.", run.Output, StringComparison.Ordinal);
        File.AppendAllText(stage.At("release-1.0.0", "linux-x64", "sample-app-1.0.0-linux-x64.AppImage"), "more");
        Assert.Equal(1, await TagAsync(("release-folder", "release-1.0.0")));
        Assert.Contains("has other bytes", run.Output, StringComparison.Ordinal);
        Assert.Empty(await GitHub.ReleasesAsync());
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_commit_that_changes_workflows_gets_the_hint_how_to_tag_it(int status)
    {
        await GitHub.FailAsync(new { operation = "git/create-ref", kind = "said", status, message = "Resource not accessible by integration" });
        Assert.Equal(3, await TagAsync(("github-release", "false")));
        Assert.Contains("a token of a GitHub App with the permission \"Workflows\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_could_not_be_written_afterwards_is_refused_before()
    {
        Directory.CreateDirectory(Path.Combine(run.Workspace, "occupied"));
        Assert.Equal(2, await TagAsync(("events-file", "occupied")));
        Assert.Contains("'occupied' can't be written", run.Output, StringComparison.Ordinal);
        Assert.Empty(await GitHub.CallsAsync());
    }

    private Task<int> TagAsync(params (string Name, string Value)[] inputs) =>
        run.StepAsync<TagReleaseOptions, TagReleaseStep>([("tag", "v1.0.0"), ("version", "1.0.0"), ("github-token", GitHub.Token), .. inputs]);
}
