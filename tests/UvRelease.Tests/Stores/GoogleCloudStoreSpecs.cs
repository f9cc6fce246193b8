using System.Net;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Stores.GoogleCloud;
using UvRelease.Tests.Keys;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>The contract of stores, over a double of Google's protocol. No real bucket was ever asked.</summary>
public sealed class GoogleCloudStoreSpecs : StoreConformance
{
    private protected override Task<IStore> OpenAsync(StoreSettings settings) =>
        Task.FromResult<IStore>(Open(new GoogleStorageDouble("releases"), settings));

    internal static GoogleCloudStore Open(GoogleStorageDouble network, StoreSettings settings) =>
        new(new StoreAddress.Google("releases", "apps/one/"), new StoreCredentials.None(), settings, network);
}

public sealed class GoogleFaultSpecs
{
    private static readonly StoreKey Key = StoreKey.Of("channels/beta/log/1.json");
    private readonly Told told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "rateLimitExceeded"), InlineData(503, "backendError"), InlineData(500, "internalError"), InlineData(408, "timeout")]
    public async Task What_may_pass_is_asked_again(int status, string reason)
    {
        int faults = 2;
        using var network = new GoogleStorageDouble("releases")
        {
            Fault = _ => faults-- > 0 ? GoogleStorageDouble.Refuses((HttpStatusCode)status, reason, "Later.") : null,
        };
        using GoogleCloudStore store = Open(network);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(2, told.Lines.Count);
    }

    [Theory]
    [InlineData(401, "the token is not accepted"), InlineData(403, "Storage Object User"), InlineData(501, "Google answers 501"), InlineData(302, "302")]
    public async Task What_stays_wrong_is_asked_once(int status, string problem)
    {
        using var network = new GoogleStorageDouble("releases") { Fault = _ => GoogleStorageDouble.Refuses((HttpStatusCode)status, "no", "Never.") };
        using GoogleCloudStore store = Open(network);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Single(network.Requests);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_no_missing_object()
    {
        using var network = new GoogleStorageDouble("others");
        using GoogleCloudStore store = Open(network);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(Key, Token));
        Assert.Contains("there is no bucket 'releases'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_lost_the_answer_knows_its_own_object_again()
    {
        int lost = 1;
        using var network = new GoogleStorageDouble("releases") { Loses = request => request.Method == HttpMethod.Put && lost-- > 0 };
        using GoogleCloudStore store = Open(network);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key, Given.Text("1"), Token));
    }

    [Fact]
    public async Task Bytes_that_change_on_the_way_become_no_object()
    {
        int changed = 1;
        using var network = new GoogleStorageDouble("releases") { OnTheWay = bytes => changed-- > 0 ? [.. bytes.Select(one => (byte)(one ^ 1))] : bytes };
        using GoogleCloudStore store = Open(network);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal("1", await store.TextAsync(Key, Token));
        Assert.Single(told.Lines);
        changed = int.MaxValue;
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(StoreKey.Of("other"), Given.Text("1"), Token));
        Assert.Contains("the bytes that arrive are not those that were sent", error.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync(StoreKey.Of("other"), Token));
    }

    [Fact]
    public async Task A_state_that_is_no_generation_is_lost_without_a_request()
    {
        using var network = new GoogleStorageDouble("releases");
        using GoogleCloudStore store = Open(network);
        Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(Key, Given.Text("1"), "\"etag of another store\"", Token));
        Assert.DoesNotContain(network.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_jobs_identity_token_opens_the_bucket()
    {
        using var bucket = new GoogleStorageDouble("releases") { WantsToken = true };
        using var network = new TokensBefore(bucket);
        var credentials = new StoreCredentials.GoogleWebIdentity(GoogleKmsDouble.Federation);
        using var store = new GoogleCloudStore(new StoreAddress.Google("releases", ""), credentials, Given.Settings, network);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal("1", await store.TextAsync(Key, Token));
        Assert.Equal(1, network.Tokens);
    }

    private GoogleCloudStore Open(GoogleStorageDouble network) => GoogleCloudStoreSpecs.Open(network, Given.Settings with { Progress = told });

    /// <summary>Google's token service before its buckets.</summary>
    private sealed class TokensBefore(HttpMessageHandler buckets) : DelegatingHandler(buckets)
    {
        public int Tokens { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host != "sts.googleapis.com")
                return base.SendAsync(request, cancellationToken);
            Tokens++;
            return Task.FromResult(CloudDouble.Says(HttpStatusCode.OK,
                new System.Text.Json.Nodes.JsonObject { ["access_token"] = "token", ["token_type"] = "Bearer", ["expires_in"] = 3599 }));
        }
    }
}
