using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;

namespace UvRelease.Channels;

/// <summary>What a step was given to open a store with; null where it was not given.</summary>
public sealed record StoreGivens
{
    /// <summary>Access key id of S3.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret access key of S3.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Session token of temporary S3 keys.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Shared key of an Azure storage account.</summary>
    public string? AzureKey { get; init; }

    /// <summary>Shared access signature of Azure.</summary>
    public string? AzureSas { get; init; }

    /// <summary>Role of AWS that the job's identity token is exchanged for.</summary>
    public string? AwsRole { get; init; }

    /// <summary>Tenant of Microsoft Entra.</summary>
    public string? AzureTenant { get; init; }

    /// <summary>Application of Microsoft Entra that the job's identity token is exchanged for.</summary>
    public string? AzureClient { get; init; }

    /// <summary>ACTIONS_ID_TOKEN_REQUEST_URL of the job.</summary>
    public string? IdentityUrl { get; init; }

    /// <summary>ACTIONS_ID_TOKEN_REQUEST_TOKEN of the job.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>Opens a store and, unless it is a folder or preconditions are not asked for, tries that it keeps them.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="settings">How it works.</param>
    /// <param name="probeName">A name that no other run uses at the same time; null tries nothing, because nothing will be written.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IStore> OpenAsync(StoreAddress address, StoreSettings settings, string? probeName, CancellationToken cancellationToken)
    {
        IStore store = Store.Open(address, For(address), settings);
        if (probeName is null || settings.UnsafeSingleWriter || address is StoreAddress.Directory)
            return store;
        try
        {
            await StoreProbe.RunAsync(store, probeName, settings.Progress, cancellationToken);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The credentials that belong to an address.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: half of a pair, or what belongs to another kind of store.</exception>
    public StoreCredentials For(StoreAddress address) => address switch
    {
        StoreAddress.S3 when AwsRole is { } role => AccessKey is null && SecretKey is null
            ? new StoreCredentials.S3WebIdentity(role, Identity("sts.amazonaws.com"))
            : throw Wrong("Give 'aws-role' or an access key, not both."),
        StoreAddress.Azure when AzureTenant is { } tenant && AzureClient is { } client => AzureKey is null && AzureSas is null
            ? new StoreCredentials.AzureWebIdentity(tenant, client, Identity("api://AzureADTokenExchange"))
            : throw Wrong("Give 'azure-tenant' and 'azure-client', or a key, not both."),
        StoreAddress.Azure when AzureTenant is not null || AzureClient is not null => throw Wrong("An application of Microsoft Entra is named by 'azure-tenant' and 'azure-client'. Give both."),
        StoreAddress.S3 when AccessKey is { } key && SecretKey is { } secret => new StoreCredentials.S3Keys(key, secret) { SessionToken = SessionToken },
        StoreAddress.S3 when AccessKey is not null || SecretKey is not null => throw Wrong("An access key has two parts. Give both 'access-key-id' and 'secret-access-key'."),
        StoreAddress.Azure when AzureKey is { } key && AzureSas is null => new StoreCredentials.AzureSharedKey(key),
        StoreAddress.Azure when AzureSas is { } sas && AzureKey is null => new StoreCredentials.AzureSas(sas),
        StoreAddress.Azure when AzureSas is not null => throw Wrong("Give one of 'azure-shared-key' and 'azure-sas', not both."),
        _ => new StoreCredentials.None(),
    };

    /// <summary>Reads the address that clients read a store by; null for the store's own.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public static Uri? PublicUrl(string? text) => text is null ? null
        : UvRelease.Releases.Configuration.ElectronConfiguration.WebAddress(text) is { } problem ? throw Wrong($"Input 'public-url' {problem}")
        : new Uri(text);

    private GitHubIdentityToken Identity(string audience) => IdentityUrl is { } url && IdentityToken is { } token && Uri.TryCreate(url, UriKind.Absolute, out Uri? request)
        ? new GitHubIdentityToken(request, token, audience)
        : throw new ReleaseException(Fault.Environment, "The job has no identity token to exchange. It needs 'permissions: id-token: write'.");

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
