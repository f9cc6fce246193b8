using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using UvRelease.Releases;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>
/// Tokens of Microsoft Entra for an application that trusts an identity provider. They are for storage alone: the SDK would let the server choose what for.
/// </summary>
internal sealed class EntraToken : TokenCredential
{
    private static readonly TokenRequestContext Storage = new(["https://storage.azure.com/.default"]);
    private readonly ClientAssertionCredential credential;

    /// <summary>Makes it; nothing is asked yet.</summary>
    /// <param name="identity">The application, and the provider's tokens.</param>
    /// <param name="transport">Sends what Entra is asked.</param>
    public EntraToken(StoreCredentials.AzureWebIdentity identity, HttpPipelineTransport transport)
    {
        var options = new ClientAssertionCredentialOptions { Transport = transport };
        if (identity.Authority is not null)
            options.AuthorityHost = identity.Authority;
        credential = new ClientAssertionCredential(identity.Tenant, identity.Client, identity.Token.GetAsync, options);
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return await credential.GetTokenAsync(Storage, cancellationToken);
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
