using UvRelease.Releases;
using UvRelease.Stores.Credentials;
using UvRelease.Stores.Directories;

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
        _ => throw new ReleaseException(Fault.Input, $"{address} can't be opened with {credentials}. Give the credentials that belong to this kind of store."),
    };
}
