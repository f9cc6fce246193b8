using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using UvRelease.Credentials;
using UvRelease.Releases;

namespace UvRelease.Stores.S3;

/// <summary>What an S3 server's refusal means ("Error responses", Amazon S3 API reference).</summary>
internal static class S3Faults
{
    /// <summary>The object isn't there; a missing bucket is another thing.</summary>
    public static bool IsAbsent(AmazonS3Exception e) => e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket";

    /// <summary>The condition of a write isn't met. A replaced object that is gone answers 404.</summary>
    public static bool IsLost(AmazonS3Exception e) =>
        e.StatusCode == HttpStatusCode.PreconditionFailed || (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is "NoSuchKey");

    /// <summary>A failure that may pass by itself.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        // Two conditional writes at once: AWS asks to send again, and Ceph says it in its own word.
        AmazonServiceException { ErrorCode: "ConditionalRequestConflict" or "ConcurrentModification" or "OperationAborted" } => true,
        AmazonServiceException { ErrorCode: "SlowDown" or "RequestTimeout" or "InternalError" or "ServiceUnavailable" } => true,
        // Bytes changed on the way.
        AmazonServiceException { ErrorCode: "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody" or "InvalidDigest" } => true,
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        _ => IsNetwork(error) && ServerCertificates.Refusal(error) is null,
    };

    public static Exception Explain(StoreAddress.S3 address, string what, Exception error)
    {
        string code = error is AmazonServiceException { ErrorCode: { Length: > 0 } given } ? given : "";
        string server = address.Endpoint?.Host ?? $"S3 in {address.Region}";
        (Fault fault, string sentence) = (code, error) switch
        {
            ("NoSuchBucket", _) => (Fault.Input, $"there is no bucket '{address.Bucket}' at {server}. Correct the address of the store, or make the bucket."),
            ("ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired", _) =>
                (Fault.Environment, "the credentials have expired. Get new ones at the beginning of the job, or let the store take on a role by web identity."),
            ("InvalidAccessKeyId" or "InvalidClientTokenId" or "InvalidToken", _) =>
                (Fault.Environment, $"{server} does not know the access key. Check the secret that holds it, and the session token of temporary keys."),
            ("SignatureDoesNotMatch", _) =>
                (Fault.Environment, "the secret key is not the one of the access key. Check the secret that holds it (a space or line end at its end?)."),
            ("RequestTimeTooSkewed" or "RequestExpired", _) =>
                (Fault.Environment, "this machine's clock is wrong by more than 15 minutes. Set it (timedatectl set-ntp true) and run the step again."),
            ("AuthorizationHeaderMalformed" or "AuthorizationQueryParametersError" or "IllegalLocationConstraintException", _)
                or ("PermanentRedirect" or "TemporaryRedirect", _) =>
                (Fault.Input, $"the bucket is not in the region '{address.Region}'. Correct ?region= in the address of the store."),
            ("QuotaExceeded" or "EntityTooLarge", _) => (Fault.Environment, $"the server takes no more: {error.Message}"),
            (_, AmazonServiceException { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect }) =>
                (Fault.Input, $"the bucket is not in the region '{address.Region}'. Correct ?region= in the address of the store."),
            ("NotImplemented", _) or (_, AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented }) =>
                (Fault.Environment, $"{server} does not implement what is asked ({error.Message}). Conditional writes and SHA-256 checksums are needed."),
            (_, AmazonServiceException { StatusCode: HttpStatusCode.Forbidden }) =>
                (Fault.Environment, "access is denied. Let the role read, write, delete and list this bucket (s3:GetObject, s3:PutObject, s3:DeleteObject, "
                + "s3:ListBucket; without the last S3 says 'denied' for what isn't there)."),
            _ when ServerCertificates.Refusal(error) is { } refusal => (Fault.Environment, ServerCertificates.Sentence(server, refusal)),
            (_, OperationCanceledException) => (Fault.Environment, $"{server} gives no answer in time. Check the network and run the step again."),
            _ when IsNetwork(error) =>
                (Fault.Environment, $"{server} can't be reached: {error.Message} Check the network and the endpoint in the address of the store."),
            _ => (Fault.Environment, $"{server} answers {code}: {error.Message}"),
        };
        return new ReleaseException(fault, $"{address}: {what} failed: {sentence}", error);
    }

    private static bool IsNetwork(Exception? error) =>
        error is HttpRequestException or IOException or SocketException or TaskCanceledException or TimeoutException
            || (error is AmazonClientException { InnerException: { } inner } && IsNetwork(inner));
}
