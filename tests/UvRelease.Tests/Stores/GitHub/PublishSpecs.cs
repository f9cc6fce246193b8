using System.Text.Json.Nodes;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>The way from nothing to a public release, and what is found on it.</summary>
public sealed class PublishSpecs : ReleaseStage
{
    [Fact]
    public async Task A_release_is_a_draft_until_all_its_files_are_verified_and_becomes_public_by_the_last_write()
    {
        HostOutcome outcome = await PlaceAsync(Settings() with { Title = "App 1.4.0", Notes = "Ä note", MakeLatest = true });
        Assert.Equal(new HostOutcome(false, 3), outcome);
        JsonNode release = await PublishedAsync();
        Assert.Equal(("App 1.4.0", "Ä note", false), ((string)release["name"]!, (string)release["body"]!, (bool)release["prerelease"]!));
        string[] calls = await GitHub.CallsAsync();
        Assert.Equal(["POST", "POST", "POST", "POST", "PATCH"], calls.Select(call => call.Split(' ')[0]).Where(method => method != "GET"));
        Assert.StartsWith("GET /releases/", calls[Array.FindIndex(calls, call => call.StartsWith("PATCH", StringComparison.Ordinal)) - 3],
            StringComparison.Ordinal);
        Assert.Empty(Warned.Lines);
    }

    [Fact]
    public async Task Its_public_addresses_give_the_bytes_to_anybody_and_a_range_of_them()
    {
        await PlaceAsync();
        using var client = new HttpClient();
        foreach (HostedFile file in Files)
        {
            Uri url = Host().PublicUrl(file.Name);
            Assert.Equal($"{GitHub.Web}{GitHub.Repository}/releases/download/{Tag}/{file.Name}", url.AbsoluteUri);
            Assert.Equal(File.ReadAllText(file.Path), await client.GetStringAsync(url, TestContext.Current.CancellationToken));
        }

        await Host().VerifyAsync(Files, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Published_again_nothing_is_sent_and_nothing_changes()
    {
        await PlaceAsync();
        string before = (await GitHub.ReleasesAsync()).ToJsonString();
        Assert.Equal(new HostOutcome(true, 0), await PlaceAsync());
        Assert.Equal(before, (await GitHub.ReleasesAsync()).ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_estimate_is_the_number_of_requests_that_it_takes(bool draft)
    {
        if (draft)
            await GitHub.SetAsync(new { releases = new[] { Draft(new { name = Files[0].Name, text = "the image" }) } });
        HostEstimate estimate = await Host().EstimateAsync(Files, TestContext.Current.CancellationToken);
        await GitHub.SetAsync(new { calls = Array.Empty<string>() });
        await PlaceAsync();
        Assert.Equal((await GitHub.CallsAsync()).Length, estimate.Requests);
        Assert.Equal((draft ? 2 : 3, Files.Skip(draft ? 1 : 0).Sum(file => file.Size), 4999), (estimate.Files, estimate.Bytes, estimate.Remaining));
        Assert.Equal(TimeSpan.FromSeconds(draft ? 2 : 4), estimate.AtLeast);
        HostEstimate nothing = await Host().EstimateAsync(Files, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0L, TimeSpan.Zero), (nothing.Files, nothing.Bytes, nothing.AtLeast));
    }

    [Fact]
    public async Task Requests_that_make_content_are_a_second_apart()
    {
        await PlaceAsync();
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), 4), Clock.Pauses);
    }

    [Fact]
    public async Task More_files_than_GitHub_grants_in_an_hour_go_slower_from_the_start()
    {
        HostedFile[] many = [.. Enumerable.Range(0, 451).Select(i => Files[0] with { Name = $"{i}.zip" })];
        HostEstimate estimate = await Host().EstimateAsync(many, TestContext.Current.CancellationToken);
        Assert.Equal((451, TimeSpan.FromSeconds(8 * 452)), (estimate.Files, estimate.AtLeast));
        Assert.Equal(TimeSpan.FromSeconds(451), (await Host().EstimateAsync(many[1..], TestContext.Current.CancellationToken)).AtLeast);
    }

    [Fact]
    public async Task Several_drafts_of_a_tag_are_refused_with_their_ids()
    {
        long[] ids = await GitHub.SetAsync(new { releases = new[] { Draft(), Draft() } });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains($"releases {ids[0]}, {ids[1]}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await GitHub.CallsAsync(), call => !call.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_draft_is_found_on_a_late_page_and_finished_by_its_id()
    {
        long[] ids = await GitHub.SetAsync(
            new
            {
                releases = new[] { Draft(new { name = Files[1].Name, text = "its map" }) }.Concat(Enumerable.Range(0, 120)
            .Select(i => (object)new { tag_name = $"v0.{i}.0", draft = false }))
            });
        Assert.Equal(2, (await PlaceAsync()).Sent);
        JsonNode release = (await GitHub.ReleasesAsync()).Single(release => (long)release!["id"]! == ids[0])!;
        Assert.False((bool)release["draft"]!);
    }

    [Fact]
    public async Task A_draft_that_somebody_makes_meanwhile_stops_it_before_it_is_public()
    {
        await GitHub.FailAsync(new { operation = "repos/upload-release-asset", kind = "held" });
        Task<HostOutcome> placing = PlaceAsync();
        await GitHub.HeldAsync();
        await GitHub.SetAsync(new { releases = new[] { Draft() }, goOn = true });
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => placing);
        Assert.Contains("drafts of v1.4.0", error.Message, StringComparison.Ordinal);
        Assert.All(await GitHub.ReleasesAsync(), release => Assert.True((bool)release!["draft"]!));
    }

    [Fact]
    public async Task A_strange_file_keeps_the_draft_a_draft_and_is_only_told_of_once_it_is_public()
    {
        await GitHub.SetAsync(new { releases = new[] { Draft(new { name = "latest.yml", text = "feed" }) } });
        Assert.Contains("not of this release: latest.yml", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.True((bool)(await GitHub.ReleasesAsync())[0]!["draft"]!);
        await GitHub.SetAsync(
            new
            {
                releases = new[]
            { Public(false, [.. Files.Select(file => new { name = file.Name, text = File.ReadAllText(file.Path) }),
            new { name = "app.sig", text = "signature" }]) }
            });
        Assert.True((await PlaceAsync()).AlreadyDone);
        Assert.Contains(Warned.Lines, line => line.Contains("app.sig", StringComparison.Ordinal));
        Assert.Contains(Warned.Lines, line => line.Contains("drafts of the same tag", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_at_another_commit_is_refused_and_one_at_the_same_is_used(bool annotated)
    {
        string other = new('b', 40);
        await GitHub.SetAsync(
            new
            {
                tags = new Dictionary<string, string> { [Tag] = other },
                annotated = annotated ? new Dictionary<string,
            string>
                { [Tag] = new('c', 40) } : []
            });
        Assert.Contains($"points to commit {other}", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(await GitHub.ReleasesAsync());
        await GitHub.SetAsync(new { tags = new Dictionary<string, string> { [Tag] = Commit } });
        await PlaceAsync();
        await PublishedAsync();
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public async Task Latest_is_said_explicitly(bool makeLatest, string what)
    {
        long[] ids = await GitHub.SetAsync(new { releases = new object[] { new { tag_name = "v1.3.0", draft = false } } });
        await GitHub.SetAsync(new { latest = ids[0] });
        await PlaceAsync(Settings() with { MakeLatest = makeLatest, PreRelease = !makeLatest });
        JsonNode state = await GitHub.StateAsync();
        JsonNode release = state["releases"]![0]!;
        Assert.Equal(what == "true", (long)state["latest"]! == (long)release["id"]!);
        Assert.Equal(!makeLatest, (bool)release["prerelease"]!);
    }

    [Fact]
    public async Task A_release_that_GitHub_does_not_name_as_latest_is_a_warning()
    {
        await GitHub.FailAsync(new { operation = "repos/get-latest-release", kind = "said", status = 404, message = "Not Found", times = 99 });
        await PlaceAsync(Settings() with { MakeLatest = true });
        Assert.Contains("does not name it as the latest", Assert.Single(Warned.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_public_release_does_not_pass_for_one()
    {
        ReleaseException none = await Assert.ThrowsAsync<ReleaseException>(() => Host().VerifyAsync(Files, TestContext.Current.CancellationToken));
        Assert.Contains("no public release v1.4.0", none.Message, StringComparison.Ordinal);
        await PlaceAsync();
        HostedFile other = Make("App-1.4.0.AppImage", "the image, changed");
        ReleaseException differs = await Assert.ThrowsAsync<ReleaseException>(() => Host().VerifyAsync([other], TestContext.Current.CancellationToken));
        Assert.Contains("already with other bytes", differs.Message, StringComparison.Ordinal);
    }
}
