using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace UvRelease.Tests.Doubles;

/// <summary>A repository of tests/github-double, one for each test; the program runs once for all of them. It says itself what it does not prove.</summary>
internal sealed class RepositoryDouble
{
    private static readonly Lazy<Task<JsonElement>> Started = new(StartAsync);
    private static readonly HttpClient Control = new();
    private static int last;

    // Kept, because a collected Process closes the pipes.
    private static Process? program;
    private readonly JsonElement hosts;

    private RepositoryDouble(JsonElement hosts)
    {
        this.hosts = hosts;
        Repository = $"acme/app-{Interlocked.Increment(ref last)}";
    }

    public string Repository { get; }

    public string Token => hosts.GetProperty("token").GetString()!;

    public Uri Api => Host("api");

    public Uri Web => Host("web");

    public Uri Stranger => Host("stranger");

    public static async Task<RepositoryDouble> OpenAsync()
    {
        Node.Needs("ajv", "tests/UvRelease.Tests/Changelog/Check/judges");
        return new RepositoryDouble(await Started.Value);
    }

    /// <summary>Sets members of the repository (releases.mjs); releases are added to those that are there.</summary>
    /// <returns>Ids of the releases that were added.</returns>
    public async Task<long[]> SetAsync(object settings)
    {
        using HttpResponseMessage response = await Control.PutAsJsonAsync(new Uri(Host("control"), Repository),
            settings, TestContext.Current.CancellationToken);
        return (await response.Content.ReadFromJsonAsync<long[]>(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Lets something go wrong (faults.mjs).</summary>
    public Task FailAsync(params object[] faults) => SetAsync(new { faults });

    /// <summary>Waits until an answer is held (faults.mjs).</summary>
    public async Task HeldAsync()
    {
        for (var waited = Stopwatch.StartNew(); (int)(await StateAsync())["held"]! == 0;)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "Nothing was held in a minute.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async Task<JsonNode> StateAsync() =>
        JsonNode.Parse(await Control.GetStringAsync(new Uri(Host("control"), Repository), TestContext.Current.CancellationToken))!;

    public async Task<JsonArray> ReleasesAsync() => (await StateAsync())["releases"]!.AsArray();

    public async Task<string[]> CallsAsync() =>
        [.. (await StateAsync())["calls"]!.AsArray().Select(call => ((string)call!).Replace($"/repos/{Repository}", "", StringComparison.Ordinal))];

    private Uri Host(string name) => new(hosts.GetProperty(name).GetString()!);

    // It ends when this process does: its standard input closes.
    private static async Task<JsonElement> StartAsync()
    {
        var start = new ProcessStartInfo("node", [SourceTree.At("tests", "github-double", "double.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false
        };
        program = Process.Start(start)!;
        return JsonDocument.Parse((await program.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)))!).RootElement;
    }
}
