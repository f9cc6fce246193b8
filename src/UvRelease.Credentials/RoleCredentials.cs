using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using UvRelease.Releases;

namespace UvRelease.Credentials;

/// <summary>Keys of a role of AWS, taken on anew before they expire, each time with a fresh identity token.</summary>
public sealed class RoleCredentials : RefreshingAWSCredentials
{
    // The SDK asks for new keys so long before the old ones end.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    private readonly AwsRole role;
    private readonly AmazonSecurityTokenServiceClient service;

    /// <summary>Makes them; nothing is asked yet.</summary>
    /// <param name="role">The role.</param>
    /// <param name="region">Whose token service is asked, where the role names none.</param>
    /// <param name="configure">Sets what the caller's other clients have too: time-outs, and that variables and files of the machine are not looked at.</param>
    public RoleCredentials(AwsRole role, string region, Action<ClientConfig> configure)
    {
        this.role = role;
        var config = new AmazonSecurityTokenServiceConfig { AuthenticationRegion = region };
        configure(config);
        if (role.Endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else
            config.ServiceURL = role.Endpoint.AbsoluteUri;
        service = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), config);
        PreemptExpiryTime = Before;
    }

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        string token = await role.Token.GetAsync(CancellationToken.None);
        var request = new AssumeRoleWithWebIdentityRequest { RoleArn = role.Arn, RoleSessionName = role.SessionName, WebIdentityToken = token };
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
                $"The role '{role.Arn}' can't be taken on with the identity token: {e.ErrorCode}: {e.Message} Check the role's trust policy: "
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            service.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A role of AWS, taken on with a token of an identity provider (STS AssumeRoleWithWebIdentity), so that no lasting key exists.</summary>
/// <param name="Arn">The role, arn:aws:iam::…:role/….</param>
/// <param name="Token">Where tokens come from; their audience is <see cref="Audience"/>.</param>
public record AwsRole(string Arn, IIdentityToken Token)
{
    /// <summary>Whom identity tokens for AWS are for.</summary>
    public const string Audience = "sts.amazonaws.com";

    /// <summary>Name of the session, as it appears in AWS's audit trail.</summary>
    public string SessionName { get; init; } = "uv-release";

    /// <summary>The token service; null for Amazon's of the region.</summary>
    public Uri? Endpoint { get; init; }
}
