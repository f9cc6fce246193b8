using System.Diagnostics;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Storage that cuts or stalls, uploads that nobody takes, lists that are too long, and what counts as sent.</summary>
public sealed class StorageSpecs : ReleaseStage
{
    private const string Upload = "repos/upload-release-asset";

    private async Task<ReleaseException> BrieflyRefusedAsync(TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        ReleaseException error = await RefusedAsync(Settings() with
        {
            GitHub = Asking() with { Time = TimeProvider.System, Patience = patience, Attempts = 2, Spacing = TimeSpan.Zero, Jitter = () => 0.01 },
            VisibleWithin = TimeSpan.Zero,
        });
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), $"It took {watch.Elapsed}.");
        return error;
    }

    [Fact]
    public async Task Storage_that_always_cuts_is_an_error_that_names_the_file()
    {
        await GitHub.SetAsync(new { nullDigests = true, storage = "cuts" });
        ReleaseException error = await RefusedAsync();
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("App-1.4.0.AppImage (9 bytes) could not be read back from GitHub's storage in 5 tries", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hangs", "The download stalls after 0 bytes")]
    [InlineData("silent", "no answer in time")]
    public async Task Storage_that_hangs_ends_at_the_bound_with_the_name_of_the_file(string storage, string words)
    {
        await GitHub.SetAsync(new { nullDigests = true, storage });
        ReleaseException error = await BrieflyRefusedAsync(TimeSpan.FromMilliseconds(500));
        Assert.Contains("App-1.4.0.AppImage", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_nobody_takes_ends_at_the_bound_however_long_the_file_is()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[32 << 20], TestContext.Current.CancellationToken);
            string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[32 << 20]));
            await GitHub.SetAsync(new { deaf = true });
            Files = [new HostedFile("big.zip", path, 32 << 20, hash, "application/zip")];
            ReleaseException error = await BrieflyRefusedAsync(TimeSpan.FromSeconds(1));
            Assert.Contains("big.zip could not be sent to GitHub in 2 tries: no answer in time", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("refused", 2)]
    [InlineData("lost", 1)]
    [InlineData("dead", 1)]
    [InlineData("starter", 1)]
    public async Task Bytes_count_once_and_only_what_was_accepted(string kind, int times)
    {
        var bytes = new LateSpecs.Count();
        await GitHub.FailAsync(new { operation = Upload, kind, times });
        await PlaceAsync(Settings() with { Bytes = bytes });
        Assert.Equal(Files.Sum(file => file.Size), bytes.Value);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Bytes_that_were_refused_do_not_count(int status)
    {
        var bytes = new LateSpecs.Count();
        await GitHub.FailAsync(new { operation = Upload, kind = "said", status, message = "no", after = 1 });
        ReleaseException error = await RefusedAsync(Settings() with { Bytes = bytes });
        Assert.Contains("the upload of App-1.4.0.AppImage.blockmap", error.Message, StringComparison.Ordinal);
        Assert.Equal(Files[0].Size, bytes.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_longer_than_an_answer_may_be_is_read_in_shorter_pages(bool measured)
    {
        if (measured)
            await GitHub.FailAsync(new { operation = "repos/list-releases", kind = "measured" });
        await GitHub.SetAsync(new { crowd = new { releases = 100, assets = 250, words = 10_000 } });
        await GitHub.SetAsync(new { releases = new[] { new { tag_name = "v0.0.1", draft = false } } });
        HostEstimate estimate = await Host().EstimateAsync(Files, TestContext.Current.CancellationToken);
        Assert.Equal(3, estimate.Files);
        Assert.Contains(Told.Lines, line => line.Contains("a page is longer than 32 MiB; asking for pages of 20", StringComparison.Ordinal));
        string[] calls = [.. (await GitHub.CallsAsync()).Where(call => call.StartsWith("GET /releases?", StringComparison.Ordinal))];
        Assert.Equal("GET /releases?per_page=100&page=1", calls[0]);
        Assert.Equal(Enumerable.Range(1, 6).Select(page => $"GET /releases?per_page=20&page={page}"), calls[1..]);
    }
}
