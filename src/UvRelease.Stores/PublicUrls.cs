namespace UvRelease.Stores;

/// <summary>Addresses of objects below the address of their store.</summary>
internal static class PublicUrls
{
    /// <summary>Appends a key.</summary>
    /// <param name="from">Address of the store.</param>
    /// <param name="prefix">"" or what the store's keys begin with, with a closing slash.</param>
    /// <param name="key">The key.</param>
    public static Uri Of(Uri from, string prefix, StoreKey key) =>
        new($"{from.AbsoluteUri.TrimEnd('/')}/{string.Join('/', prefix.Split('/').Select(Uri.EscapeDataString))}{key.Escaped}");
}
