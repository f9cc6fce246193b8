using System.Text.Json.Nodes;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.GitHub;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Lists, refs and addresses that show what was written only after a while.</summary>
public sealed class LateSpecs : ReleaseStage
{
    private const string Upload = "repos/upload-release-asset";

    private async Task<int> CountAsync(string start) => (await GitHub.CallsAsync()).Count(call => call.StartsWith(start, StringComparison.Ordinal));

    [Theory]
    [InlineData("list", 4)]
    [InlineData("upload", 3)]
    [InlineData("assets", 5)]
    [InlineData("files", 5)]
    [InlineData("names", 5)]
    [InlineData("update", 3)]
    [InlineData("ref", 5)]
    [InlineData("latest", 5)]
    [InlineData("byTag", 5)]
    public async Task What_GitHub_does_not_show_yet_is_looked_at_again(string kind, int requests)
    {
        await GitHub.SetAsync(new { late = new Dictionary<string, int> { [kind] = requests } });
        Assert.Equal(3, (await PlaceAsync(Settings() with { MakeLatest = true })).Sent);
        await PublishedAsync();
        Assert.Empty(Warned.Lines);
        Assert.Equal((1, kind == "upload" ? 3 + requests : 3), (await CountAsync("POST /releases") - await CountAsync("POST /releases/"),
            await CountAsync("POST /releases/")));
        Assert.Equal(new HostOutcome(true, 0), await PlaceAsync());
    }

    [Fact]
    public async Task All_of_it_at_once_is_late_and_nothing_is_made_twice()
    {
        await GitHub.SetAsync(new { late = new { list = 3, upload = 1, assets = 2, files = 2, names = 2, update = 1, @ref = 2, latest = 2, byTag = 2 } });
        await PlaceAsync(Settings() with { MakeLatest = true });
        await PublishedAsync();
        Assert.Empty(Warned.Lines);
    }

    [Fact]
    public async Task A_file_that_stays_away_longer_than_may_be_is_an_error_that_names_it()
    {
        await GitHub.SetAsync(new { late = new { files = 1000 } });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("(a draft) lacks App-1.4.0.AppImage", error.Message, StringComparison.Ordinal);
        Assert.Contains("after 90 s", error.Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { late = new { } });
    }

    [Fact]
    public async Task A_public_release_behind_the_end_of_the_list_is_found_by_its_tag()
    {
        await PlaceAsync();
        await GitHub.SetAsync(new { releases = new[] { new { tag_name = "v1.5.0", draft = false } }, listEnd = 1 });
        Assert.Equal(new HostOutcome(true, 0), await PlaceAsync());
        await Host().VerifyAsync(Files, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await GitHub.ReleasesAsync()).Count);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("late")]
    [InlineData("wrong")]
    public async Task A_draft_whose_answer_was_lost_is_awaited_in_the_list_before_another_one_is_made(string kind)
    {
        await GitHub.SetAsync(new { late = new { list = 4 } });
        await GitHub.FailAsync(new { operation = "repos/create-release", kind });
        Assert.Equal(3, (await PlaceAsync()).Sent);
        await PublishedAsync();
        Assert.Empty(Warned.Lines);
    }

    [Fact]
    public async Task A_draft_that_a_lost_answer_leaves_is_named_when_the_list_shows_it_at_last()
    {
        await GitHub.SetAsync(new { late = new { list = 2 } });
        await GitHub.FailAsync(new { operation = "repos/create-release", kind = "lost" });
        await PlaceAsync(Settings() with { VisibleWithin = TimeSpan.Zero });
        JsonArray releases = await GitHub.ReleasesAsync();
        Assert.Equal(2, releases.Count);
        JsonNode stray = Assert.Single(releases, release => (bool)release!["draft"]!)!;
        Assert.Contains($"(releases {stray["id"]}), which are left alone", Assert.Single(Warned.Lines), StringComparison.Ordinal);
        Assert.Equal(new HostOutcome(true, 0), await PlaceAsync());
    }

    [Fact]
    public async Task A_draft_of_our_own_earlier_run_that_the_list_hides_is_taken_over_with_its_files()
    {
        await GitHub.FailAsync(new { operation = Upload, kind = "refused", after = 2, times = 5 });
        await RefusedAsync();
        long earlier = (long)Assert.Single(await GitHub.ReleasesAsync())!["id"]!;
        await GitHub.SetAsync(new { late = new { }, hidden = new[] { new { id = earlier, list = 1 } } });
        Assert.Equal(1, (await PlaceAsync()).Sent);
        JsonArray releases = await GitHub.ReleasesAsync();
        Assert.False((bool)releases.Single(release => (long)release!["id"]! == earlier)!["draft"]!);
        JsonNode made = Assert.Single(releases, release => (bool)release!["draft"]!)!;
        Assert.Empty(made["assets"]!.AsArray());
        Assert.Contains($"(releases {made["id"]})", Assert.Single(Warned.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_of_this_build_alone_are_one_too_many_for_nobody_and_the_fullest_is_finished()
    {
        string mark = DraftMark.Of(Commit, Files).Text;
        object Ours(params object[] assets) => new { tag_name = Tag, target_commitish = Commit, draft = true, body = mark, assets };
        long[] ids = await GitHub.SetAsync(new { releases = new[] { Ours(), Ours(new { name = Files[0].Name, text = "the image" }), Ours() } });
        Assert.Equal(2, (await PlaceAsync()).Sent);
        JsonArray releases = await GitHub.ReleasesAsync();
        Assert.Equal(ids[1], (long)releases.Single(release => !(bool)release!["draft"]!)!["id"]!);
        Assert.Contains($"(releases {ids[0]}, {ids[2]})", Assert.Single(Warned.Lines), StringComparison.Ordinal);
        Assert.Equal("", (string)releases.Single(release => !(bool)release!["draft"]!)!["body"]!);
    }

    [Fact]
    public async Task Beside_a_draft_of_somebody_else_ours_is_named_and_nothing_is_done()
    {
        string other = DraftMark.Of(Commit, [Files[0]]).Text, ours = DraftMark.Of(Commit, Files).Text;
        long[] ids = await GitHub.SetAsync(new
        {
            releases = new[] { other, ours }.Select(body => new { tag_name = Tag, target_commitish = Commit, draft = true, body }),
        });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains($"releases {ids[0]}, {ids[1]}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Of this build's own runs: {ids[1]}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_of_an_earlier_build_says_whose_it_is()
    {
        string body = DraftMark.Of(Commit, [Files[0]]).Text;
        object[] assets = [new { name = Files[0].Name, text = "HIS image" }];
        await GitHub.SetAsync(new { releases = new[] { new { tag_name = Tag, target_commitish = Commit, draft = true, body, assets } } });
        Assert.Contains("an earlier run made the draft", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("# Notes\n", "# Notes\n")]
    public async Task The_mark_is_in_the_draft_and_not_in_what_becomes_public(string? notes, string body)
    {
        await GitHub.FailAsync(new { operation = Upload, kind = "said", status = 413, message = "no" });
        await RefusedAsync(Settings() with { Notes = notes });
        string draft = (string)Assert.Single(await GitHub.ReleasesAsync())!["body"]!;
        Assert.Equal((notes is null ? "" : notes + "\n\n") + DraftMark.Of(Commit, Files).Text, draft);
        await PlaceAsync(Settings() with { Notes = notes });
        Assert.Equal(body, (string)(await PublishedAsync())["body"]!);
    }

    [Fact]
    public async Task An_immutable_release_lacks_nothing_only_because_the_list_is_late()
    {
        await GitHub.SetAsync(new { immutable = true });
        await PlaceAsync();
        JsonNode release = (await GitHub.ReleasesAsync())[0]!;
        await GitHub.SetAsync(new { assets = release["assets"]!.AsArray().Select(asset => new { id = (long)asset!["id"]!, late = new { files = 3 } }) });
        Assert.Equal(new HostOutcome(true, 0), await PlaceAsync());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_awaited_in_the_list_and_not_sent_again()
    {
        await GitHub.SetAsync(new { late = new { files = 4 } });
        await GitHub.FailAsync(new { operation = Upload, kind = "lost" });
        var bytes = new Count();
        Assert.Equal(3, (await PlaceAsync(Settings() with { Bytes = bytes })).Sent);
        await PublishedAsync();
        Assert.Equal(4, await CountAsync("POST /releases/"));
        Assert.Equal(Files.Sum(file => file.Size), bytes.Value);
    }

    internal sealed class Count : IProgress<long>
    {
        public long Value { get; private set; }

        public void Report(long value) => Value += value;
    }
}
