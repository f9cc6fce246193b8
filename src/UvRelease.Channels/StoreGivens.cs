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

    /// <summary>The credentials that belong to an address.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: half of a pair, or what belongs to another kind of store.</exception>
    public StoreCredentials For(StoreAddress address) => address switch
    {
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

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
