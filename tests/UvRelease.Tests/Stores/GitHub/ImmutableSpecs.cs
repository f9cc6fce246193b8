using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Immutable releases, and public ones that can still be changed.</summary>
public sealed class ImmutableSpecs : ReleaseStage
{
    private object[] Assets(int count) => [.. Files.Take(count).Select(file => new { name = file.Name, text = File.ReadAllText(file.Path) })];

    [Fact]
    public async Task An_immutable_release_gets_everything_before_it_is_public()
    {
        await GitHub.SetAsync(new { immutable = true });
        await PlaceAsync();
        Assert.True((bool)(await PublishedAsync())["immutable"]!);
        Assert.Contains(Told.Lines, line => line.Contains("are immutable", StringComparison.Ordinal));
        Assert.Equal(new HostOutcome(true, 0), await PlaceAsync());
    }

    [Fact]
    public async Task A_token_that_may_not_know_of_immutable_releases_publishes_all_the_same()
    {
        await GitHub.SetAsync(new { immutable = (bool?)null });
        await PlaceAsync();
        Assert.False((bool)(await GitHub.ReleasesAsync())[0]!["draft"]!);
    }

    [Fact]
    public async Task A_public_immutable_release_that_lacks_a_file_says_that_the_tag_is_burned()
    {
        await GitHub.SetAsync(new { releases = new[] { Public(true, Assets(2)) } });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains("v1.4.0 is burned", error.Message, StringComparison.Ordinal);
        Assert.Contains("lacks App_Setup-1.4.0.exe", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await GitHub.CallsAsync(), call => !call.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_public_release_that_can_be_changed_is_completed()
    {
        await GitHub.SetAsync(new { releases = new[] { Public(false, Assets(2)) } });
        HostEstimate estimate = await Host().EstimateAsync(Files, TestContext.Current.CancellationToken);
        await GitHub.SetAsync(new { calls = Array.Empty<string>() });
        Assert.Equal(new HostOutcome(false, 1), await PlaceAsync());
        Assert.Equal((await GitHub.CallsAsync()).Length, estimate.Requests);
        await PublishedAsync();
    }

    [Fact]
    public async Task A_tag_that_an_immutable_release_used_is_burned_for_ever()
    {
        await GitHub.SetAsync(new { burned = new[] { Tag } });
        Assert.Contains("an immutable release used it", (await RefusedAsync()).Message, StringComparison.Ordinal);
        await GitHub.SetAsync(new { releases = new[] { Draft() } });
        Assert.Contains("Publish under a higher version", (await RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_somebody_publishes_as_immutable_in_the_middle_is_burned()
    {
        await GitHub.SetAsync(new { immutable = true });
        long[] ids = await GitHub.SetAsync(new { releases = new[] { Draft() } });
        await GitHub.SetAsync(
            new
            {
                faults = new object[]
            { new { operation = "repos/upload-release-asset", kind = "said", status = 422,
            message = "Cannot upload assets to an immutable release.", after = 1 } }
            });
        Assert.Contains("became immutable without App-1.4.0.AppImage.blockmap", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(ids[0], (long)(await GitHub.ReleasesAsync())[0]!["id"]!);
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(403, false)]
    [InlineData(404, true)]
    public async Task A_commit_that_changes_workflows_gets_the_hint_how_to_publish_it(int status, bool draft)
    {
        await GitHub.SetAsync(new { workflows = status, releases = draft ? [Draft()] : Array.Empty<object>() });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains(".github/workflows", error.Message, StringComparison.Ordinal);
        Assert.Contains($"push the tag {Tag} first", error.Message, StringComparison.Ordinal);
        Assert.Contains($"status {status}", error.Message, StringComparison.Ordinal);
    }
}
