using System.Net;
using System.Text;
using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Stores;

/// <summary>
/// Sits in front of moto, which believes every signature: proves each request as Amazon S3 does ("Signature Version 4", "Error responses", Amazon
/// S3 API reference) and
/// hands on what passes. It does not prove policies, the session token's own signature, chunked signatures, virtual hosts and TLS.
/// </summary>
internal sealed class StrictGateway : IDisposable
{
    private static readonly string[] NotHandedOn = ["Host", "Connection", "Expect", "Transfer-Encoding", "Keep-Alive", "Content-Length", "Date", "Server"];
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(15);
    private readonly LoopbackListener listener;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri target;
    private readonly Lock gate = new();
    private readonly List<string> passed = [];

    public StrictGateway(Uri target)
    {
        this.target = target;
        listener = new LoopbackListener(RespondAsync);
    }

    public Uri Url => listener.Url;

    public string SecretKey { get; } = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    public string AccessKey { get; } = "AKIDEXAMPLE";

    /// <summary>Region of the bucket.</summary>
    public string Region { get; } = "eu-central-1";

    /// <summary>The session token that has expired.</summary>
    public string Expired { get; } = "FwoGZXIvYXdzEXPIRED";

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>True once the bucket has moved to another endpoint.</summary>
    public bool Moved { get; set; }

    /// <summary>An answer in the place of the server's; null for none.</summary>
    public Func<string, Answer?> Fault { get; set; } = _ => null;

    /// <summary>Requests that are never answered.</summary>
    public Func<string, bool> Stalls { get; set; } = _ => false;

    /// <summary>Requests that stall.</summary>
    public int Stalled { get; private set; }

    /// <summary>Method and path of the requests that were handed on and write.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (gate)
                return [.. passed.Where(request => !request.StartsWith("GET", StringComparison.Ordinal)
                    && !request.StartsWith("HEAD", StringComparison.Ordinal))];
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        client.Dispose();
    }

    private async Task RespondAsync(HttpListenerContext context)
    {
        string what = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
        try
        {
            if ((Refusal(context.Request) ?? Fault(what)) is { } refusal)
            {
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                await AnswerAsync(context.Response, refusal);
                return;
            }

            if (Stalls(what))
            {
                Stalled++;
                await Task.Delay(Timeout.Infinite);
            }

            lock (gate)
                passed.Add(what);
            await HandOnAsync(context);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or HttpRequestException)
        {
            context.Response.Abort();
        }
    }

    private static async Task AnswerAsync(HttpListenerResponse response, Answer given)
    {
        response.StatusCode = given.Status;
        foreach ((string name, string value) in given.Headers)
            response.Headers[name] = value;
        response.ContentType = "application/xml";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(given.Body));
        response.Close();
    }

    private Answer? Refusal(HttpListenerRequest request)
    {
        if (request.Headers["Authorization"] is not { } authorization)
            return request.HttpMethod is "GET" or "HEAD" ? null : Answer.S3Error(403, "AccessDenied");
        Dictionary<string, string> parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        string[] credential = parts["Credential"].Split('/');
        string date = request.Headers["x-amz-date"]!;
        DateTimeOffset signed = DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        if (Moved)
            return new Answer(301,
                "<?xml version=\"1.0\"?><Error><Code>PermanentRedirect</Code><Message>The bucket you are attempting to access must be addressed using the "
                + $"specified endpoint.</Message><Endpoint>s3.{Region}.amazonaws.com</Endpoint></Error>");
        if (credential[0] != AccessKey)
            return Answer.S3Error(403, "InvalidAccessKeyId");
        if (credential[2] != Region)
            return new Answer(400,
                "<?xml version=\"1.0\"?><Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region "
                + $"'{credential[2]}' is wrong; expecting '{Region}'</Message><Region>{Region}</Region></Error>");
        if (request.Headers["x-amz-security-token"] == Expired)
            return new Answer(400, "<?xml version=\"1.0\"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>");
        if ((TimeProvider.System.GetUtcNow() + Ahead - signed).Duration() > MostSkew)
            return new Answer(403,
                "<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too "
                + "large.</Message></Error>");
        return AwsSignature.Of(request, parts["SignedHeaders"], date, credential, SecretKey) == parts["Signature"] ? null
            : new Answer(403, "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match "
                + "the signature you provided. Check your key and signing method.</Message></Error>");
    }

    private async Task HandOnAsync(HttpListenerContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), new Uri(target, context.Request.RawUrl));
        if (context.Request.ContentLength64 >= 0 && context.Request.HttpMethod is "PUT" or "POST")
        {
            request.Content = new StreamContent(context.Request.InputStream);
            request.Content.Headers.ContentLength = Math.Max(0, context.Request.ContentLength64);
        }

        foreach (string name in context.Request.Headers.AllKeys.Except(NotHandedOn, StringComparer.OrdinalIgnoreCase).OfType<string>())
        {
            if (!request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]))
                request.Content?.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        HttpListenerResponse response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers)
            .Where(header => !NotHandedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
            response.Headers[name] = string.Join(',', values);
        if (answer.Content.Headers.ContentLength is { } length)
            response.ContentLength64 = length;
        if (context.Request.HttpMethod != "HEAD")
            await answer.Content.CopyToAsync(response.OutputStream);
        response.Close();
    }
}
