using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

public sealed class AzureCredentialSpecs(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly StoreKey Key = StoreKey.Of("with space+ü");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shared_access_signature_opens_the_container()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        using IStore store = Store.Open(container, new StoreCredentials.AzureSas("?" + azurite.Signature(container, "2099-01-01T00:00:00Z")), Given.Settings);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal("1", await store.TextAsync(Key, Token));
        Assert.Equal([Key.Text], await store.KeysAsync("", Token));
    }

    [Fact]
    public async Task A_signature_that_has_expired_is_told_and_not_repeated()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        string query = azurite.Signature(container, "2020-01-01T00:00:00Z");
        using IStore store = Store.Open(container, new StoreCredentials.AzureSas(query), Given.Settings);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("Check the secret, when it expires, and the clock", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_and_a_missing_container_are_told()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        string wrong = Convert.ToBase64String(new byte[64]);
        using IStore stranger = Store.Open(container, new StoreCredentials.AzureSharedKey(wrong), Given.Settings);
        Assert.Contains("Check the secret", (await Assert.ThrowsAsync<ReleaseException>(() => stranger.CreateAsync(Key, Given.Text("1"), Token))).Message, StringComparison.Ordinal);
        using IStore lost = Store.Open(container with { Container = "no-such" }, azurite.Key, Given.Settings);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => lost.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("there is no container 'no-such'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ReleaseException>(() => new AzureClient(container, new StoreCredentials.AzureSharedKey("no base64!"), Given.Settings));
    }

    [Fact]
    public async Task A_token_of_Entra_goes_as_bearer_for_storage_alone()
    {
        var credential = new Double();
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://acme.blob.core.windows.net/releases/a");
        await new AzureSignature.Bearer(credential).SignAsync(request, Token);
        Assert.Equal("Bearer token", request.Headers.Authorization?.ToString());
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
    }

    [Theory]
    [InlineData("a1b2c3d4-0000-4000-8000-000000000002", null)]
    [InlineData("a1b2c3d4-0000-4000-8000-000000000009", "Microsoft Entra gives no token: ")]
    public async Task An_identity_token_is_exchanged_as_Entra_documents_it(string application, string? words)
    {
        const string tenant = "a1b2c3d4-0000-4000-8000-000000000001";
        using var entra = new Entra(tenant);
        using var http = new HttpClient(entra);
        var identity = new StoreCredentials.AzureWebIdentity(tenant, application, new Identity());
        var signature = new AzureSignature.Bearer(AzureSignature.EntraToken(identity, new HttpClientTransport(http)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://acme.blob.core.windows.net/releases/a");
        if (words is null)
        {
            await signature.SignAsync(request, Token);
            Assert.Equal("Bearer of-storage", request.Headers.Authorization?.ToString());
        }
        else
        {
            ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(async () => await signature.SignAsync(request, Token));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.Contains("Check tenant, client, and the federated credential", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Identity.Text, error.Message, StringComparison.Ordinal);
        }
    }

    private sealed class Identity : IIdentityToken
    {
        public const string Text = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvYXBwIn0.c2lnbmF0dXJl";

        public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Text);
    }

    /// <summary>"Microsoft identity platform and the OAuth 2.0 client credentials flow", third case: access token request with a federated credential. Proves no token's signature.</summary>
    private sealed class Entra(string tenant) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string authority = $"https://login.microsoftonline.com/{tenant}/";
            if (request.RequestUri!.AbsolutePath.EndsWith("/discovery/instance", StringComparison.Ordinal))
                return Says(200, $$"""{"tenant_discovery_endpoint":"{{authority}}v2.0/.well-known/openid-configuration","api-version":"1.1","metadata":[{"preferred_network":"login.microsoftonline.com","preferred_cache":"login.windows.net","aliases":["login.microsoftonline.com","login.windows.net"]}]}""");
            Dictionary<string, string> form = (await request.Content!.ReadAsStringAsync(cancellationToken)).Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
            bool right = request.Method == HttpMethod.Post && request.RequestUri.GetLeftPart(UriPartial.Path) == authority + "oauth2/v2.0/token"
                && form["grant_type"] == "client_credentials" && form["client_id"] == "a1b2c3d4-0000-4000-8000-000000000002" && form["client_assertion"] == Identity.Text
                && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && form["scope"].Split(' ').Contains("https://storage.azure.com/.default");
            return right
                ? Says(200, """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"of-storage"}""")
                : Says(400, """{"error":"unauthorized_client","error_description":"AADSTS700016: Application was not found in the directory.","error_codes":[700016]}""");
        }

        private static HttpResponseMessage Says(int status, string json) => new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }

    private sealed class Double : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
