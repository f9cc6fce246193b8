using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using UvRelease.Releases;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.S3;

/// <summary>Keys of a role, taken on anew before they expire, each time with a fresh identity token.</summary>
internal sealed class WebIdentityCredentials : RefreshingAWSCredentials
{
    // The SDK asks for new keys so long before the old ones end.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    private readonly StoreCredentials.S3WebIdentity identity;
    private readonly AmazonSecurityTokenServiceClient service;

    public WebIdentityCredentials(StoreCredentials.S3WebIdentity identity, AmazonSecurityTokenServiceClient service)
    {
        (this.identity, this.service) = (identity, service);
        PreemptExpiryTime = Before;
    }

    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        string token = await identity.Token.GetAsync(CancellationToken.None);
        var request = new AssumeRoleWithWebIdentityRequest { RoleArn = identity.RoleArn, RoleSessionName = identity.SessionName, WebIdentityToken = token };
        try
        {
            AssumeRoleWithWebIdentityResponse answer = await service.AssumeRoleWithWebIdentityAsync(request);
            DateTime expires = answer.Credentials.Expiration?.ToUniversalTime()
                ?? throw new ReleaseException(Fault.Environment, "The token service gave keys without an end. Check its address.");
            return new CredentialsRefreshState(answer.Credentials.GetCredentials(), expires);
        }
        catch (AmazonServiceException e)
        {
            throw new ReleaseException(
                Fault.Environment,
                $"The role '{identity.RoleArn}' can't be taken on with the identity token: {e.ErrorCode}: {e.Message} Check the role's trust policy: "
                    + "audience, repository, branch or environment.",
                e);
        }
        catch (HttpRequestException e)
        {
            throw new ReleaseException(Fault.Environment, ServerCertificates.Refusal(e) is { } refusal
                ? $"The token service (STS) can't be trusted: {ServerCertificates.Sentence("STS", refusal)}" : "The token service (STS) can't be reached: "
                + $"{e.Message} Check the network and its address.", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            service.Dispose();
        base.Dispose(disposing);
    }
}
