using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Credentials;

namespace UvRelease.Tests.Stores;

/// <summary>
/// Microsoft Entra in front of a network: gives tokens as "Microsoft identity platform and the OAuth 2.0 client credentials flow" has it, third case (access
/// token request with a federated credential), with the claims of "Access tokens in the Microsoft identity platform", version 1.0. It proves no signature of
/// the identity token, and its own has none.
/// </summary>
internal sealed class Entra(HttpMessageHandler network) : DelegatingHandler(network)
{
    public const string Tenant = "a1b2c3d4-0000-4000-8000-000000000001";
    public const string Application = "a1b2c3d4-0000-4000-8000-000000000002";
    private const string Authority = $"https://login.microsoftonline.com/{Tenant}/";
    private const string Discovery = $$"""
        {"tenant_discovery_endpoint":"{{Authority}}v2.0/.well-known/openid-configuration","api-version":"1.1","metadata":[{"preferred_network":
        "login.microsoftonline.com","preferred_cache":"login.windows.net","aliases":["login.microsoftonline.com","login.windows.net"]}]}
        """;

    private const string Unknown = """
        {"error":"unauthorized_client","error_description":"AADSTS700016: Application was not found in the directory.","error_codes":[700016]}
        """;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private readonly List<string> scopes = [];
    private readonly List<AuthenticationHeaderValue?> sent = [];

    /// <summary>How long ago the tokens that it gives began.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>What the network answers in the place of its own answer; null for its own.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Answer { get; init; } = _ => null;

    /// <summary>The scopes of the tokens that were given.</summary>
    public string[] Scopes
    {
        get
        {
            lock (gate)
                return [.. scopes];
        }
    }

    /// <summary>What the requests to the network were authorized by.</summary>
    public AuthenticationHeaderValue?[] Sent
    {
        get
        {
            lock (gate)
                return [.. sent];
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host == "login.microsoftonline.com")
            return await GiveAsync(request, cancellationToken);
        lock (gate)
            sent.Add(request.Headers.Authorization);
        return Answer(request) ?? await base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> GiveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("/discovery/instance", StringComparison.Ordinal))
            return Says(HttpStatusCode.OK, Discovery);
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var form = body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
        bool right = request.Method == HttpMethod.Post && request.RequestUri.GetLeftPart(UriPartial.Path) == Authority + "oauth2/v2.0/token"
            && request.Content.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded"
            && form["grant_type"] == "client_credentials" && form["client_id"] == Application && form["client_assertion"] == IdentityToken.Text
            && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        string? scope = form["scope"].Split(' ').SingleOrDefault(one => one.EndsWith("/.default", StringComparison.Ordinal));
        if (!right || scope is null)
            return Says(HttpStatusCode.BadRequest, Unknown);
        lock (gate)
            scopes.Add(scope);
        string token = Token(audience: scope[..^"/.default".Length]);
        return Says(HttpStatusCode.OK, $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"{{token}}"}""");
    }

    private string Token(string audience)
    {
        DateTimeOffset begin = TimeProvider.System.GetUtcNow() - Age;
        var claims = new JsonObject
        {
            ["aud"] = audience,
            ["iss"] = $"https://sts.windows.net/{Tenant}/",
            ["iat"] = begin.ToUnixTimeSeconds(),
            ["nbf"] = begin.ToUnixTimeSeconds(),
            ["exp"] = (begin + Lifetime).ToUnixTimeSeconds(),
            ["appid"] = Application,
            ["tid"] = Tenant,
            ["ver"] = "1.0",
        };
        return $"{Base64Url("""{"typ":"JWT","alg":"RS256"}""")}.{Base64Url(claims.ToJsonString(JsonSerializerOptions.Default))}.{Base64Url("signature")}";
    }

    private static string Base64Url(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static HttpResponseMessage Says(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    /// <summary>The token of a job.</summary>
    public sealed class IdentityToken : IIdentityToken
    {
        public const string Text = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvYXBwIn0.c2lnbmF0dXJl";

        public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Text);
    }
}
