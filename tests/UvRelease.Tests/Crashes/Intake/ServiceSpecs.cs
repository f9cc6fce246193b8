using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using UvRelease.Crashes.Intake;
using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>The console, over HTTP.</summary>
public sealed class ServiceSpecs
{
    private const int Clients = 12;

    [Fact]
    public async Task What_was_answered_with_an_id_is_there_after_a_kill_in_the_middle_of_load()
    {
        using var folder = new TemporaryFolder();
        var answered = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        TimeSpan half = SlowTests.AreAsked ? TimeSpan.FromMinutes(2.5) : TimeSpan.FromSeconds(5);
        for (int run = 0; run < 2; run++)
        {
            using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"), "--client-rate", "1000000");
            using var end = new CancellationTokenSource(half);
            IEnumerable<int> seeds = Enumerable.Range(run * Clients, Clients);
            Task[] clients = [.. seeds.Select(seed => Task.Run(() => LoadAsync(intake, seed, answered, end.Token)))];
            await Task.Delay(half);
            if (run == 0)
                intake.Kill();
            await Task.WhenAll(clients);
            if (run == 1)
                Assert.Equal(0, await intake.EndAsync());
        }

        Assert.InRange(answered.Count, 100, int.MaxValue);
        foreach (string id in answered.Keys)
        {
            string content = folder.At("store", "reports", id[..10], id);
            var record = StoredReport.Read(await File.ReadAllBytesAsync(content + ".json"), id);
            byte[] dump = await File.ReadAllBytesAsync(content + ".dmp");
            Assert.Equal(record.Proof.After, Convert.ToHexStringLower(SHA256.HashData(dump)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{answered.Count} reports in {2 * half}");
    }

    [Fact]
    public async Task A_request_that_was_begun_is_answered_before_the_service_ends()
    {
        using var folder = new TemporaryFolder();
        using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"));
        byte[] body = new MadeUpload().Write();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, intake.Http.BaseAddress!.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: {new MadeUpload().ContentType}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await stream.WriteAsync(body.AsMemory(0, 500));
        await Task.Delay(300);
        Task<int> ending = intake.EndAsync();
        await Task.Delay(300);
        await stream.WriteAsync(body.AsMemory(500));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
        Assert.Equal(0, await ending);
    }

    [Fact]
    public async Task A_client_that_sends_too_slowly_is_told_so()
    {
        using var folder = new TemporaryFolder();
        using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, intake.Http.BaseAddress!.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: {new MadeUpload().ContentType}\r\nContent-Length: 1000000\r\n\r\n--"));
        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("The body comes too slowly. Send it again.", answer, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("store", "reports")));
    }

    [Fact]
    public async Task It_says_how_it_is_and_what_it_did()
    {
        using var folder = new TemporaryFolder();
        using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"), "--client-rate", "2");
        Assert.Equal("ok", await intake.Http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.NotFound, (await intake.Http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await intake.Http.GetAsync(new Uri("/upload", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await intake.SendAsync(new MadeUpload()))!.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await intake.SendAsync(new MadeUpload { Fields = [] }))!.StatusCode);
        HttpResponseMessage late = (await intake.SendAsync(new MadeUpload()))!;
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.InRange(late.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        string metrics = await intake.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        foreach (string line in (string[])["stored_total{kind=\"dump\"} 1", "answers_total{status=\"403\"} 1", "requests_in_work 0",
            "uncounted_total 1", "repeated_total 0"])
            Assert.Contains($"uv_crash_{line}\n", metrics, StringComparison.Ordinal);
    }

    // Of 120 KB, and never the same twice.
    private static async Task LoadAsync(RunningIntake intake, int client, ConcurrentDictionary<string, byte> answered, CancellationToken end)
    {
        var dice = new Random(client);
        byte[] stack = new byte[60 << 10], heap = new byte[60 << 10];
        while (!end.IsCancellationRequested)
        {
            dice.NextBytes(stack);
            dice.NextBytes(heap);
            HttpResponseMessage? response = await intake.SendAsync(new MadeUpload { Dump = new MadeDump { Stack = stack, Memory = [(4096, heap)] }.Write() });
            if (response is null)
                return;
            if (response.StatusCode == HttpStatusCode.OK)
                answered[await response.Content.ReadAsStringAsync(CancellationToken.None)] = 0;
        }
    }
}
