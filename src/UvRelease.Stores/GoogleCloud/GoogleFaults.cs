using System.Net;
using Google;
using UvRelease.Credentials;
using UvRelease.Releases;

namespace UvRelease.Stores.GoogleCloud;

/// <summary>What a refusal of Google Cloud Storage means ("HTTP status and error codes for JSON", Cloud Storage).</summary>
internal static class GoogleFaults
{
    /// <summary>The object isn't there; a missing bucket is another thing, and has the same status.</summary>
    public static bool IsAbsent(GoogleApiException e) =>
        e.HttpStatusCode == HttpStatusCode.NotFound && Words(e).StartsWith("No such object", StringComparison.Ordinal);

    /// <summary>A failure that may pass by itself. Bytes that changed on the way are sent again.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        GoogleApiException { HttpStatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        GoogleApiException { HttpStatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        GoogleApiException { HttpStatusCode: HttpStatusCode.BadRequest } e => IsChanged(e),
        HttpRequestException or IOException or TaskCanceledException => ServerCertificates.Refusal(error) is null,
        _ => false,
    };

    public static Exception Explain(StoreAddress.Google address, string what, Exception error)
    {
        string host = address.Endpoint?.Host ?? GoogleClient.Public.Host;
        (Fault fault, string sentence) = error switch
        {
            GoogleApiException { HttpStatusCode: HttpStatusCode.NotFound } => (Fault.Input,
                $"there is no bucket '{address.Bucket}'. Correct the address of the store, or make the bucket."),
            GoogleApiException { HttpStatusCode: HttpStatusCode.Unauthorized } => (Fault.Environment,
                "the token is not accepted. Check the pool's provider, and this machine's clock."),
            GoogleApiException { HttpStatusCode: HttpStatusCode.Forbidden } => (Fault.Environment,
                "access is denied. Give the pool's identity or the service account the role Storage Object User on the bucket."),
            GoogleApiException { HttpStatusCode: HttpStatusCode.TooManyRequests } => (Fault.Environment,
                "the limit of requests is used up. One object may be written about once in a second; run the step again."),
            GoogleApiException e when IsChanged(e) => (Fault.Environment, "the bytes that arrive are not those that were sent. Look at what is between."),
            GoogleApiException e => (Fault.Environment, $"Google answers {(int)e.HttpStatusCode}."),
            _ when ServerCertificates.Refusal(error) is { } refusal => (Fault.Environment, ServerCertificates.Sentence(host, refusal)),
            TaskCanceledException => (Fault.Environment, $"{host} gives no answer in time. Check the network and run the step again."),
            HttpRequestException or IOException => (Fault.Environment, $"{host} can't be reached: {error.Message} Check the network."),
            _ => (Fault.Environment, error.Message),
        };
        return new ReleaseException(fault, $"{address}: {what} failed: {sentence}", error);
    }

    private static bool IsChanged(GoogleApiException e) => Words(e).Contains("hash", StringComparison.OrdinalIgnoreCase);

    private static string Words(GoogleApiException e) => e.Error?.Message ?? e.Message;
}
