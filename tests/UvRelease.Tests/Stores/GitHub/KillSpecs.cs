using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>A run that ends at any of its requests, whether GitHub did what was asked or not.</summary>
public sealed class KillSpecs : ReleaseStage
{
    [Theory]
    [InlineData("dead")]
    [InlineData("lost")]
    [InlineData("starter")]
    public async Task A_rerun_after_an_end_at_any_request_finishes_the_release(string kind)
    {
        await PlaceAsync(Settings() with { MakeLatest = true });
        int requests = kind == "starter" ? Files.Length : (await GitHub.CallsAsync()).Length;
        int ended = 0;
        for (int request = 0; request < requests; request++)
        {
            await GitHub.SetAsync(new { releases = Array.Empty<object>(), forget = true, tags = new { }, latest = (long?)null, calls = Array.Empty<string>() });
            await GitHub.FailAsync(
                new { operation = kind == "starter" ? "repos/upload-release-asset" : "*", kind, after = request },
                new { operation = "*", kind = "dead", times = 1000 });
            ended += await EndsAsync() ? 1 : 0;
            // A public release is always a whole one.
            foreach (var release in (await GitHub.ReleasesAsync()).Where(release => !(bool)release!["draft"]!))
                Assert.Equal(Files.Length, release!["assets"]!.AsArray().Count(asset => (string)asset!["state"]! == "uploaded"));
            await GitHub.SetAsync(new { faults = Array.Empty<object>() });
            await PlaceAsync();
            await PublishedAsync();
        }

        Assert.Equal(requests, ended);
    }

    // Nothing of it reaches GitHub any more, as if it was killed there.
    private async Task<bool> EndsAsync()
    {
        try
        {
            await Host(Settings() with { GitHub = Asking() with { Attempts = 1 }, MakeLatest = true }).PlaceAsync(Files, TestContext.Current.CancellationToken);
            return false;
        }
        catch (ReleaseException)
        {
            return true;
        }
    }
}
