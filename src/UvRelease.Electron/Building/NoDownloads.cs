using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UvRelease.Electron.Building;

/// <summary>
/// Listens on the loopback in place of the servers that electron-builder downloads tools from: answers 404 to everything and remembers what was asked
/// for, so that a download which nobody meant fails at once and by its name.
/// </summary>
internal sealed class NoDownloads : IDisposable
{
    private const int LongestRequestLine = 4096;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> asked = new();

    /// <summary>Begins to listen on a free port.</summary>
    public NoDownloads()
    {
        listener.Start();
        _ = AnswerAsync();
    }

    /// <summary>Its address, with a slash at the end.</summary>
    public string Address => $"http://{listener.LocalEndpoint}/";

    /// <summary>Paths that were asked for, in order.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                client.ReceiveTimeout = 2000;
                await using NetworkStream stream = client.GetStream();
                await AnswerAsync(stream);
            }
            catch (Exception e) when (
                e is ObjectDisposedException or SocketException
                { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument })
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // A client that went away; the next one may be well.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        byte[] buffer = new byte[LongestRequestLine];
        int length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length), patience.Token);
            if (count == 0)
                break;
            length += count;
        }

        if (Encoding.ASCII.GetString(buffer, 0, length).Split('\r')[0].Split(' ') is [_, var path, ..])
            asked.Enqueue(path);
        await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), patience.Token);
    }
}
