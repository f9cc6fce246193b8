using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using UvRelease.Crashes.Intake;

namespace UvRelease.CrashIntake;

/// <summary>
/// The intake as a web service: <c>POST /upload</c>, <c>POST /ping</c>, <c>GET /healthz</c>, <c>GET /metrics</c>. Kestrel alone, without a host around it:
/// it reads no configuration and no environment, and logs nothing of requests.
/// </summary>
internal sealed class IntakeServer : IHttpApplication<HttpContext>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ReportIntake intake;
    private readonly string? clientHeader;
    private readonly KestrelServer server;
    private readonly KestrelServerOptions options = new() { AddServerHeader = false };

    public IntakeServer(ReportIntake intake, IntakeSettings settings, string? clientHeader)
    {
        (this.intake, this.clientHeader) = (intake, clientHeader);
        // A body that is too long gets a sentence from the intake, a little before Kestrel ends the connection.
        options.Limits.MaxRequestBodySize = settings.MostSentBytes + (64L << 10);
        options.Limits.MaxRequestBufferSize = 64 << 10;
        options.Limits.MaxConcurrentConnections = 10_000;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        server = new KestrelServer(Options.Create(options), sockets, NullLoggerFactory.Instance);
    }

    /// <summary>Begins to listen.</summary>
    /// <returns>Where.</returns>
    /// <exception cref="IOException">The address is in use, or not of this machine.</exception>
    public async Task<IPEndPoint> StartAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        options.Listen(address);
        await server.StartAsync(this, cancellationToken);
        string bound = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return IPEndPoint.Parse(bound[(bound.IndexOf("://", StringComparison.Ordinal) + 3)..]);
    }

    /// <summary>Takes no more, and finishes what was begun.</summary>
    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await server.StopAsync(patience.Token);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("POST", "/upload") => TakeAsync(context, intake.TakeReportAsync),
        ("POST", "/ping") => TakeAsync(context, intake.TakePingAsync),
        ("GET", "/healthz") => AnswerAsync(context, new IntakeAnswer(200, "ok")),
        ("GET", "/metrics") => AnswerAsync(context, new IntakeAnswer(200, MetricsText.Of(intake.Counts))),
        (_, "/upload" or "/ping" or "/healthz" or "/metrics") => AnswerAsync(context, new IntakeAnswer(405, "This method is not known here.")),
        _ => AnswerAsync(context, new IntakeAnswer(404, "There is nothing here. Reports go to /upload.")),
    };

    public void Dispose() => server.Dispose();

    private async Task TakeAsync(HttpContext context, Func<IntakeRequest, CancellationToken, Task<IntakeAnswer>> take)
    {
        HttpRequest request = context.Request;
        var taken = new IntakeRequest(
            request.ContentType, request.Headers.ContentEncoding, request.Headers[Consent.Header], ClientOf(context), request.Body)
        {
            IsTooSlow = e => e is Microsoft.AspNetCore.Http.BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout },
        };
        await AnswerAsync(context, await take(taken, context.RequestAborted));
    }

    private static async Task AnswerAsync(HttpContext context, IntakeAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        if (answer.RetryAfter > 0)
            context.Response.Headers.RetryAfter = answer.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] text = Encoding.UTF8.GetBytes(answer.Text);
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    // A proxy adds the address that it saw at the end. Of IPv6 a customer has at least a network of 64 bits.
    private string ClientOf(HttpContext context)
    {
        string? given = clientHeader is null ? null : context.Request.Headers[clientHeader].ToString().Split(',')[^1].Trim();
        IPAddress? address = given is null ? context.Connection.RemoteIpAddress : IPAddress.TryParse(given, out IPAddress? parsed) ? parsed : null;
        if (address is null)
            return "unknown";
        byte[] bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 8)));
    }
}
