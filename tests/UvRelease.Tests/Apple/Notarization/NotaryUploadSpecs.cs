using UvRelease.Apple.Notarization;
using UvRelease.Releases;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>The way of a file to Apple's storage.</summary>
public sealed class NotaryUploadSpecs : IDisposable
{
    private const int Mebi = 1024 * 1024;
    private readonly NotaryStage stage = new();

    [Fact]
    public void Without_another_address_the_upload_goes_to_Apples_region_over_https_and_is_not_sent_on()
    {
        var place = new NotaryUploadPlace("id", stage.Storage.AccessKey, stage.Storage.SecretKey, stage.Storage.SessionToken, NotaryStorage.Bucket, "prod/id");
        using var client = NotaryUpload.Open(place, new NotaryOptions());
        Assert.Equal(("us-west-2", false, false), (client.Config.RegionEndpoint.SystemName, client.Config.UseHttp, client.Config.AllowAutoRedirect));
        string url = client.GetPreSignedURL(new Amazon.S3.Model.GetPreSignedUrlRequest
        {
            BucketName = place.Bucket,
            Key = place.Key,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1)
        });
        Assert.StartsWith("https://notary-submissions-prod.s3.us-west-2.amazonaws.com/prod/id?", url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_is_dropped_or_refused_for_now_is_sent_again()
    {
        stage.Storage.Troubles = (asked, number) => number switch
        {
            0 => new Trouble.Says(Answer.S3Error(503, "SlowDown")),
            2 => new Trouble.Cuts(new Answer(500, "<Error><Code>InternalError</Code></Error>")),
            3 => new Trouble.Says(Answer.S3Error(500, "InternalError")),
            _ => null,
        };
        NotarySubmission submission = await stage.SubmitAsync(stage.File(6 * Mebi));
        Assert.Equal(submission.Sha256, stage.Storage.Sum($"prod/{submission.Id}"));
        stage.AssertStrict();
    }

    [Fact]
    public async Task An_upload_that_stays_broken_is_given_up_and_its_parts_thrown_away()
    {
        stage.Storage.Troubles = (asked, _) => asked.What.Contains("partNumber=2", StringComparison.Ordinal) ? new Trouble.Says(Answer.S3Error(503,
            "SlowDown")) : null;
        Assert.Equal("The storage of Apple's notary service answered 503 (SlowDown), 3 times. Nothing was submitted: run this again.",
            await FailsAsync(stage.File(6 * Mebi)));
        Assert.Equal(1, stage.Storage.Aborted);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(6 * Mebi)]
    public async Task A_storage_that_drops_the_connection_is_tried_again_and_then_left(int length)
    {
        using var storage = new DroppingServer();
        stage.Options = stage.Options with { UploadAddress = storage.Url };
        Assert.Equal("The storage of Apple's notary service broke the connection off, or can't be reached, 3 times. Nothing was submitted: run this again.",
            await FailsAsync(stage.File(length)));
        // The SDK connects some times more by itself, at once.
        Assert.InRange(storage.Dropped, 3, 3 * 11);
    }

    [Fact]
    public async Task A_storage_that_sends_elsewhere_gets_nothing_sent_there()
    {
        using var elsewhere = new ScriptedServer((_, _) => Answer.Written);
        foreach (int status in (int[])[301, 302, 307, 308])
        {
            stage.Storage.Troubles = (_, _) => new Trouble.Says(Answer.S3Error(status, "TemporaryRedirect")
                with
            { Headers = new() { ["Location"] = new Uri(elsewhere.Url, "/b/k").AbsoluteUri } });
            Assert.Equal($"The storage of Apple's notary service answered {status} (TemporaryRedirect). Nothing was submitted: run this again.",
                await FailsAsync());
        }

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_slow_storage_is_left_after_a_while()
    {
        stage.Options = stage.Options with { Attempts = 1, RequestTimeout = TimeSpan.FromSeconds(1) };
        stage.Storage.Troubles = (_, _) => new Trouble.Stalls();
        Assert.Equal("The storage of Apple's notary service gave no answer in time. Nothing was submitted: run this again.", await FailsAsync());
    }

    [Theory]
    [InlineData(403, "AccessDenied", "answered 403 (AccessDenied). Nothing was submitted: run this again.")]
    [InlineData(400, "ExpiredToken",
        "does not take the upload: its credentials have expired, as they do 12 hours after the submission. Run this again for new ones.")]
    [InlineData(403, "RequestTimeTooSkewed",
        "does not take the upload: the clock of this machine is wrong by more than 15 minutes. Set it, and run this again.")]
    public async Task A_refused_upload_says_why_and_is_not_sent_again(int status, string code, string sentence)
    {
        stage.Storage.Troubles = (_, _) => new Trouble.Says(Answer.S3Error(status, code));
        Assert.Equal($"The storage of Apple's notary service {sentence}", await FailsAsync());
        Assert.Single(stage.Storage.Requests);
    }

    [Fact]
    public async Task A_file_that_changes_meanwhile_is_not_sent()
    {
        string file = stage.File();
        stage.Notary.Troubles = (_, _) =>
        {
            File.WriteAllText(file, "another");
            return null;
        };
        Assert.Equal("Sample.zip changed while it was uploaded. Let nothing write to it, and run this again.", await FailsAsync(file));
        Assert.Empty(stage.Storage.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_an_upload()
    {
        using var stop = new CancellationTokenSource();
        stage.Storage.Troubles = (_, _) =>
        {
            stop.Cancel();
            return new Trouble.Stalls();
        };
        using var service = new NotaryService(stage.Key, stage.Options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.SubmitAsync(stage.File(), stop.Token));
    }

    public void Dispose() => stage.Dispose();

    private async Task<string> FailsAsync(string? file = null)
    {
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => stage.SubmitAsync(file));
        Assert.Equal(Fault.Environment, refusal.Fault);
        return refusal.Message;
    }
}
