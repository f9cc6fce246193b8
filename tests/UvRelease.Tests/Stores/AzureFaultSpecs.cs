using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>What is sent to Azure, and what its refusals become ("Blob service error codes", Azure Storage REST API).</summary>
public sealed class AzureFaultSpecs : IDisposable
{
    private const string Said = "said by the server";
    private static readonly StoreKey Key = StoreKey.Of("a");
    private static readonly Answer Written = new(201) { Headers = { ["ETag"] = "\"0x8D1\"" } };
    private readonly Told told = new();
    private readonly List<NameValueCollection> headers = [];
    private ScriptedServer? server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(403, "AuthenticationFailed", Fault.Environment, "the credentials are not accepted: a wrong key")]
    [InlineData(401, "InvalidAuthenticationInfo", Fault.Environment, "the credentials are not accepted: a wrong key")]
    [InlineData(403, "AuthorizationPermissionMismatch", Fault.Environment, "access is denied. Check the secret")]
    [InlineData(404, "ContainerNotFound", Fault.Input, "there is no container 'container' in the account 'account'")]
    [InlineData(412, "LeaseIdMissing", Fault.Environment, "somebody holds a lease on the blob. Break the lease")]
    [InlineData(409, "BlobImmutableDueToPolicy", Fault.Environment, "the container's immutability policy forbids it")]
    [InlineData(400, "SomethingNew", Fault.Environment, "Azure answers 400 SomethingNew.")]
    [InlineData(301, "", Fault.Environment, "Azure answers 301 .")]
    public async Task What_the_server_refuses_is_told_once_with_how_to_mend_it(int status, string code, Fault fault, string part)
    {
        using IStore store = Open(_ => Refusal(status, code));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("x"), Token));
        Assert.Equal(fault, error.Fault);
        Assert.StartsWith("az://account/container: writing 'a' failed: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, error.ToString(), StringComparison.Ordinal);
        Assert.Single(server!.Requests);
        Assert.Empty(told.Lines);
    }

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(500, "InternalError")]
    [InlineData(500, "OperationTimedOut")]
    [InlineData(400, "Md5Mismatch")]
    [InlineData(429, "TooManyRequests")]
    public async Task What_may_pass_by_itself_is_tried_again_and_told(int status, string code)
    {
        using IStore store = Open(number => number < 2 ? Refusal(status, code) : Written);
        Assert.Equal(new PutResult.Written("\"0x8D1\""), await store.CreateAsync(Key, Given.Text("x"), Token));
        Assert.Equal(3, server!.Requests.Count);
        Assert.Equal(2, told.Lines.Count);
        string begin = $"az://account/container: writing 'a': Azure answers {status} {code}. Trying again in ";
        Assert.All(told.Lines, line => Assert.StartsWith(begin, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_does_not_pass_ends_after_some_attempts()
    {
        using IStore store = Open(_ => Refusal(503, "ServerBusy"));
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
        Assert.Equal(2, told.Lines.Count);
    }

    [Fact]
    public async Task Content_goes_with_its_hashes_and_its_condition()
    {
        string md5 = Md5("x"u8), sha256 = Convert.ToHexStringLower(SHA256.HashData("x"u8));
        using IStore store = Open(_ => Written);
        await store.CreateAsync(Key, Given.Text("x"), Token);
        await store.ReplaceAsync(Key, Given.Text("x"), "\"0x8D0\"", Token);
        Assert.Equal(["PUT /container/a", "PUT /container/a"], server!.Requests);
        Assert.Equal(["*", null], headers.Select(one => one["If-None-Match"]));
        Assert.Equal([null, "\"0x8D0\""], headers.Select(one => one["If-Match"]));
        Assert.All(headers, one =>
        {
            Assert.Equal((md5, sha256), (one["x-ms-blob-content-md5"], one["x-ms-meta-sha256"]));
            Assert.Equal(("2021-12-02", "BlockBlob"), (one["x-ms-version"], one["x-ms-blob-type"]));
            Assert.Equal(("text/yaml; charset=utf-8", "no-cache"), (one["x-ms-blob-content-type"], one["x-ms-blob-cache-control"]));
            Assert.Matches("^[0-9a-f]{32}$", one["x-ms-meta-uv_put"]);
            Assert.Null(one["User-Agent"]);
        });
        Assert.Equal(2, headers.Select(one => one["x-ms-meta-uv_put"]).Distinct().Count());
    }

    [Fact]
    public async Task Parts_go_with_their_hashes_and_the_list_with_the_condition()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = Given.Bytes(6 << 20);
        await File.WriteAllBytesAsync(folder.At("big"), bytes, Token);
        using IStore store = Open(_ => Written, parallelism: 1);
        await store.CreateAsync(Key, Given.File(folder.At("big")) with { LikelyAbsent = true }, Token);
        Assert.Equal(["block", "block", "blocklist"], server!.Requests.Select(request => request.Split("comp=")[1].Split('&')[0]));
        Assert.Equal([Md5(bytes.AsSpan(0, 5 << 20)), Md5(bytes.AsSpan(5 << 20))], headers.Take(2).Select(one => one["Content-MD5"]));
        Assert.Equal([null, null, "*"], headers.Select(one => one["If-None-Match"]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), headers[2]["x-ms-meta-sha256"]);
        Assert.Equal("application/octet-stream", headers[2]["x-ms-blob-content-type"]);
    }

    [Theory]
    [InlineData(null, "https://account.blob.core.windows.net/container")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1/container")]
    [InlineData("http://127.0.0.1:10000/account", "http://127.0.0.1:10000/account/container")]
    [InlineData("https://example.org/proxy/account/", "https://example.org/proxy/account/container")]
    public async Task Every_request_goes_below_the_endpoint(string? endpoint, string container)
    {
        var address = new StoreAddress.Azure("account", "container", "v 1/") { Endpoint = endpoint is null ? null : new Uri(endpoint) };
        var network = new Network();
        var key = new StoreCredentials.AzureSharedKey("AAAA");
        using var store = new AzureBlobStore(address, Given.Settings, () => new AzureClient(address, key, Given.Settings, network));
        Assert.Null(await store.FindAsync(StoreKey.Of("ü/%2f"), Token));
        Assert.Null(await store.ReadAsync(StoreKey.Of("a"), null, Token));
        await store.DeleteAsync(StoreKey.Of("a"), Token);
        Assert.Equal([$"{container}/v%201/%C3%BC/%252f", $"{container}/v%201/a", $"{container}/v%201/a"], network.Asked);
        Assert.Equal($"{container}/v%201/%C3%BC/%252f", store.PublicUrl(StoreKey.Of("ü/%2f")).AbsoluteUri);
    }

    [Theory]
    [InlineData("no XML")]
    [InlineData("<EnumerationResults><Blobs><Blob><Properties><Content-Length>1</Content-Length></Properties></Blob></Blobs></EnumerationResults>")]
    [InlineData("<EnumerationResults><Blobs><Blob><Name>a</Name><Properties /></Blob></Blobs></EnumerationResults>")]
    [InlineData("<EnumerationResults><Blobs><Blob><Name/><Properties><Content-Length>x</Content-Length></Properties></Blob></Blobs></EnumerationResults>")]
    public async Task A_listing_that_is_none_is_told(string body)
    {
        using IStore store = Open(_ => new Answer(200, body));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.KeysAsync("", Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("The listing of the container is not what Azure documents.", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, server!.Requests.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task An_answer_without_end_is_not_read_to_its_end(int status)
    {
        using var endless = new LoopbackListener(async context =>
        {
            byte[] block = new byte[1 << 20];
            context.Response.StatusCode = status;
            context.Response.SendChunked = true;
            try
            {
                while (true)
                    await context.Response.OutputStream.WriteAsync(block);
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // The client has had enough.
            }
        });
        using IStore store = Open(endless.Url);
        await Assert.ThrowsAsync<ReleaseException>(() => store.KeysAsync("", Token)).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(int.MaxValue, false)]
    public async Task Content_that_breaks_off_is_asked_for_again(int breaks, bool arrives)
    {
        var ranges = new List<string?>();
        using var breaking = new LoopbackListener(async context =>
        {
            string? range = context.Request.Headers["x-ms-range"] ?? context.Request.Headers["Range"];
            int from = range is null ? 0 : int.Parse(range["bytes=".Length..].Split('-')[0]);
            ranges.Add(range);
            context.Response.StatusCode = range is null ? 200 : 206;
            context.Response.Headers["ETag"] = "\"0x8D1\"";
            context.Response.Headers["Content-Range"] = range is null ? null : $"bytes {from}-9/10";
            context.Response.ContentLength64 = 10 - from;
            bool whole = ranges.Count > breaks;
            await context.Response.OutputStream.WriteAsync("0123456789"u8.ToArray().AsMemory(from, whole ? 10 - from : (10 - from) / 2));
            await context.Response.OutputStream.FlushAsync();
            if (whole)
                context.Response.Close();
            else
                context.Response.Abort();
        });
        using IStore store = Open(breaking.Url);
        if (arrives)
        {
            Assert.Equal("0123456789", await store.TextAsync(Key, Token));
            Assert.Equal([null, "bytes=5-"], ranges);
        }
        else
        {
            ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.TextAsync(Key, Token));
            Assert.Equal(Fault.Environment, error.Fault);
            Assert.Contains("'a' in az://account/container can't be read to its end: ", error.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => server?.Dispose();

    private static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes));

    private sealed class Network : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Headers = { { "x-ms-error-code", "BlobNotFound" } } });
        }
    }

    private static Answer Refusal(int status, string code) => new(status, $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{Said}</Message></Error>")
    {
        Headers = { ["x-ms-error-code"] = code, ["x-ms-said"] = Said, ["Location"] = "http://127.0.0.1:1/" },
    };

    private IStore Open(Func<int, Answer> answer, int parallelism = 4)
    {
        server = new ScriptedServer((request, number) =>
        {
            headers.Add(request.Headers);
            return answer(number);
        });
        return Open(server.Url, parallelism);
    }

    private IStore Open(Uri endpoint, int parallelism = 4) => Store.Open(
        new StoreAddress.Azure("account", "container", "") { Endpoint = endpoint },
        new StoreCredentials.AzureSharedKey("AAAA"),
        Given.Settings with { Progress = told, Attempts = 3, Parallelism = parallelism });
}
