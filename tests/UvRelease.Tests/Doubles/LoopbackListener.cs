using System.Net;
using UvRelease.Tests.Stores;

namespace UvRelease.Tests.Doubles;

/// <summary>An HTTP server on 127.0.0.1 whose requests are answered side by side until it is disposed.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int Attempts = 20;

    private readonly HttpListener listener;
    private readonly Func<HttpListenerContext, Task> respond;

    public LoopbackListener(Func<HttpListenerContext, Task> respond)
    {
        this.respond = respond;
        (listener, Url) = Open();
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>
    /// Starts a listener. It can't choose a port itself, and between the choice and its start another program may take the port: then the next one is
    /// tried.
    /// </summary>
    public static (HttpListener Listener, Uri Url) Open()
    {
        for (int attempt = 1; ; attempt++)
        {
            var url = new Uri($"http://127.0.0.1:{LoopbackServer.FreePort()}");
            var candidate = new HttpListener();
            candidate.Prefixes.Add(url.AbsoluteUri);
            try
            {
                candidate.Start();
                return (candidate, url);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                candidate.Close();
            }
        }
    }

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = respond(await listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
