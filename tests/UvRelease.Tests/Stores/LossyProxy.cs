using System.Net;
using System.Net.Sockets;

namespace UvRelease.Tests.Stores;

/// <summary>A proxy that hands requests on and, when asked to, loses the answer to one: the server has done it, and the client will never know.</summary>
internal sealed class LossyProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private int losses;

    public LossyProxy(int target)
    {
        this.target = target;
        listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Answers that were lost.</summary>
    public int Lost { get; private set; }

    /// <summary>Loses so many of the next answers.</summary>
    public void Lose(int answers) => Interlocked.Exchange(ref losses, answers);

    public void Dispose() => listener.Stop();

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), AnswersAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // One side has gone.
            }
        }
    }

    private async Task AnswersAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            // "100 Continue" is no answer yet.
            if (!buffer.AsSpan().StartsWith("HTTP/1.1 100"u8) && Volatile.Read(ref losses) > 0)
            {
                Interlocked.Decrement(ref losses);
                Lost++;
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
