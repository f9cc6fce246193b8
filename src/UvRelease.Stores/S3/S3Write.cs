using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace UvRelease.Stores.S3;

/// <summary>
/// The requests of one write. SHA-256 of each body goes with it, for the server to check; the condition is on the request that makes the object
/// visible.
/// </summary>
internal sealed class S3Write(AmazonS3Client client, StoreAddress.S3 address, string key, SentContent content, Precondition condition)
{
    public const string HashName = "x-amz-meta-sha256";
    public const string PutName = "x-amz-meta-uv-put";
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Sends it in one request; its ETag, or null when the condition isn't met.</summary>
    public async Task<string?> WholeAsync(SentPart part, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = address.Bucket,
            Key = key,
            ContentType = content.Facts.ContentType,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ChecksumSHA256 = Convert.ToBase64String(part.Hash),
            AutoCloseStream = true,
            UseChunkEncoding = false,
            DisablePayloadSigning = Encrypted,
            IfNoneMatch = IfNoneMatch,
            IfMatch = IfMatch,
        };
        request.Headers.CacheControl = content.Facts.CacheControl;
        request.Headers.ContentLength = part.Length;
        Describe(request.Metadata);
        return await SendAsync(request, part, async () => (await client.PutObjectAsync(request, cancellationToken)).ETag,
            stream => request.InputStream = stream, told => request.StreamTransferProgress += told);
    }

    /// <summary>Begins an upload in parts; its id.</summary>
    public async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = key,
            ContentType = content.Facts.ContentType,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256
        };
        request.Headers.CacheControl = content.Facts.CacheControl;
        Describe(request.Metadata);
        return (await client.InitiateMultipartUploadAsync(request, cancellationToken)).UploadId;
    }

    /// <summary>Sends a part.</summary>
    public async Task<PartETag> PartAsync(string upload, SentPart part, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest
        {
            BucketName = address.Bucket,
            Key = key,
            UploadId = upload,
            PartNumber = part.Number,
            PartSize = part.Length,
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ChecksumSHA256 = Convert.ToBase64String(part.Hash),
            UseChunkEncoding = false,
            DisablePayloadSigning = Encrypted,
        };
        string? etag = await SendAsync(request, part, async () => (await client.UploadPartAsync(request, cancellationToken)).ETag,
            stream => request.InputStream = stream, told => request.StreamTransferProgress += told);
        return new PartETag(part.Number, etag) { ChecksumSHA256 = request.ChecksumSHA256 };
    }

    /// <summary>
    /// Makes an object of the parts; its ETag, or null when the condition isn't met, or when an earlier request of the same kind was done and its
    /// answer lost.
    /// </summary>
    public async Task<string?> FinishAsync(string upload, IEnumerable<PartETag> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = key,
            UploadId = upload,
            PartETags = [.. parts],
            IfNoneMatch = IfNoneMatch,
            IfMatch = IfMatch
        };
        try
        {
            return (await client.CompleteMultipartUploadAsync(request, cancellationToken)).ETag;
        }
        catch (AmazonS3Exception e) when (S3Faults.IsLost(e) || e.ErrorCode is "NoSuchUpload")
        {
            return null;
        }
    }

    /// <summary>Throws parts away, as far as it can be done.</summary>
    public async Task AbortAsync(string upload)
    {
        try
        {
            using var limit = new CancellationTokenSource(AbortTimeout);
            await client.AbortMultipartUploadAsync(address.Bucket, key, upload, limit.Token);
        }
        catch (Exception e) when (e is AmazonServiceException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The error that led here is the one to report; a lifecycle rule of the bucket removes what is left (docs/stores.md).
        }
    }

    // The checksum is in the signature already; the client would read the content once more to put it there a second time. Without encryption it insists.
    private bool Encrypted => address.Endpoint?.Scheme != Uri.UriSchemeHttp;

    private string? IfNoneMatch => condition is Precondition.Absent ? "*" : null;

    private string? IfMatch => condition is Precondition.Unchanged unchanged ? unchanged.ETag : null;

    private void Describe(MetadataCollection metadata)
    {
        metadata[HashName] = content.Sha256;
        metadata[PutName] = content.Put;
    }

    private async Task<string?> SendAsync(AmazonWebServiceRequest request, SentPart part, Func<Task<string>> send,
        Action<Stream> setBody, Action<EventHandler<StreamTransferProgressArgs>> setProgress)
    {
        long told = 0;
        setBody(content.Read(part));
        if (content.Facts.Progress is { } progress)
        {
            setProgress((_, sent) =>
            {
                progress.Report(sent.IncrementTransferred);
                Interlocked.Add(ref told, sent.IncrementTransferred);
            });
        }

        try
        {
            string etag = await send();
            content.Facts.Progress?.Report(part.Length - told);
            return etag;
        }
        catch (AmazonS3Exception e) when (request is PutObjectRequest && S3Faults.IsLost(e))
        {
            content.Facts.Progress?.Report(-told);
            return null;
        }
        catch
        {
            content.Facts.Progress?.Report(-told);
            throw;
        }
    }
}
