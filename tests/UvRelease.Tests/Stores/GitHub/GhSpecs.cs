using System.Text.Json;
using UvRelease.Posix;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>GitHub's own client on the same double: it reads what we made, and we go on from what it made.</summary>
public sealed class GhSpecs : ReleaseStage
{
    private readonly TemporaryFolder home = new();

    [Fact]
    public async Task Gh_reads_our_release_and_its_files()
    {
        await PlaceAsync(Settings() with { MakeLatest = true, Title = "App 1.4.0" });
        JsonElement seen = JsonDocument.Parse(
            await GhAsync("release", "view", Tag, "--json", "isDraft,isPrerelease,name,tagName,targetCommitish,assets")).RootElement;
        Assert.Equal((false, "App 1.4.0", Commit),
            (seen.GetProperty("isDraft").GetBoolean(), seen.GetProperty("name").GetString(), seen.GetProperty("targetCommitish").GetString()));
        Assert.Equal(
            Files.Select(file => (file.Name, file.Size, "uploaded")),
            seen.GetProperty("assets").EnumerateArray()
                .Select(asset => (asset.GetProperty("name").GetString()!, asset.GetProperty("size").GetInt64(), asset.GetProperty("state").GetString()!))
                .OrderBy(asset => asset.Item1, StringComparer.Ordinal));
        await GhAsync("release", "download", Tag, "--dir", home.At("downloads"));
        Assert.All(Files, file => Assert.Equal(File.ReadAllText(file.Path), File.ReadAllText(home.At("downloads", file.Name))));
        Assert.Equal(Tag, (await GhAsync("api", $"repos/{GitHub.Repository}/releases/latest", "--jq", ".tag_name")).Trim());
    }

    [Theory]
    [InlineData("app/v1.4.0")]
    [InlineData("@acme/app@1.4.0")]
    public async Task Gh_reads_a_release_whose_tag_is_of_a_monorepo(string tag)
    {
        await PlaceAsync(Settings() with { Tag = tag });
        using JsonDocument seen = JsonDocument.Parse(await GhAsync("release", "view", tag, "--json", "tagName,assets"));
        Assert.Equal(tag, seen.RootElement.GetProperty("tagName").GetString());
        await GhAsync("release", "download", tag, "--dir", home.At("downloads"));
        Assert.All(Files, file => Assert.Equal(File.ReadAllText(file.Path), File.ReadAllText(home.At("downloads", file.Name))));
        Assert.Equal(tag, (await GhAsync("api", $"repos/{GitHub.Repository}/releases/tags/{Uri.EscapeDataString(tag)}", "--jq", ".tag_name")).Trim());
    }

    [Fact]
    public async Task A_draft_of_gh_is_finished_by_us()
    {
        await GhAsync("release", "create", Tag, Files[0].Path, Files[2].Path, "--draft", "--title", "By hand", "--notes", "Kept notes", "--target", Commit);
        Assert.Equal(new HostOutcome(false, 1), await PlaceAsync());
        Assert.Equal("Kept notes", (string)(await PublishedAsync())["body"]!);
    }

    [Fact]
    public async Task Gh_and_we_judge_a_name_that_is_taken_alike()
    {
        await PlaceAsync();
        ChildResult refused = await RunAsync("release", "upload", Tag, Files[0].Path);
        Assert.Contains("already exists", refused.Error, StringComparison.Ordinal);
        File.WriteAllText(Files[0].Path, "HIS image");
        await GhAsync("release", "upload", Tag, Files[0].Path, "--clobber");
        Assert.Contains("already with other bytes", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_gh_published_too_early_is_completed_unless_it_is_immutable()
    {
        await GhAsync("release", "create", Tag, Files[0].Path, "--title", Tag, "--notes", "n", "--target", Commit);
        Assert.Equal(2, (await PlaceAsync()).Sent);
        await PublishedAsync();
        await GitHub.SetAsync(new { forget = true, tags = new { }, immutable = true });
        await GhAsync("release", "create", Tag, Files[0].Path, "--draft", "--title", Tag, "--notes", "n", "--target", Commit);
        await GhAsync("release", "edit", Tag, "--draft=false");
        Assert.Contains("is burned", (await RefusedAsync()).Message, StringComparison.Ordinal);
        ChildResult gh = await RunAsync("release", "upload", Tag, Files[1].Path);
        Assert.Contains("immutable release", gh.Error, StringComparison.Ordinal);
    }

    public override async ValueTask DisposeAsync()
    {
        home.Dispose();
        await base.DisposeAsync();
    }

    private async Task<string> GhAsync(params string[] arguments)
    {
        ChildResult result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    // gh speaks plain HTTP to this host name alone, and the proxy brings it to the double.
    private async Task<ChildResult> RunAsync(params string[] arguments)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        Assert.SkipUnless(path.Split(':').Any(folder => File.Exists(Path.Combine(folder, "gh"))), "gh is not installed: apt-get install gh.");
        string proxy = GitHub.Api.AbsoluteUri;
        var command = new ChildCommand("gh", arguments[0] == "api" ? arguments : [.. arguments, "--repo", $"github.localhost/{GitHub.Repository}"])
        {
            WorkingDirectory = home.Path,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = path,
                ["HOME"] = home.Path,
                ["GH_CONFIG_DIR"] = home.At("config"),
                ["GH_TOKEN"] = GitHub.Token,
                ["GH_ENTERPRISE_TOKEN"] = GitHub.Token,
                ["GH_HOST"] = "github.localhost",
                ["GH_NO_UPDATE_NOTIFIER"] = "1",
                ["HTTP_PROXY"] = proxy,
                ["http_proxy"] = proxy,
            },
        };
        return await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
    }
}
