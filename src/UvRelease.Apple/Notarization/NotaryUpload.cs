using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>Uploads a file to the place that Apple gave, with the credentials that are for this place alone. No token of App Store Connect comes here.</summary>
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
            await Parallel.ForEachAsync(Enumerable.Range(0, tags.Length), parallel, async (number, stop) => tags[number] = await PartAsync(file, number, async content =>
            {
                UploadPartRequest request = Part(content, upload, number, file.Parts[number]);
                return new PartETag(number + 1, (await client.UploadPartAsync(request, stop)).ETag) { ChecksumSHA256 = request.ChecksumSHA256 };
            }, stop));
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
    public void Dispose() => client.Dispose();

    private static AmazonS3Client Open(NotaryUploadPlace place, NotaryOptions options)
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

/// <summary>What a refusal of the storage means, and what is sent again. S3's own words can repeat the request with its headers: they get nowhere.</summary>
internal sealed class UploadFaults(NotaryOptions options)
{
    private const HttpStatusCode NoAnswer = default;
    private const string Service = "The storage of Apple's notary service";

    /// <summary>Does a request, again where its failure may pass by itself.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it stays so.</exception>
    public async Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (e is not ReleaseException && !cancellation.IsCancellationRequested)
            {
                if (!MayPass(e) || attempt >= options.Attempts)
                    throw Bad(e, attempt);
                options.Progress?.Report($"{Service} {Problem(e)}. Sending again in {options.Pause(attempt).TotalSeconds:0} s.");
            }

            await Task.Delay(options.Pause(attempt), options.Time, cancellation);
        }
    }

    private static bool MayPass(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: "SlowDown" or "RequestTimeout" or "InternalError" or "ServiceUnavailable" or "OperationAborted" } => true,
        // Bytes changed on the way.
        AmazonServiceException { ErrorCode: "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody" or "InvalidDigest" } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError } => true,
        AmazonServiceException { StatusCode: not NoAnswer } => false,
        AmazonClientException { InnerException: { } inner } => MayPass(inner),
        _ => IsNetwork(error),
    };

    private static bool IsNetwork(Exception error) => error is HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException;

    // The exception itself holds the answer and stays here.
    private static ReleaseException Bad(Exception error, int attempts) => new(Fault.Environment, (error as AmazonServiceException)?.ErrorCode switch
    {
        "RequestTimeTooSkewed" => $"{Service} does not take the upload: the clock of this machine is wrong by more than 15 minutes. Set it, and run this again.",
        "ExpiredToken" => $"{Service} does not take the upload: its credentials have expired, as they do 12 hours after the submission. Run this again for new ones.",
        _ => $"{Service} {Problem(error)}{(attempts == 1 ? "" : $", {attempts} times")}. Nothing was submitted: run this again.",
    });

    private static string Problem(Exception error) => error switch
    {
        AmazonServiceException { StatusCode: not NoAnswer } refusal => $"answered {(int)refusal.StatusCode}{Code(refusal.ErrorCode)}",
        OperationCanceledException or TimeoutException => "gave no answer in time",
        AmazonClientException { InnerException: { } inner } => Problem(inner),
        _ when IsNetwork(error) => "broke the connection off, or can't be reached",
        _ => $"can't be used ({error.GetType().Name})",
    };

    private static string Code(string? code) => code is { Length: > 0 and <= 64 } && code.All(char.IsAsciiLetterOrDigit) ? $" ({code})" : "";
}
