using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Stores;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>What goes wrong with one request.</summary>
internal abstract record Trouble
{
    /// <summary>Another answer.</summary>
    public sealed record Says(Answer Answer) : Trouble;

    /// <summary>There is never an answer.</summary>
    public sealed record Stalls : Trouble;

    /// <summary>The connection ends in the middle of the answer.</summary>
    public sealed record Cuts(Answer Answer) : Trouble;
}

/// <summary>A server that ends each connection when some bytes of the request are there.</summary>
internal sealed class DroppingServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public DroppingServer()
    {
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Connections that were ended.</summary>
    public int Dropped { get; private set; }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                client.LingerState = new LingerOption(true, 0);
                int read = await client.GetStream().ReadAtLeastAsync(buffer, 100, throwOnEndOfStream: false);
                Dropped += read > 0 ? 1 : 0;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }
}

/// <summary>A request with its bytes.</summary>
internal sealed record Asked(HttpListenerRequest Request, byte[] Body)
{
    public string What { get; } = $"{Request.HttpMethod} {Request.RawUrl}";
}

/// <summary>A service on 127.0.0.1 that notes whatever a client does that the real one's documentation does not have, and refuses it.</summary>
internal abstract class StrictDouble : IDisposable
{
    private readonly LoopbackListener listener;
    private readonly Lock gate = new();
    private readonly List<string> requests = [], violations = [];

    protected StrictDouble(TimeProvider clock)
    {
        Clock = clock;
        listener = new LoopbackListener(RespondAsync);
    }

    public Uri Url => listener.Url;

    /// <summary>What its answers' Date says.</summary>
    public TimeProvider Clock { get; set; }

    /// <summary>Trouble for a request and its number, from 0; null for none.</summary>
    public Func<Asked, int, Trouble?> Troubles { get; set; } = (_, _) => null;

    /// <summary>Method and path of each request, in the order of their beginning.</summary>
    public IReadOnlyList<string> Requests => Copy(requests);

    /// <summary>What no client may do.</summary>
    public IReadOnlyList<string> Violations => Copy(violations);

    public void Dispose() => listener.Dispose();

    /// <summary>Answers a request.</summary>
    protected abstract Answer Respond(Asked asked);

    /// <summary>Notes what is wrong with a request.</summary>
    protected Answer Refuse(int status, string problem)
    {
        lock (gate)
            violations.Add(problem);
        return new Answer(status, $$"""{"errors":[{"status":"{{status}}","code":"PARAMETER_ERROR","title":"{{problem}}"}]}""");
    }

    private async Task RespondAsync(HttpListenerContext context)
    {
        int number;
        lock (gate)
        {
            number = requests.Count;
            requests.Add($"{context.Request.HttpMethod} {context.Request.RawUrl}");
        }

        try
        {
            var asked = new Asked(context.Request, await BodyAsync(context.Request));
            Trouble? trouble = Troubles(asked, number);
            switch (trouble)
            {
                case Trouble.Stalls:
                    break;
                default:
                    // What is refused must be seen even where the answer is another.
                    Answer own = Respond(asked);
                    await AnswerAsync(context.Response, trouble switch { Trouble.Says says => says.Answer, Trouble.Cuts cuts => cuts.Answer, _ => own },
                        trouble is Trouble.Cuts);
                    break;
            }
        }
        catch (Exception e)
        {
            if (e is not (HttpListenerException or IOException or ObjectDisposedException))
                Refuse(500, e.ToString());
            context.Response.Abort();
        }
    }

    private static async Task<byte[]> BodyAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        return body.ToArray();
    }

    private async Task AnswerAsync(HttpListenerResponse response, Answer given, bool isCut)
    {
        byte[] body = Encoding.UTF8.GetBytes(given.Body);
        response.StatusCode = given.Status;
        response.KeepAlive = false;
        response.ContentType = given.Body.StartsWith('<') ? "application/xml" : "application/json";
        response.Headers["Date"] = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        foreach ((string name, string value) in given.Headers)
            response.Headers[name] = value;
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(isCut ? body.AsMemory(0, body.Length / 2) : body);
        if (isCut)
            response.Abort();
        else
            response.Close();
    }

    private List<string> Copy(List<string> list)
    {
        lock (gate)
            return [.. list];
    }
}
