using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Xml;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using UvRelease.Credentials;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>A container of Azure Blob Storage.</summary>
public sealed class AzureBlobStore : RemoteStore
{
    private readonly StoreAddress.Azure address;
    private readonly StoreSettings settings;
    private readonly Lazy<AzureClient> client;
    private readonly Retries retries;

    /// <summary>Opens a container; connections are made with the first request.</summary>
    public AzureBlobStore(StoreAddress.Azure address, StoreCredentials credentials, StoreSettings settings)
        : this(address, settings, () => new AzureClient(address, credentials, settings))
    {
    }

    /// <summary>Opens a container with a client of its own.</summary>
    internal AzureBlobStore(StoreAddress.Azure address, StoreSettings settings, Func<AzureClient> open)
        : base(address, settings)
    {
        (this.address, this.settings) = (address, settings);
        client = new Lazy<AzureClient>(open);
        retries = new Retries($"{address}", settings);
    }

    /// <inheritdoc/>
    public override Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) => OrNullAsync(
        $"asking for '{key}'",
        async () =>
        {
            BlobProperties found = await Blob(key).GetPropertiesAsync(cancellationToken: cancellationToken);
            return Facts(key, found.ContentLength, found.ETag, found.ContentType, found.CacheControl, found.Metadata);
        },
        cancellationToken);

    /// <inheritdoc/>
    public override Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) => OrNullAsync(
        $"reading '{key}'",
        async () =>
        {
            try
            {
                var options = new BlobDownloadOptions { Range = range is { } asked ? new HttpRange(asked.Offset, asked.Length) : default };
                BlobDownloadStreamingResult found = await Blob(key).DownloadStreamingAsync(options, cancellationToken);
                BlobDownloadDetails details = found.Details;
                long? whole = ContentRangeHeaderValue.TryParse(details.ContentRange, out ContentRangeHeaderValue? part) ? part.Length : null;
                StoredObject facts = Facts(key, whole ?? details.ContentLength, details.ETag, details.ContentType, details.CacheControl, details.Metadata);
                return new StoreRead(facts, new BlobContent(found.Content));
            }
            catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return await FindAsync(key, cancellationToken) is { } found ? new StoreRead(found, Stream.Null) : null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new GetBlobsOptions { Prefix = address.Prefix + StoreKey.Prefix(prefix), ResponseFormat = StorageResponseFormat.Xml };
        string? next = null;
        do
        {
            Page<BlobItem> page = await TryAsync("listing", () => PageAsync(options, next, cancellationToken), cancellationToken);
            foreach (BlobItem blob in page.Values)
            {
                if (!blob.Name.StartsWith(address.Prefix, StringComparison.Ordinal) || !StoreKey.TryOf(blob.Name[address.Prefix.Length..], out StoreKey? key))
                    continue;
                yield return new ListedObject(key, blob.Properties.ContentLength!.Value, blob.Properties.LastModified ?? DateTimeOffset.MaxValue)
                {
                    ETag = blob.Properties.ETag?.ToString("H"),
                    Md5 = blob.Properties.ContentHash is { } hash ? Convert.ToHexStringLower(hash) : null,
                };
            }

            next = page.ContinuationToken;
        }
        while (next is { Length: > 0 });
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) =>
        OrNullAsync($"deleting '{key}'", () => Blob(key).DeleteAsync(cancellationToken: cancellationToken)!, cancellationToken);

    /// <summary>Nothing to do: Azure throws blocks that are never made a blob of away after a week, and they can't be before.</summary>
    public override Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public override Uri PublicUrl(StoreKey key) => settings.PublicUrl is { } given ? PublicUrls.Of(given, "", key) : UrlOf(key);

    // Azure checks MD5 of what is sent; SHA-256 of the whole is kept beside it.
    private protected override SentContent Open(StoreContent content, CancellationToken cancellationToken) =>
        SentContent.Open(content, Math.Min(settings.PartSize, AzureWrite.LongestWhole), HashAlgorithmName.MD5, cancellationToken);

    private protected override async Task<string?> SendAsync(StoreKey key, SentContent content, Precondition condition, CancellationToken cancellationToken)
    {
        var write = new AzureWrite(Blob(key), content, condition);
        if (!content.InParts)
        {
            string?[] etags = await ForPartsAsync(
                content,
                part => UploadAsync($"writing '{key}'", () => write.WholeAsync(part, cancellationToken), cancellationToken),
                cancellationToken);
            return etags[0];
        }

        string[] blocks = await ForPartsAsync(
            content,
            part => UploadAsync($"writing part {part.Number} of '{key}'", () => write.BlockAsync(part, cancellationToken), cancellationToken),
            cancellationToken);
        return await UploadAsync($"finishing '{key}'", () => write.FinishAsync(blocks, cancellationToken), cancellationToken);
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing && client.IsValueCreated)
            client.Value.Dispose();
        base.Dispose(disposing);
    }

    private Uri UrlOf(StoreKey key) => PublicUrls.Of(AzureClient.UrlOf(address), address.Prefix, key);

    private BlockBlobClient Blob(StoreKey key) => client.Value.Blob(UrlOf(key));

    private async Task<Page<BlobItem>> PageAsync(GetBlobsOptions options, string? from, CancellationToken cancellationToken)
    {
        try
        {
            Page<BlobItem> page = await client.Value.Container.GetBlobsAsync(options, cancellationToken).AsPages(from).FirstAsync(cancellationToken);
            return page.Values.All(blob => blob is { Name: not null, Properties.ContentLength: not null }) ? page : throw new FormatException();
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException or ArgumentException or NullReferenceException)
        {
            throw new IOException("The listing of the container is not what Azure documents.", e);
        }
    }

    private Task<T?> OrNullAsync<T>(string what, Func<Task<T?>> work, CancellationToken cancellationToken)
        where T : class => TryAsync(
        what,
        async () =>
        {
            try
            {
                return await work();
            }
            catch (RequestFailedException e) when (AzureFailure.Of(e) is AzureFailure { IsAbsent: true })
            {
                return null;
            }
        },
        cancellationToken);

    private Task<T> UploadAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken) =>
        TryAsync(what, work, cancellationToken, settings.UploadRetries);

    private Task<T> TryAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken, IProgress<long>? retried = null) => retries.RunAsync(
        what,
        async () =>
        {
            try
            {
                return await work();
            }
            catch (RequestFailedException e)
            {
                throw AzureFailure.Of(e);
            }
        },
        AzureFailure.MayPass,
        e => AzureFailure.Explain(address, what, e),
        retried,
        cancellationToken);

    private static StoredObject Facts(StoreKey key, long size, ETag etag, string contentType, string cacheControl, IDictionary<string, string> metadata)
    {
        metadata.TryGetValue(AzureWrite.HashName, out string? hash);
        metadata.TryGetValue(AzureWrite.PutName, out string? put);
        return new StoredObject(key, size, etag.ToString("H")) { Sha256 = hash, Put = put, ContentType = contentType, CacheControl = cacheControl };
    }
}
