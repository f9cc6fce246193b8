namespace UvRelease.Stores.Credentials;

/// <summary>What opens a store; given by the caller, never read from the surroundings. No secret is in the text of one.</summary>
public abstract record StoreCredentials
{
    private StoreCredentials()
    {
    }

    /// <summary>None: directories, and buckets that anybody may read.</summary>
    public sealed record None : StoreCredentials;

    /// <summary>Keys of S3.</summary>
    /// <param name="AccessKey">Access key id.</param>
    /// <param name="SecretKey">Secret access key.</param>
    public sealed record S3Keys(string AccessKey, string SecretKey) : StoreCredentials
    {
        /// <summary>Session token of temporary keys; null for lasting ones.</summary>
        public string? SessionToken { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"S3 keys {AccessKey}";
    }

    /// <summary>A role of AWS, taken on with a token of an identity provider (STS AssumeRoleWithWebIdentity), so that no lasting key exists.</summary>
    /// <param name="RoleArn">The role, arn:aws:iam::…:role/….</param>
    /// <param name="Token">Where tokens come from.</param>
    public sealed record S3WebIdentity(string RoleArn, IIdentityToken Token) : StoreCredentials
    {
        /// <summary>Name of the session, as it appears in AWS's audit trail.</summary>
        public string SessionName { get; init; } = "uv-release";

        /// <summary>The token service; null for Amazon's of the region.</summary>
        public Uri? Endpoint { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"S3 role {RoleArn}";
    }

    /// <summary>The shared key of an Azure storage account.</summary>
    /// <param name="Key">The key, base64.</param>
    public sealed record AzureSharedKey(string Key) : StoreCredentials
    {
        /// <inheritdoc/>
        public override string ToString() => "Azure shared key";
    }

    /// <summary>A shared access signature of Azure.</summary>
    /// <param name="Query">Its query, with or without the question mark.</param>
    public sealed record AzureSas(string Query) : StoreCredentials
    {
        /// <inheritdoc/>
        public override string ToString() => "Azure shared access signature";
    }

    /// <summary>An application of Microsoft Entra that trusts an identity provider's tokens (workload identity federation).</summary>
    /// <param name="Tenant">Tenant id.</param>
    /// <param name="Client">Client id.</param>
    /// <param name="Token">Where tokens come from; their audience is api://AzureADTokenExchange.</param>
    public sealed record AzureWebIdentity(string Tenant, string Client, IIdentityToken Token) : StoreCredentials
    {
        /// <summary>The authority that exchanges tokens; null for Microsoft's public cloud.</summary>
        public Uri? Authority { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"Azure application {Client}";
    }
}

/// <summary>Gives tokens of an identity provider (OpenID Connect).</summary>
public interface IIdentityToken
{
    /// <summary>A token that is valid now.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: none can be had.</exception>
    Task<string> GetAsync(CancellationToken cancellationToken);
}
