using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;

namespace UvRelease.StoreInputs;

/// <summary>Inputs that say what opens a store; null where they were not given.</summary>
public sealed record StoreLogin
{
    /// <summary>Whether preconditions may be missing.</summary>
    [Input(
        "unsafe-single-writer",
        "true allows a store that ignores preconditions on writes. Safe only if nothing else ever writes at the same time.",
        Default = "false")]
    public bool UnsafeSingleWriter { get; init; }

    /// <summary>Access key of S3.</summary>
    [Input("access-key-id", "Access key id of an S3 store.")]
    public string? AccessKeyId { get; init; }

    /// <summary>Secret key of S3.</summary>
    [Input("secret-access-key", "Secret access key of an S3 store.")]
    public Secret? SecretAccessKey { get; init; }

    /// <summary>Session token of S3.</summary>
    [Input("session-token", "Session token of temporary keys of an S3 store.")]
    public Secret? SessionToken { get; init; }

    /// <summary>Shared key of Azure.</summary>
    [Input("azure-shared-key", "Shared key of an Azure storage account.")]
    public Secret? AzureSharedKey { get; init; }

    /// <summary>Signature of Azure.</summary>
    [Input("azure-sas", "Shared access signature of an Azure container.")]
    public Secret? AzureSas { get; init; }

    /// <summary>Role of AWS.</summary>
    [Input(
        "aws-role",
        "Role that the job's identity token is exchanged for (arn:aws:iam::…:role/…), instead of an access key; the job needs id-token: write.")]
    public string? AwsRole { get; init; }

    /// <summary>Tenant of Entra.</summary>
    [Input("azure-tenant", "Tenant of Microsoft Entra, instead of a key; the job needs id-token: write.")]
    public string? AzureTenant { get; init; }

    /// <summary>Application of Entra.</summary>
    [Input("azure-client", "Application of Microsoft Entra that trusts the job's identity token.")]
    public string? AzureClient { get; init; }

    /// <summary>Provider of Google's pool.</summary>
    [Input("google-provider", "Provider of a workload identity pool of Google Cloud that trusts the job's identity token "
        + "(projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER); the job needs id-token: write.")]
    public string? GoogleProvider { get; init; }

    /// <summary>Service account of Google.</summary>
    [Input("google-service-account", "Service account that the pool's identity acts as. Empty where the pool itself has the rights.")]
    public string? GoogleServiceAccount { get; init; }

    /// <summary>Opens a store. One behind a network that will be written to is tried first: it must keep the preconditions of writes.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="publicUrl">Address that clients read; null for its own.</param>
    /// <param name="context">The step.</param>
    /// <param name="isTried">False where nothing will be written, or where it can't wait.</param>
    /// <param name="uploadRetries">Gets 1 each time that content is sent again; null for nobody.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: credentials don't fit the address; <see cref="Fault.Refused"/>: it keeps no preconditions; <see cref="Fault.Environment"/>:
    /// it can't be used.
    /// </exception>
    public async Task<IStore> OpenAsync(
        StoreAddress address, Uri? publicUrl, StepContext context, bool isTried, IProgress<long>? uploadRetries, CancellationToken cancellationToken)
    {
        var settings = new StoreSettings
        {
            Time = context.Time,
            Jitter = Random.Shared.NextDouble,
            Progress = context.Log,
            UploadRetries = uploadRetries,
            UnsafeSingleWriter = UnsafeSingleWriter,
            PublicUrl = publicUrl,
        };
        IStore store = Store.Open(address, CredentialsFor(address, context.GitHub), settings);
        if (!isTried || UnsafeSingleWriter || address is StoreAddress.Directory)
            return store;
        try
        {
            await StoreProbe.RunAsync(store, Guid.NewGuid().ToString("N"), context.Log, cancellationToken);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The credentials that belong to an address.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: none at all for a store behind a network, half of a pair, or two kinds at once; <see cref="Fault.Environment"/>: the job has
    /// no identity token.
    /// </exception>
    public StoreCredentials CredentialsFor(StoreAddress address, GitHubRun run) => address switch
    {
        StoreAddress.S3 bucket when AwsRole is { } role => AccessKeyId is null && SecretAccessKey is null
            ? new StoreCredentials.S3WebIdentity(new AwsRole(role, Identity(run, Credentials.AwsRole.Audience)) { Endpoint = TokenService(bucket) })
            : throw Wrong("Give 'aws-role' or an access key, not both."),
        StoreAddress.Azure when AzureTenant is { } tenant && AzureClient is { } client => AzureSharedKey is null && AzureSas is null
            ? new StoreCredentials.AzureWebIdentity(new EntraApplication(tenant, client, Identity(run, EntraApplication.Audience)))
            : throw Wrong("Give 'azure-tenant' and 'azure-client', or a key, not both."),
        StoreAddress.Azure when AzureTenant is not null || AzureClient is not null =>
            throw Wrong("An application of Microsoft Entra is named by 'azure-tenant' and 'azure-client'. Give both."),
        StoreAddress.S3 when AccessKeyId is { } key && SecretAccessKey is { } secret =>
            new StoreCredentials.S3Keys(key, secret.Reveal()) { SessionToken = SessionToken?.Reveal() },
        StoreAddress.S3 when AccessKeyId is not null || SecretAccessKey is not null =>
            throw Wrong("An access key has two parts. Give both 'access-key-id' and 'secret-access-key'."),
        StoreAddress.Azure when AzureSharedKey is { } key && AzureSas is null => new StoreCredentials.AzureSharedKey(key.Reveal()),
        StoreAddress.Azure when AzureSas is { } sas && AzureSharedKey is null => new StoreCredentials.AzureSas(sas.Reveal()),
        StoreAddress.Azure when AzureSas is not null => throw Wrong("Give one of 'azure-shared-key' and 'azure-sas', not both."),
        StoreAddress.Google when GoogleProvider is { } provider => new StoreCredentials.GoogleWebIdentity(
            new GoogleFederation(provider, Identity(run, GoogleFederation.Audience(provider))) { ServiceAccount = GoogleServiceAccount }),
        StoreAddress.Google => throw Missing(address, "'google-provider'"),
        StoreAddress.S3 => throw Missing(address, "'aws-role', or 'access-key-id' and 'secret-access-key' (secret STORE_SECRET_ACCESS_KEY)"),
        StoreAddress.Azure => throw Missing(address,
            "'azure-tenant' and 'azure-client', or 'azure-shared-key' (secret STORE_AZURE_SHARED_KEY) or 'azure-sas' (secret STORE_AZURE_SAS)"),
        _ => new StoreCredentials.None(),
    };

    // An empty secret is one that did not reach the workflow: an environment's own ones, say, must be passed on by name.
    private static ReleaseException Missing(StoreAddress address, string inputs) => Wrong(
        $"The store {address} opens to nobody without credentials, and none came: give {inputs}, and where a secret is set but empty here, pass it on to the "
        + "called workflow by its name (docs/publish.md).");

    // Servers that speak S3 and know roles exchange tokens at their own address (MinIO's and Ceph's STS); Amazon's has one of its own in each region.
    private static Uri? TokenService(StoreAddress.S3 bucket) => bucket.Endpoint is { } endpoint && !IsAmazon(endpoint.Host) ? endpoint : null;

    private static bool IsAmazon(string host) =>
        host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase);

    private static GitHubIdentityToken Identity(GitHubRun run, string audience) => GitHubIdentityToken.OfJob(run.Variables, audience);

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
