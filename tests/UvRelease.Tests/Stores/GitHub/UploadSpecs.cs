using System.Text.Json.Nodes;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Uploads that break, and files that are there already.</summary>
public sealed class UploadSpecs : ReleaseStage
{
    private const string Upload = "repos/upload-release-asset";

    private async Task<int> CountAsync(string method, string part) =>
        (await GitHub.CallsAsync()).Count(call => call.StartsWith(method, StringComparison.Ordinal) && call.Contains(part, StringComparison.Ordinal));

    [Fact]
    public async Task A_502_that_leaves_a_starter_is_cleaned_up_by_id_after_a_second_look()
    {
        await GitHub.FailAsync(new { operation = Upload, kind = "starter", after = 1, times = 2 });
        Assert.Equal(3, (await PlaceAsync()).Sent);
        await PublishedAsync();
        Assert.Equal(2, await CountAsync("DELETE", "/releases/assets/"));
        Assert.Equal(2, await CountAsync("GET", "/releases/assets/"));
        Assert.Equal(5, await CountAsync("POST", "/assets?name="));
    }

    [Fact]
    public async Task A_starter_of_an_earlier_run_is_cleaned_up()
    {
        await GitHub.SetAsync(new { releases = new[] { Draft(new { name = Files[2].Name, state = "starter", size = 0, digest = (string?)null }) } });
        await PlaceAsync();
        await PublishedAsync();
    }

    [Fact]
    public async Task A_starter_that_somebody_is_just_sending_is_left_alone()
    {
        await GitHub.SetAsync(new { releases = new[] { Draft(new { name = Files[2].Name, state = "starter", size = 0, digest = (string?)null }) } });
        long asset = (long)(await GitHub.ReleasesAsync())[0]!["assets"]![0]!["id"]!;
        await GitHub.FailAsync(new { operation = "repos/get-release-asset", kind = "held" });
        Task<HostOutcome> placing = PlaceAsync();
        await GitHub.HeldAsync();
        await GitHub.SetAsync(new { assets = new[] { new { id = asset, at = "2026-02-02T00:00:00Z" } }, goOn = true });
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => placing);
        Assert.Contains("just being sent", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("DELETE", ""));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("late")]
    [InlineData("wrong")]
    public async Task An_upload_whose_answer_is_lost_is_found_and_not_sent_again(string kind)
    {
        await GitHub.FailAsync(new { operation = Upload, kind });
        Assert.Equal(3, (await PlaceAsync()).Sent);
        await PublishedAsync();
        Assert.Equal(3, await CountAsync("POST", "/assets?name="));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("dead")]
    [InlineData("html")]
    public async Task An_upload_that_did_not_happen_is_sent_again(string kind)
    {
        await GitHub.FailAsync(new { operation = Upload, kind, times = 2 });
        await PlaceAsync();
        await PublishedAsync();
        Assert.Equal(5, await CountAsync("POST", "/assets?name="));
    }

    [Fact]
    public async Task An_upload_that_never_succeeds_ends_with_a_draft_that_the_next_run_finishes()
    {
        await GitHub.FailAsync(new { operation = Upload, kind = "refused", times = 5 });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("could not be sent to GitHub in 5 tries", error.Message, StringComparison.Ordinal);
        Assert.True((bool)(await GitHub.ReleasesAsync())[0]!["draft"]!);
        await PlaceAsync();
        await PublishedAsync();
    }

    [Fact]
    public async Task A_name_that_is_taken_by_equal_bytes_is_skipped_and_by_other_bytes_never_replaced()
    {
        await GitHub.SetAsync(
            new { releases = new[] { Draft(new { name = Files[0].Name, text = "the image" }, new { name = Files[1].Name, text = "HIS map" }) } });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains("App-1.4.0.AppImage.blockmap is in the release v1.4.0 already with other bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("POST", "name=App-1.4.0.AppImage&") + await CountAsync("DELETE", ""));
        Assert.Equal("HIS map", (string)(await GitHub.ReleasesAsync())[0]!["assets"]![1]!["text"]!);
    }

    [Theory]
    [InlineData("the image", true)]
    [InlineData("his image", false)]
    public async Task A_422_for_a_name_that_appeared_meanwhile_is_looked_at(string text, bool equal)
    {
        // Somebody's file appears after the listing: GitHub says that the name is taken.
        await GitHub.FailAsync(new { operation = Upload, kind = "held" });
        Task<HostOutcome> placing = PlaceAsync();
        await GitHub.HeldAsync();
        JsonArray releases = await GitHub.ReleasesAsync();
        await GitHub.SetAsync(new { added = new[] { new { release = (long)releases[0]!["id"]!, name = Files[0].Name, text } }, goOn = true });
        if (equal)
        {
            Assert.Equal(2, (await placing).Sent);
            await PublishedAsync();
        }
        else
            Assert.Contains("already with other bytes", (await Assert.ThrowsAsync<ReleaseException>(() => placing)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the image", true)]
    [InlineData("his image", false)]
    public async Task A_file_without_a_digest_is_read_back_and_hashed(string text, bool equal)
    {
        await GitHub.SetAsync(new { nullDigests = true });
        await GitHub.SetAsync(new { releases = new[] { Draft(new { name = Files[0].Name, text }) } });
        if (equal)
        {
            await PlaceAsync();
            await PublishedAsync();
            // Once for what was there, once for each that was sent, and all of them before and after it became public.
            Assert.Equal(9, await CountAsync("GET", "/releases/assets/"));
        }
        else
            Assert.Contains("already with other bytes", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_after_the_build_never_becomes_an_asset()
    {
        File.WriteAllText(Files[1].Path, "HER map");
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains("is not the file that was built", error.Message, StringComparison.Ordinal);
        Assert.Equal([Files[0].Name], (await GitHub.ReleasesAsync())[0]!["assets"]!.AsArray().Select(asset => (string)asset!["name"]!));
        File.Delete(Files[1].Path);
        Assert.Equal(Fault.Input, (await RefusedAsync()).Fault);
    }

    [Theory]
    [InlineData("App Setup 1.4.0.exe", "App.Setup.1.4.0.exe")]
    [InlineData("Größe.exe", "Gr.e.exe")]
    [InlineData(".hidden", "hidden")]
    [InlineData("a+b.zip", "a.b.zip")]
    [InlineData("end.", "end")]
    public async Task Names_that_GitHub_would_change_are_refused_before_anything_is_asked(string name, string kept)
    {
        HostedFile wrong = Make("x", "x") with { Name = name };
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => Host().PlaceAsync([.. Files, wrong], TestContext.Current.CancellationToken));
        Assert.Contains($"as '{kept}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(await GitHub.CallsAsync());
    }

    [Theory]
    [InlineData("none", "1 to 1000 files")]
    [InlineData("many", "would have 1001")]
    [InlineData("twice", "appears 2 times")]
    [InlineData("empty", "has 0 bytes")]
    [InlineData("huge", "has 2147483648 bytes")]
    public async Task Files_that_GitHub_would_not_take_are_refused_before_anything_is_asked(string what, string words)
    {
        HostedFile[] files = what switch
        {
            "none" => [],
            "many" => [.. Enumerable.Range(0, 1001).Select(i => Files[0] with { Name = $"{i}" })],
            "twice" => [Files[0], Files[0] with { Name = Files[0].Name.ToUpperInvariant() }],
            "empty" => [Files[0] with { Size = 0 }],
            _ => [Files[0] with { Size = 1L << 31 }],
        };
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => Host().EstimateAsync(files, TestContext.Current.CancellationToken));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Empty(await GitHub.CallsAsync());
    }

    [Fact]
    public async Task A_name_that_GitHub_changes_against_all_expectation_is_removed_again()
    {
        await GitHub.SetAsync(new { renames = true });
        Assert.Contains("GitHub keeps the file 'App-1.4.0.AppImage' as 'App-1.4.0.AppImage.1'", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Empty((await GitHub.ReleasesAsync())[0]!["assets"]!.AsArray());
    }
}
