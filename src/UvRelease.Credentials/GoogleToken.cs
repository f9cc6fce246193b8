using UvRelease.Releases;

namespace UvRelease.Credentials;

/// <summary>
/// Tokens of Google Cloud for an identity that a workload identity pool trusts ("Security Token Service API: token", and "Service Account Credentials API:
/// generateAccessToken" where a service account is impersonated).
/// </summary>
/// <param name="federation">The pool's provider, and its tokens.</param>
/// <param name="settings">How it is asked.</param>
public sealed class GoogleToken(GoogleFederation federation, CloudSettings settings)
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private static readonly Uri Exchange = new("https://sts.googleapis.com/v1/token");
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>A token that is renewed.</summary>
    public BearerToken ToBearer() => new(GetAsync, settings.Time);

    private async Task<ExchangedToken> GetAsync(CancellationToken cancellationToken)
    {
        string identity = await federation.Token.GetAsync(cancellationToken);
        using var sts = new CloudService("Google's token service", settings, null);
        ExchangedToken token = await sts.ReadAsync("the exchange of the job's identity token", Asked(identity), answer => new ExchangedToken(
            answer.Text("access_token"), Ends(answer.Number("expires_in", 1, (int)Longest.TotalSeconds))), cancellationToken);
        return federation.ServiceAccount is { } account ? await ImpersonateAsync(token, account, cancellationToken) : token;
    }

    private CloudRequest Asked(string identity) => new(HttpMethod.Post, Exchange)
    {
        Content = CloudService.Json(json =>
        {
            json.WriteString("grantType", "urn:ietf:params:oauth:grant-type:token-exchange");
            json.WriteString("audience", $"//iam.googleapis.com/{federation.Provider}");
            json.WriteString("scope", Scope);
            json.WriteString("requestedTokenType", "urn:ietf:params:oauth:token-type:access_token");
            json.WriteString("subjectTokenType", "urn:ietf:params:oauth:token-type:jwt");
            json.WriteString("subjectToken", identity);
        }),
    };

    private async Task<ExchangedToken> ImpersonateAsync(ExchangedToken own, string account, CancellationToken cancellationToken)
    {
        using var bearer = new BearerToken(_ => Task.FromResult(own), settings.Time);
        using var service = new CloudService("Google's service account credentials", settings, bearer);
        var url = new Uri($"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{Uri.EscapeDataString(account)}:generateAccessToken");
        byte[] asked = CloudService.Json(json =>
        {
            json.WriteStartArray("scope");
            json.WriteStringValue(Scope);
            json.WriteEndArray();
            json.WriteString("lifetime", "3600s");
        });
        return await service.ReadAsync($"a token for {account}", new CloudRequest(HttpMethod.Post, url) { Content = asked },
            answer => new ExchangedToken(answer.Text("accessToken"), Time(answer.Text("expireTime"))), cancellationToken);
    }

    private DateTimeOffset Ends(int seconds) => settings.Time.GetUtcNow().AddSeconds(seconds);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time : throw new ReleaseException(Fault.Environment, $"'expireTime' is '{text}', and no time.");
}

/// <summary>A workload identity pool of Google Cloud that trusts an identity provider's tokens.</summary>
/// <param name="Provider">projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER.</param>
/// <param name="Token">Where the provider's tokens come from; their audience is <see cref="Audience"/> of this provider.</param>
public sealed record GoogleFederation(string Provider, IIdentityToken Token)
{
    /// <summary>Service account that is impersonated; null where the pool's identities have the rights themselves.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Whom identity tokens for a provider are for, unless its owner chose something else.</summary>
    public static string Audience(string provider) => $"https://iam.googleapis.com/{provider}";
}
