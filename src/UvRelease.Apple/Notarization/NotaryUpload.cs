using System.Buffers;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>Uploads a file to the place that Apple gave, with the credentials that are for this place alone. No token of App Store Connect comes
/// here.</summary>
/// <param name="place">Where.</param>
/// <param name="options">Patience.</param>
internal sealed class NotaryUpload(NotaryUploadPlace place, NotaryOptions options) : IDisposable
{
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(20);

    private readonly AmazonS3Client client = Open(place, options);
    private readonly UploadFaults faults = new(options);

    // The hash of a part is in the signature already; over http the client insists on reading the part once more for it.
    private bool IsEncrypted => options.UploadAddress?.Scheme != Uri.UriSchemeHttp;

    /// <summary>Sends a file, in parts where it is long; S3 compares each part with its SHA-256.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it can't be sent, or changes meanwhile.</exception>
    public async Task SendAsync(NotaryFile file, CancellationToken cancellation)
    {
        if (file.Parts.Count == 1)
        {
            await PartAsync(file, 0, content => client.PutObjectAsync(Whole(content, file.Parts[0]), cancellation), cancellation);
            return;
        }

        var begin = new InitiateMultipartUploadRequest { BucketName = place.Bucket, Key = place.Key, ChecksumAlgorithm = ChecksumAlgorithm.SHA256 };
        string upload = (await faults.RetryAsync(() => client.InitiateMultipartUploadAsync(begin, cancellation), cancellation)).UploadId;
        try
        {
            var tags = new PartETag[file.Parts.Count];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ParallelParts, CancellationToken = cancellation };
            await Parallel.ForEachAsync(Enumerable.Range(0, tags.Length), parallel, async (number, stop) =>
                tags[number] = await PartAsync(file, number, content => SendPartAsync(Part(content, upload, number, file.Parts[number]), stop), stop));
            var finish = new CompleteMultipartUploadRequest { BucketName = place.Bucket, Key = place.Key, UploadId = upload, PartETags = [.. tags] };
            await faults.RetryAsync(() => FinishAsync(finish, cancellation), cancellation);
        }
        catch
        {
            await AbortAsync(upload);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        (client.Config.HttpClientFactory as IDisposable)?.Dispose();
    }

    /// <summary>The client for a place.</summary>
    internal static AmazonS3Client Open(NotaryUploadPlace place, NotaryOptions options)
    {
        // Apple's bucket is there ("Submitting software for notarization over the web", Notary API).
        RegionEndpoint region = RegionEndpoint.USWest2;
        // Everything is set here, so that no variable or file of the machine changes where the file goes.
        var config = new AmazonS3Config
        {
            AuthenticationRegion = region.SystemName,
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            DisableClockSkewCorrection = true,
            IgnoreConfiguredEndpointUrls = true,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            AllowAutoRedirect = false,
            Timeout = options.RequestTimeout,
            HttpClientFactory = new DirectClients(options.RequestTimeout),
        };
        if (options.UploadAddress is { } address)
            (config.ServiceURL, config.ForcePathStyle) = (address.AbsoluteUri, true);
        else
            config.RegionEndpoint = region;
        return new AmazonS3Client(new SessionAWSCredentials(place.AccessKey, place.SecretKey, place.SessionToken), config);
    }

    private PutObjectRequest Whole(Stream content, byte[] hash) => new()
    {
        BucketName = place.Bucket,
        Key = place.Key,
        InputStream = content,
        ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
        ChecksumSHA256 = Convert.ToBase64String(hash),
        UseChunkEncoding = false,
        DisablePayloadSigning = IsEncrypted,
    };

    private UploadPartRequest Part(Stream content, string upload, int number, byte[] hash) => new()
    {
        BucketName = place.Bucket,
        Key = place.Key,
        UploadId = upload,
        PartNumber = number + 1,
        PartSize = content.Length,
        InputStream = content,
        ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
        ChecksumSHA256 = Convert.ToBase64String(hash),
        UseChunkEncoding = false,
        DisablePayloadSigning = IsEncrypted,
    };

    private async Task<T> PartAsync<T>(NotaryFile file, int number, Func<Stream, Task<T>> send, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(file.PartSize);
        try
        {
            int length = file.Read(number, buffer);
            return await faults.RetryAsync(() => send(new MemoryStream(buffer, 0, length, writable: false)), cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<PartETag> SendPartAsync(UploadPartRequest request, CancellationToken cancellation) =>
        new(request.PartNumber ?? 0, (await client.UploadPartAsync(request, cancellation)).ETag) { ChecksumSHA256 = request.ChecksumSHA256 };

    private async Task<bool> FinishAsync(CompleteMultipartUploadRequest request, CancellationToken cancellation)
    {
        await client.CompleteMultipartUploadAsync(request, cancellation);
        return true;
    }

    private async Task AbortAsync(string upload)
    {
        try
        {
            using var limit = new CancellationTokenSource(AbortTimeout);
            await client.AbortMultipartUploadAsync(place.Bucket, place.Key, upload, limit.Token);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The error that led here is the one to report; Apple throws away what is not finished.
        }
    }
}
