using System.Runtime.CompilerServices;
using UvRelease.Releases;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using UvRelease.Stores.Directories;
using UvRelease.Stores.GoogleCloud;
using UvRelease.Stores.S3;

namespace UvRelease.Stores;

/// <summary>Opens stores.</summary>
public static class Store
{
    /// <summary>Opens a store. Nothing is sent or written yet.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="credentials">What opens it.</param>
    /// <param name="settings">How it works.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the credentials are for another kind of store.</exception>
    public static IStore Open(StoreAddress address, StoreCredentials credentials, StoreSettings settings) => (address, credentials) switch
    {
        (StoreAddress.Directory directory, StoreCredentials.None) => new DirectoryStore(directory, settings),
        (StoreAddress.S3 bucket, StoreCredentials.None or StoreCredentials.S3Keys or StoreCredentials.S3WebIdentity) =>
            OpenBucket(bucket, credentials, settings),
        (StoreAddress.Azure container,
            StoreCredentials.None or StoreCredentials.AzureSharedKey or StoreCredentials.AzureSas or StoreCredentials.AzureWebIdentity) =>
            OpenContainer(container, credentials, settings),
        (StoreAddress.Google bucket, StoreCredentials.None or StoreCredentials.GoogleWebIdentity) => OpenGoogle(bucket, credentials, settings),
        _ => throw new ReleaseException(Fault.Input, $"{address} can't be opened with {credentials}. Give the credentials that belong to this kind of store."),
    };

    // Methods of their own: a directory store never loads the SDKs, which cost more to load than a small publish.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3Store OpenBucket(StoreAddress.S3 address, StoreCredentials credentials, StoreSettings settings) => new(address, credentials, settings);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AzureBlobStore OpenContainer(StoreAddress.Azure address, StoreCredentials credentials, StoreSettings settings) =>
        new(address, credentials, settings);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GoogleCloudStore OpenGoogle(StoreAddress.Google address, StoreCredentials credentials, StoreSettings settings) =>
        new(address, credentials, settings);
}
