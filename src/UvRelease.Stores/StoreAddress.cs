using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>
/// Where a store is: <c>file:///path</c> or a path, <c>s3://bucket/prefix?region=…&amp;endpoint=…&amp;path-style=true</c>,
/// <c>az://account/container/prefix?endpoint=…</c>, <c>gs://bucket/prefix</c>. Never holds a credential.
/// </summary>
public abstract record StoreAddress
{
    private StoreAddress()
    {
    }

    /// <summary>A folder.</summary>
    /// <param name="Path">Absolute path.</param>
    public sealed record Directory(string Path) : StoreAddress
    {
        /// <inheritdoc/>
        public override string ToString() => Path;
    }

    /// <summary>A bucket of S3 or of a server that speaks its protocol.</summary>
    /// <param name="Bucket">Its name.</param>
    /// <param name="Prefix">What all keys begin with: "" or a path with a closing slash.</param>
    /// <param name="Region">Region that requests are signed for.</param>
    public sealed record S3(string Bucket, string Prefix, string Region) : StoreAddress
    {
        /// <summary>The server; null for Amazon's of the region.</summary>
        public Uri? Endpoint { get; init; }

        /// <summary>True for endpoint/bucket/key, false for bucket.endpoint/key.</summary>
        public bool PathStyle { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"s3://{Bucket}/{Prefix}".TrimEnd('/');
    }

    /// <summary>A container of Azure Blob Storage.</summary>
    /// <param name="Account">The storage account.</param>
    /// <param name="Container">The container.</param>
    /// <param name="Prefix">What all keys begin with: "" or a path with a closing slash.</param>
    public sealed record Azure(string Account, string Container, string Prefix) : StoreAddress
    {
        /// <summary>The account's address where it isn't https://account.blob.core.windows.net; an emulator's has the account as its path.</summary>
        public Uri? Endpoint { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"az://{Account}/{Container}/{Prefix}".TrimEnd('/');
    }

    /// <summary>A bucket of Google Cloud Storage.</summary>
    /// <param name="Bucket">Its name.</param>
    /// <param name="Prefix">What all keys begin with: "" or a path with a closing slash.</param>
    public sealed record Google(string Bucket, string Prefix) : StoreAddress
    {
        /// <summary>The server; null for Google's.</summary>
        public Uri? Endpoint { get; init; }

        /// <inheritdoc/>
        public override string ToString() => $"gs://{Bucket}/{Prefix}".TrimEnd('/');
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="baseFolder">Folder that a relative path starts from.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: not an address of a store, or it holds a credential.</exception>
    public static StoreAddress Parse(string text, string baseFolder) => StoreAddressText.Parse(text, baseFolder);
}
