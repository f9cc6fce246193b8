using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

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

    private static bool IsNetwork(Exception error) => error is HttpRequestException or IOException or SocketException
        or OperationCanceledException or TimeoutException;

    // The exception itself holds the answer and stays here.
    private static ReleaseException Bad(Exception error, int attempts) => new(Fault.Environment, (error as AmazonServiceException)?.ErrorCode switch
    {
        "RequestTimeTooSkewed" =>
            $"{Service} does not take the upload: the clock of this machine is wrong by more than 15 minutes. Set it, and run this again.",
        "ExpiredToken" => $"{Service} does not take the upload: its credentials have expired, as they do 12 hours after the submission. Run this again for "
            + $"new ones.",
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
