using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using UvRelease.Releases;

namespace UvRelease.Credentials;

/// <summary>
/// Tokens of Microsoft Entra for an application that trusts an identity provider. They are for one service alone: the SDK would let the server choose what for.
/// </summary>
public sealed class EntraToken : TokenCredential
{
    private readonly TokenRequestContext scope;
    private readonly Func<ClientAssertionCredential> open;
    private readonly Lazy<ClientAssertionCredential> credential;

    /// <summary>Makes it; nothing is asked yet.</summary>
    /// <param name="application">The application, and the provider's tokens.</param>
    /// <param name="service">What the tokens are for: https://storage.azure.com, https://vault.azure.net, https://codesigning.azure.net.</param>
    /// <param name="transport">Sends what Entra is asked.</param>
    public EntraToken(EntraApplication application, string service, HttpPipelineTransport transport)
    {
        scope = new TokenRequestContext([$"{service}/.default"]);
        var options = new ClientAssertionCredentialOptions { Transport = transport };
        if (application.Authority is not null)
            options.AuthorityHost = application.Authority;
        open = () => new ClientAssertionCredential(application.Tenant, application.Client, application.Token.GetAsync, options);
        credential = new Lazy<ClientAssertionCredential>(open);
    }

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        await GetAsync(credential.Value, cancellationToken);

    /// <summary>A token for requests that are sent without Azure's SDK, renewed even where the SDK would still keep the old one.</summary>
    public BearerToken ToBearer(TimeProvider time) => new(async cancellationToken =>
    {
        AccessToken token = await GetAsync(open(), cancellationToken);
        return new ExchangedToken(token.Token, token.ExpiresOn);
    }, time);

    private async Task<AccessToken> GetAsync(ClientAssertionCredential from, CancellationToken cancellationToken)
    {
        try
        {
            return await from.GetTokenAsync(scope, cancellationToken);
        }
        catch (AuthenticationFailedException e)
        {
            throw new ReleaseException(
                Fault.Environment,
                $"Microsoft Entra gives no token: {e.Message} Check tenant, client, and the federated credential's issuer, subject and audience.",
                e);
        }
    }
}

/// <summary>An application of Microsoft Entra that trusts an identity provider's tokens (workload identity federation).</summary>
/// <param name="Tenant">Tenant id.</param>
/// <param name="Client">Client id.</param>
/// <param name="Token">Where the provider's tokens come from; their audience is <see cref="Audience"/>.</param>
public record EntraApplication(string Tenant, string Client, IIdentityToken Token)
{
    /// <summary>Whom identity tokens for Entra are for.</summary>
    public const string Audience = "api://AzureADTokenExchange";

    /// <summary>The authority that exchanges tokens; null for Microsoft's public cloud.</summary>
    public Uri? Authority { get; init; }
}
