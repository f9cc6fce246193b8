using UvRelease.Credentials;

namespace UvRelease.Stores;

/// <summary>How a store works.</summary>
public sealed record StoreSettings : RetrySettings
{
    /// <summary>Gets 1 each time that a request which writes content is sent again; null for nobody.</summary>
    public IProgress<long>? UploadRetries { get; init; }

    /// <summary>How many requests send content at the same time, over all objects of the store.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>Files longer than this are sent in parts of this many bytes. S3 wants at least 5 MiB.</summary>
    public long PartSize { get; init; } = 64 << 20;

    /// <summary>
    /// For stores that ignore preconditions: they are asked first and written then, which is right as long as nobody else writes. What the user
    /// asks for by "unsafe-single-writer".
    /// </summary>
    public bool UnsafeSingleWriter { get; init; }

    /// <summary>What the URLs that clients read begin with (a CDN, a custom domain); null for the store's own address.</summary>
    public Uri? PublicUrl { get; init; }
}
