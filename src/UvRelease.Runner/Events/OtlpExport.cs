using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace UvRelease.Runner;

/// <summary>
/// Posts a request by OTLP over HTTP (opentelemetry.io/docs/specs/otlp, §"OTLP/HTTP"): repeated while the collector is busy, within the time that the
/// target grants.
/// </summary>
internal static class OtlpExport
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Posts the request.</summary>
    /// <exception cref="HttpRequestException">The collector refused it, or can't be reached.</exception>
    /// <exception cref="TimeoutException">The time is up.</exception>
    public static async Task PostAsync(OtlpTarget target, byte[] body)
    {
        using var patience = new CancellationTokenSource(target.Timeout);
        // Another address would get the headers, and with them a key.
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            for (TimeSpan pause = FirstPause; ; pause *= 2)
            {
                using HttpRequestMessage request = Request(target, body);
                // What a collector says beyond its status is not waited for.
                using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if (!IsTransient(response.StatusCode))
                {
                    response.EnsureSuccessStatusCode();
                    return;
                }

                await Task.Delay(Pause(response.Headers.RetryAfter, pause), patience.Token);
            }
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"The collector did not take the data within {target.Timeout.TotalSeconds} s."), e);
        }
    }

    private static HttpRequestMessage Request(OtlpTarget target, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target.Address)
        {
            Content = new ByteArrayContent(body)
            { Headers = { ContentType = new MediaTypeHeaderValue(target.IsJson ? "application/json" : "application/x-protobuf") } },
        };
        foreach ((string name, string value) in target.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static TimeSpan Pause(RetryConditionHeaderValue? asked, TimeSpan pause) =>
        asked?.Delta is { } delta && delta > pause ? (delta < LongestPause ? delta : LongestPause) : pause;
}
