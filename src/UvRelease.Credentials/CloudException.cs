using System.Net;

namespace UvRelease.Credentials;

/// <summary>An answer of a cloud's service that is no success.</summary>
/// <param name="status">Its status.</param>
/// <param name="code">The service's own word for it; empty for none.</param>
/// <param name="words">What it says; without the tokens of the request.</param>
public sealed class CloudException(HttpStatusCode status, string code, string words)
    : Exception($"{(int)status}{(code.Length == 0 ? "" : $" {code}")}{(words.Length == 0 ? "" : $": {words.TrimEnd('.')}")}.")
{
    /// <summary>Its status.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The service's own word for it; empty for none.</summary>
    public string Code => code;

    /// <summary>How long the service wants to be left alone; null where it doesn't say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True for a failure that may pass by itself: 408, 429, 5xx, and connections that break. What was asked wrongly stays wrong.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        CloudException { Status: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        CloudException { Status: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        HttpRequestException or IOException or OperationCanceledException => ServerCertificates.Refusal(error) is null,
        _ => false,
    };
}
