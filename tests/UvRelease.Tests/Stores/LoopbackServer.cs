using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>A server of others that runs beside the tests, on 127.0.0.1 alone.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly Process process;
    private readonly TemporaryFolder folder = new();

    private LoopbackServer(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; private init; }

    private string Output { get; set; } = "";

    /// <summary>Starts it and waits until it serves, or until it says that it is ready.</summary>
    public static async Task<LoopbackServer> StartAsync(string program, Func<int, string[]> arguments, string? ready = null)
    {
        int port = FreePort();
        var server = new LoopbackServer(program, arguments(port)) { Port = port };
        for (int round = 0; round < 1200; round++)
        {
            Assert.False(server.process.HasExited, $"{program} ended: {server.Output}");
            if (ready is null ? await ServesAsync(port) : server.Output.Contains(ready, StringComparison.Ordinal))
                return server;
            await Task.Delay(100);
        }

        server.Dispose();
        throw new InvalidOperationException($"{program} does not serve: {server.Output}");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    private static async Task<bool> ServesAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        if (line is not null && Output.Length < 1 << 16)
            Output += line + "\n";
    }
}
