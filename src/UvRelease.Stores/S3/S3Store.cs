using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using UvRelease.Credentials;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.S3;

/// <summary>A bucket of Amazon S3, or of a server that speaks its protocol and keeps If-None-Match and If-Match on writes.</summary>
public sealed class S3Store : RemoteStore
{
    private const int PageSize = 1000;
    private readonly StoreAddress.S3 address;
    private readonly StoreSettings settings;
    private readonly Lazy<AmazonS3Client> client;
    private readonly Retries retries;

    /// <summary>Opens a bucket; the SDK's client is made with the first request.</summary>
    public S3Store(StoreAddress.S3 address, StoreCredentials credentials, StoreSettings settings)
        : base(address, settings)
    {
        (this.address, this.settings) = (address, settings);
        client = new Lazy<AmazonS3Client>(() => S3Clients.Open(address, credentials, settings));
        retries = new Retries($"{address}", settings);
    }

    /// <inheritdoc/>
    public override Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) => TryAsync(
        $"asking for '{key}'",
        async () =>
        {
            try
            {
                GetObjectMetadataResponse found = await client.Value.GetObjectMetadataAsync(address.Bucket, At(key), cancellationToken);
                return Facts(key, found.ContentLength, found.ETag, found.Headers, found.Metadata);
            }
            catch (AmazonS3Exception e) when (S3Faults.IsAbsent(e))
            {
                return null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public override Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) => TryAsync(
        $"reading '{key}'",
        async () =>
        {
            var request = new GetObjectRequest { BucketName = address.Bucket, Key = At(key), ByteRange = Range(range) };
            try
            {
                GetObjectResponse found = await client.Value.GetObjectAsync(request, cancellationToken);
                long size = long.TryParse(found.ContentRange?.Split('/')[^1], out long whole) ? whole : found.ContentLength;
                return new StoreRead(Facts(key, size, found.ETag, found.Headers, found.Metadata), found.ResponseStream);
            }
            catch (AmazonS3Exception e) when (S3Faults.IsAbsent(e))
            {
                return null;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return await FindAsync(key, cancellationToken) is { } found ? new StoreRead(found, Stream.Null) : null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Prefix + StoreKey.Prefix(prefix), MaxKeys = PageSize };
        do
        {
            ListObjectsV2Response page = await TryAsync("listing", () => client.Value.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            foreach (S3Object one in page.S3Objects ?? [])
            {
                if (one.Key.StartsWith(address.Prefix, StringComparison.Ordinal) && StoreKey.TryOf(one.Key[address.Prefix.Length..], out StoreKey? key))
                    yield return new ListedObject(key, one.Size ?? 0, Time(one.LastModified)) { ETag = one.ETag, Md5 = Md5(one.ETag) };
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => TryAsync(
        $"deleting '{key}'",
        () => client.Value.DeleteObjectAsync(address.Bucket, At(key), cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        const string What = "looking for unfinished uploads";
        var swept = new List<string>();
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = address.Prefix };
        bool more;
        do
        {
            ListMultipartUploadsResponse page =
                await TryAsync(What, () => client.Value.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);
            foreach (MultipartUpload upload in page.MultipartUploads ?? [])
            {
                if (!upload.Key.StartsWith(address.Prefix, StringComparison.Ordinal) || Time(upload.Initiated) >= before)
                    continue;
                await TryAsync(What, () => AbortAsync(upload, cancellationToken), cancellationToken);
                swept.Add(upload.Key[address.Prefix.Length..]);
            }

            more = page.IsTruncated == true;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (more);
        return swept;
    }

    /// <inheritdoc/>
    public override Uri PublicUrl(StoreKey key)
    {
        if (settings.PublicUrl is { } given)
            return PublicUrls.Of(given, "", key);
        Uri server = address.Endpoint ?? new Uri($"https://s3.{address.Region}.amazonaws.com");
        string port = server.IsDefaultPort ? "" : $":{server.Port}";
        return address.PathStyle
            ? PublicUrls.Of(new Uri(server, $"{server.AbsolutePath.TrimEnd('/')}/{address.Bucket}"), address.Prefix, key)
            : PublicUrls.Of(new Uri($"{server.Scheme}://{address.Bucket}.{server.Host}{port}{server.AbsolutePath}"), address.Prefix, key);
    }

    private protected override SentContent Open(StoreContent content, CancellationToken cancellationToken) =>
        SentContent.Open(content, settings.PartSize, HashAlgorithmName.SHA256, cancellationToken);

    private protected override async Task<string?> SendAsync(StoreKey key, SentContent content, Precondition condition, CancellationToken cancellationToken)
    {
        var write = new S3Write(client.Value, address, At(key), content, condition);
        if (content.InParts)
            return await InPartsAsync(key, write, content, cancellationToken);
        return (await ForPartsAsync(content, part => UploadAsync($"writing '{key}'", () => write.WholeAsync(part, cancellationToken), cancellationToken),
            cancellationToken))[0];
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing && client.IsValueCreated)
            client.Value.Dispose();
        base.Dispose(disposing);
    }

    private async Task<string?> InPartsAsync(StoreKey key, S3Write write, SentContent content, CancellationToken cancellationToken)
    {
        string upload = await UploadAsync($"beginning '{key}'", () => write.BeginAsync(cancellationToken), cancellationToken);
        string? etag = null;
        try
        {
            PartETag[] parts = await ForPartsAsync(
                content,
                part => UploadAsync($"writing part {part.Number} of '{key}'", () => write.PartAsync(upload, part, cancellationToken), cancellationToken),
                cancellationToken);
            etag = await UploadAsync($"finishing '{key}'", () => write.FinishAsync(upload, parts, cancellationToken), cancellationToken);
            return etag;
        }
        finally
        {
            // Parts of an upload that isn't finished cost money until they are thrown away. One that was finished is not there any more.
            if (etag is null)
                await write.AbortAsync(upload);
        }
    }

    private async Task<bool> AbortAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            await client.Value.AbortMultipartUploadAsync(address.Bucket, upload.Key, upload.UploadId, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
        {
            // Somebody else swept it, or its writer lives and has finished it.
            return false;
        }
    }

    // "Object", Amazon S3 API reference: the ETag of what was not sent in parts is its MD5.
    private static string? Md5(string? etag) => etag?.Trim('"') is { Length: 32 } digits && digits.All(char.IsAsciiHexDigitLower) ? digits : null;

    private string At(StoreKey key) => address.Prefix + key.Text;

    // A store that doesn't say counts as now: what may be young is not thrown away.
    private static DateTimeOffset Time(DateTime? told) => told is { } time ? new DateTimeOffset(time.ToUniversalTime()) : DateTimeOffset.MaxValue;

    private Task<T> TryAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken) =>
        retries.RunAsync(what, work, S3Faults.MayPass, e => S3Faults.Explain(address, what, e), retried: null, cancellationToken);

    private Task<T> UploadAsync<T>(string what, Func<Task<T>> work, CancellationToken cancellationToken) =>
        retries.RunAsync(what, work, S3Faults.MayPass, e => S3Faults.Explain(address, what, e), settings.UploadRetries, cancellationToken);

    private static Amazon.S3.Model.ByteRange? Range(ByteRange? range) => range is not { } asked ? null
        : asked.Length is { } length ? new($"bytes={asked.Offset}-{asked.Offset + length - 1}")
        : new($"bytes={asked.Offset}-");

    private static StoredObject Facts(StoreKey key, long size, string etag, HeadersCollection headers, MetadataCollection metadata) => new(key, size, etag)
    {
        Sha256 = metadata[S3Write.HashName],
        Put = metadata[S3Write.PutName],
        ContentType = headers.ContentType,
        CacheControl = headers.CacheControl,
    };
}
