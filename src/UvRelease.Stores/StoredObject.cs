namespace UvRelease.Stores;

/// <summary>What a store knows of an object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">Names this state of it, as the store writes it (quotes included where it has them). Other bytes have another one; the same
/// bytes may have the same.</param>
public sealed record StoredObject(StoreKey Key, long Size, string ETag)
{
    /// <summary>SHA-256 of the content in 64 lower-case hexadecimal digits, as its writer stated; directories compute it. Null where no writer did.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Content-Type that it is served with; null where the store keeps none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Cache-Control that it is served with; null where the store keeps none.</summary>
    public string? CacheControl { get; init; }

    /// <summary>Name of the write that made it; null where the store keeps none.</summary>
    internal string? Put { get; init; }
}

/// <summary>An entry of a listing.</summary>
/// <param name="Key">Key of the object.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Written">When it was written, by the clock of the store.</param>
public sealed record ListedObject(StoreKey Key, long Size, DateTimeOffset Written)
{
    /// <summary>Names its state, as <see cref="StoredObject.ETag"/> does; null where listings don't tell.</summary>
    public string? ETag { get; init; }

    /// <summary>
    /// MD5 of its content in 32 lower-case hexadecimal digits, by which bytes that are expected are recognised; null where listings don't tell. S3 gives some
    /// other number for what it encrypts with keys of KMS.
    /// </summary>
    public string? Md5 { get; init; }
}

/// <summary>Part of an object.</summary>
/// <param name="Offset">First byte, from 0.</param>
/// <param name="Length">At most so many bytes; null for all that follow.</param>
public readonly record struct ByteRange(long Offset, long? Length);

/// <summary>An object that is being read: one state of it, whatever happens to the key meanwhile.</summary>
/// <param name="facts">What is known of the whole object.</param>
/// <param name="content">The bytes asked for.</param>
public sealed class StoreRead(StoredObject facts, Stream content) : IAsyncDisposable
{
    /// <summary>What is known of the whole object, also where a part of it is read.</summary>
    public StoredObject Facts { get; } = facts;

    /// <summary>The bytes asked for; read forward only.</summary>
    public Stream Content { get; } = content;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>How a write ended.</summary>
public abstract record PutResult
{
    private PutResult()
    {
    }

    /// <summary>It was written, by this call.</summary>
    /// <param name="ETag">Names what was written.</param>
    public sealed record Written(string ETag) : PutResult;

    /// <summary>
    /// Nothing was written: the key had an object. Whether it has the same bytes is the caller's question (<see cref="StoredObject.Sha256"/>).
    /// </summary>
    /// <param name="Stored">What is there.</param>
    public sealed record AlreadyThere(StoredObject Stored) : PutResult;

    /// <summary>Nothing was written: somebody else changed the object first.</summary>
    /// <param name="Current">What is there now; null for nothing.</param>
    public sealed record Lost(StoredObject? Current) : PutResult;
}
