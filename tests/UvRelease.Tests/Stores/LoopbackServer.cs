using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace UvRelease.Tests.Stores;

/// <summary>A server of others that runs beside the tests, on 127.0.0.1 alone.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private const int Attempts = 3;

    // Below the ports that the kernel gives to connections and to listeners that name none (ip_local_port_range, from 32768): between the choice of a
    // port and its use nobody else gets it, and nobody who waits for a server connects to himself.
    private const int FirstPort = 10_000, Ports = 20_000;
    private static int lastPort = Random.Shared.Next(Ports);

    private readonly Process process;
    private readonly TemporaryFolder folder = new();

    private LoopbackServer(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path
        };
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
        string said = "";
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            int port = FreePort();
            var server = new LoopbackServer(program, arguments(port)) { Port = port };
            for (int round = 0; round < 1200 && !server.process.HasExited; round++)
            {
                if (ready is null ? await ServesAsync(port) : server.Output.Contains(ready, StringComparison.Ordinal))
                    return server;
                await Task.Delay(100);
            }

            said += server.Output;
            server.Dispose();
        }

        throw new InvalidOperationException($"{program} does not serve: {said}");
    }

    public static int FreePort()
    {
        while (true)
        {
            int port = FirstPort + (int)((uint)Interlocked.Increment(ref lastPort) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use: the next one.
            }
        }
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
