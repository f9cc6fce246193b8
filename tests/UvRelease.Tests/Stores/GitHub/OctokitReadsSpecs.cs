using Octokit;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Octokit reads what we made, and we go on from what it made: another client than gh, with a reader of its own.</summary>
public sealed class OctokitReadsSpecs : ReleaseStage
{
    private string Owner => GitHub.Repository.Split('/')[0];

    private string Name => GitHub.Repository.Split('/')[1];

    private Task<T> AskAsync<T>(Func<IReleasesClient, Task<T>> ask)
        where T : class => Octokit().AskAsync("releases", client => ask(client.Repository.Release));

    [Fact]
    public async Task A_published_release_its_files_and_its_tag_are_read()
    {
        await PlaceAsync(Settings() with { MakeLatest = true, Title = "App 1.4.0", Notes = "# 1.4.0\n\n- Grüße\n" });
        Release release = await AskAsync(releases => releases.Get(Owner, Name, Tag));
        Assert.Equal((false, false, "App 1.4.0", "# 1.4.0\n\n- Grüße\n"), (release.Draft, release.Prerelease, release.Name, release.Body));
        Assert.Equal((Tag, Commit), (release.TagName, release.TargetCommitish));
        Assert.Equal(release.Id, (await AskAsync(releases => releases.GetLatest(Owner, Name))).Id);
        IReadOnlyList<ReleaseAsset> assets = await AskAsync(releases => releases.GetAllAssets(Owner, Name, release.Id, OctokitClient.AllPages));
        Assert.Equal(
            Files.Select(file => (file.Name, (int)file.Size, "uploaded", file.ContentType, Host().PublicUrl(file.Name).AbsoluteUri)),
            from asset in assets
            orderby asset.Name
            select (asset.Name, asset.Size, asset.State, asset.ContentType, asset.BrowserDownloadUrl));
        TagObject? at = (await Octokit().FindReferenceAsync(GitHub.Repository, $"tags/{Tag}"))?.Object;
        Assert.Equal((Commit, TaggedType.Commit), (at?.Sha, at?.Type.Value));
    }

    [Fact]
    public async Task What_a_broken_run_leaves_is_a_draft_that_no_tag_leads_to()
    {
        var headers = new Dictionary<string, string> { ["retry-after"] = "3000" };
        await GitHub.FailAsync(new { operation = "repos/upload-release-asset", kind = "limit", after = 1, headers });
        await RefusedAsync();
        Assert.Null(await Octokit().FindAsync("the release", client => client.Repository.Release.Get(Owner, Name, Tag)));
        Release draft = Assert.Single(await AskAsync(releases => releases.GetAll(Owner, Name, OctokitClient.AllPages)));
        Assert.Equal((true, Tag, 1), (draft.Draft, draft.TagName, draft.Assets.Count));
        Assert.Null(await Octokit().FindReferenceAsync(GitHub.Repository, $"tags/{Tag}"));
        await PlaceAsync();
        Assert.Equal((false, draft.Id, 3), await StateAsync());
    }

    [Fact]
    public async Task A_draft_of_Octokit_is_finished_by_us()
    {
        var wanted = new NewRelease(Tag) { Draft = true, Name = "By hand", Body = "Kept notes", TargetCommitish = Commit };
        Release draft = await AskAsync(releases => releases.Create(Owner, Name, wanted));
        Assert.Equal(new HostOutcome(false, 3), await PlaceAsync());
        Assert.Equal((false, draft.Id, 3), await StateAsync());
        Assert.Equal("Kept notes", (string)(await PublishedAsync())["body"]!);
    }

    [Fact]
    public async Task Octokit_and_we_are_asked_to_keep_a_burned_tag_alike()
    {
        await GitHub.SetAsync(new { burned = new[] { Tag } });
        Assert.Contains("is burned", (await RefusedAsync()).Message, StringComparison.Ordinal);
        var wanted = new NewRelease(Tag) { Draft = true };
        var error = await Assert.ThrowsAsync<ReleaseException>(() => AskAsync(releases => releases.Create(Owner, Name, wanted)));
        Assert.Contains("used by an immutable release", error.Message, StringComparison.Ordinal);
    }

    private async Task<(bool Draft, long Id, int Files)> StateAsync()
    {
        Release release = await AskAsync(releases => releases.Get(Owner, Name, Tag));
        return (release.Draft, release.Id, release.Assets.Count);
    }
}
