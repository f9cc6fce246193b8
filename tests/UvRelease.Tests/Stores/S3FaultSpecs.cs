using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

public sealed class S3FaultSpecs : IDisposable
{
    private static readonly StoreKey Key = StoreKey.Of("a");
    private readonly Told told = new();
    private ScriptedServer? server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IStore Open(Func<int, Answer> answer)
    {
        server = new ScriptedServer((_, number) => answer(number));
        return Open(server.Url);
    }

    private IStore Open(Uri endpoint) => Store.Open(
        new StoreAddress.S3("bucket", "", "eu-central-1") { Endpoint = endpoint, PathStyle = true },
        new StoreCredentials.S3Keys("AKID", "very secret"),
        Given.Settings with { Progress = told, Attempts = 3 });

    [Theory]
    [InlineData(400, "ExpiredToken", Fault.Environment, "credentials have expired. Get new ones")]
    [InlineData(403, "InvalidAccessKeyId", Fault.Environment, "does not know the access key. Check the secret")]
    [InlineData(403, "SignatureDoesNotMatch", Fault.Environment, "secret key is not the one of the access key")]
    [InlineData(403, "RequestTimeTooSkewed", Fault.Environment, "clock is wrong by more than 15 minutes. Set it")]
    [InlineData(403, "AccessDenied", Fault.Environment, "access is denied. Let the role")]
    [InlineData(404, "NoSuchBucket", Fault.Input, "there is no bucket 'bucket'")]
    [InlineData(400, "AuthorizationHeaderMalformed", Fault.Input, "not in the region 'eu-central-1'. Correct ?region=")]
    [InlineData(301, "PermanentRedirect", Fault.Input, "not in the region 'eu-central-1'. Correct ?region=")]
    [InlineData(501, "NotImplemented", Fault.Environment, "does not implement what is asked")]
    [InlineData(400, "SomethingNew", Fault.Environment, "answers SomethingNew")]
    public async Task What_the_server_refuses_is_told_once_with_how_to_mend_it(int status, string code, Fault fault, string part)
    {
        using IStore store = Open(_ => Answer.S3Error(status, code));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("x"), Token));
        Assert.Equal(fault, error.Fault);
        Assert.StartsWith("s3://bucket: writing 'a' failed: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very secret", error.ToString(), StringComparison.Ordinal);
        Assert.Single(server!.Requests);
        Assert.Empty(told.Lines);
    }

    [Theory]
    [InlineData(301, "not in the region 'eu-central-1'. Correct ?region=")]
    [InlineData(302, "127.0.0.1 answers")]
    [InlineData(307, "not in the region 'eu-central-1'. Correct ?region=")]
    [InlineData(308, "not in the region 'eu-central-1'. Correct ?region=")]
    public async Task Nothing_is_sent_where_an_answer_leads(int status, string part)
    {
        using IStore store = Open(_ => new Answer(status) { Headers = { ["Location"] = "https://other.s3.eu-central-1.amazonaws.com/a" } });
        foreach (Func<Task> request in (Func<Task>[])[() => store.FindAsync(Key, Token), () => store.CreateAsync(Key, Given.Text("x"), Token)])
        {
            ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(request);
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, server!.Requests.Count);
    }

    [Theory]
    [InlineData(409, "ConditionalRequestConflict")]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "BadDigest")]
    public async Task What_may_pass_by_itself_is_tried_again_and_told(int status, string code)
    {
        using IStore store = Open(number => number < 2 ? Answer.S3Error(status, code) : Answer.Written);
        Assert.Equal(new PutResult.Written("\"e1\""), await store.CreateAsync(Key, Given.Text("x"), Token));
        Assert.Equal(3, server!.Requests.Count);
        Assert.Equal(2, told.Lines.Count(line => line.Contains("Trying again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_does_not_pass_ends_after_some_attempts()
    {
        using IStore store = Open(_ => Answer.S3Error(503, "SlowDown"));
        await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("x"), Token));
        Assert.Equal(3, server!.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        using IStore store = Open(new Uri($"http://127.0.0.1:{LoopbackServer.FreePort()}"));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(Key, Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("127.0.0.1 can't be reached: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_in_parts_that_fails_is_thrown_away()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.At("big"), Given.Bytes(6 << 20), Token);
        server = new ScriptedServer((request, _) => request switch
        {
            { HttpMethod: "POST" } =>
                new Answer(200, "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>"),
            { HttpMethod: "DELETE" } => new Answer(204),
            _ => Answer.S3Error(403, "AccessDenied"),
        });
        using IStore store = Open(server.Url);
        await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.File(folder.At("big")) with { LikelyAbsent = true }, Token));
        Assert.Equal("DELETE /bucket/a?uploadId=u1", server.Requests[^1]);
    }

    [Fact]
    public async Task A_fresh_upload_of_many_files_asks_once_for_all_and_sends_each_once()
    {
        using var folder = new TemporaryFolder();
        server = new ScriptedServer((request, _) => request.HttpMethod == "GET"
            ? new Answer(200, "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>") : Answer.Written);
        using IStore store = Open(server.Url);
        StoreUpload[] uploads = [.. Enumerable.Range(0, 5).Select(i => new StoreUpload(StoreKey.Of($"v1/{i}"), Given.File(folder.Write($"{i}", "x"))))];
        await StoreUpload.RunAsync(store, uploads, 4, Token);
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(5, server.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)));
    }

    public void Dispose() => server?.Dispose();
}
