using System.Net;
using System.Text;
using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Stores;

/// <summary>An answer of a <see cref="ScriptedServer"/>.</summary>
internal sealed record Answer(int Status, string Body = "")
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static Answer S3Error(int status, string code) =>
        new(status, $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code} it is.</Message></Error>");

    public static Answer Written { get; } = new(200) { Headers = { ["ETag"] = "\"e1\"" } };
}

/// <summary>An HTTP server on 127.0.0.1 that answers as a test says, and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly LoopbackListener listener;
    private readonly Func<HttpListenerRequest, int, Answer> answer;
    private readonly Lock gate = new();
    private readonly List<string> requests = [];

    /// <summary>Listens on a port of its own.</summary>
    /// <param name="answer">Gives the answer to a request and its number, from 0.</param>
    public ScriptedServer(Func<HttpListenerRequest, int, Answer> answer)
    {
        this.answer = answer;
        listener = new LoopbackListener(RespondAsync);
    }

    public Uri Url => listener.Url;

    /// <summary>Method and path of each request, in their order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (gate)
                return [.. requests];
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task RespondAsync(HttpListenerContext context)
    {
        await context.Request.InputStream.CopyToAsync(Stream.Null);
        int number;
        lock (gate)
        {
            number = requests.Count;
            requests.Add($"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery}");
        }

        Answer given = answer(context.Request, number);
        context.Response.StatusCode = given.Status;
        // A client that finds its kept connection closed sends the request again by itself, and what a test counts would depend on the machine.
        context.Response.KeepAlive = false;
        foreach ((string name, string value) in given.Headers)
            context.Response.Headers[name] = value;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(given.Body));
        context.Response.Close();
    }
}
