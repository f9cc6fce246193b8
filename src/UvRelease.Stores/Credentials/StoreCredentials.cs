using UvRelease.Credentials;

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

    /// <summary>A role of AWS, so that no lasting key exists.</summary>
    /// <param name="Role">The role, and the token that takes it on.</param>
    public sealed record S3WebIdentity(AwsRole Role) : StoreCredentials
    {
        /// <inheritdoc/>
        public override string ToString() => $"S3 role {Role.Arn}";
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

    /// <summary>An application of Microsoft Entra, so that no lasting key exists.</summary>
    /// <param name="Application">The application, and the token that it trusts.</param>
    public sealed record AzureWebIdentity(EntraApplication Application) : StoreCredentials
    {
        /// <inheritdoc/>
        public override string ToString() => $"Azure application {Application.Client}";
    }

    /// <summary>A workload identity pool of Google Cloud, so that no lasting key exists.</summary>
    /// <param name="Federation">The pool's provider, and the token that it trusts.</param>
    public sealed record GoogleWebIdentity(GoogleFederation Federation) : StoreCredentials
    {
        /// <inheritdoc/>
        public override string ToString() => $"Google pool {Federation.Provider}";
    }
}
