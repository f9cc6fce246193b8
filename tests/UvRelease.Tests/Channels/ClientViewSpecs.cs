using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Stores.Directories;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Servers that stop in the middle while a release is verified as clients read it.</summary>
public sealed class ClientViewSpecs : IDisposable
{
    private readonly PublishStage stage = new();
    private readonly TcpListener server = new(IPAddress.Loopback, 0);

    public ClientViewSpecs() => server.Start();

    [Theory]
    [InlineData("", "no answer in 1 s")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc", "stalls after 0 bytes")]
    public async Task A_download_that_hangs_ends_at_the_bound_with_its_address(string answer, string words)
    {
        using var stop = new CancellationTokenSource();
        Task serving = ServeAsync(answer, stop.Token);
        var url = new Uri($"http://{server.LocalEndpoint}/app-1.0.0.zip");
        var watch = Stopwatch.StartNew();
        using var http = new HttpClient();
        MoveSettings settings = stage.Settings() with { Time = TimeProvider.System, Patience = TimeSpan.FromSeconds(1), Http = () => http };
        using DirectoryStore store = stage.Store();
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(
            () => new ClientView(store, settings).HashAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("/app-1.0.0.zip can't be read as clients read it", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    public void Dispose()
    {
        server.Dispose();
        stage.Dispose();
    }

    private async Task ServeAsync(string answer, CancellationToken stop)
    {
        var open = new List<TcpClient>();
        try
        {
            while (true)
            {
                TcpClient client = await server.AcceptTcpClientAsync(stop);
                open.Add(client);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
            }
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
    }
}
