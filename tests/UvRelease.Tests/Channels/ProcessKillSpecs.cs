using System.Diagnostics;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>
/// Real processes of the real programs, ended by SIGKILL at moments that nobody chose. The slow tier tries more, and UV_PUBLISH_KILLS as many as it says.
/// </summary>
public sealed class ProcessKillSpecs : IDisposable
{
    private const int Publishers = 3;
    private static readonly string[][] Moves =
        [["--action", "halt"], ["--action", "resume"], ["--action", "widen", "--rollout", "50"], ["--action", "rollback"]];

    private readonly PublishStage stage = new();

    [Fact]
    public async Task Processes_that_are_killed_leave_a_store_that_the_next_run_finishes()
    {
        int wanted = int.TryParse(Environment.GetEnvironmentVariable("UV_PUBLISH_KILLS"), out int given) ? given : SlowTests.AreAsked ? 45 : 15;
        Directory.CreateDirectory(stage.At(".github"));
        await File.WriteAllTextAsync(stage.At(".github", "uv-release.yml"), $"publish: {{ app: {PublishStage.App} }}\n{PromotionStage.OnlyIntegrity}");
        int kills = 0, next = 1, finished = 0;
        // How long a publish takes here decides when kills come: before it begins, in its middle, after its end.
        stage.Build("1.0.1");
        long start = Stopwatch.GetTimestamp();
        using (Process first = Start("1.0.1"))
            await first.WaitForExitAsync(CancellationToken.None);
        int longest = (int)(Stopwatch.GetElapsedTime(start).TotalMilliseconds * Publishers * 1.2);
        var random = new Random(20_260_101);
        var gate = new Lock();
        await using var observer = new Observer(stage.StoreFolder, "canary", "latest-linux.yml", "latest.yml");
        await Parallel.ForEachAsync(Enumerable.Range(0, Publishers), new ParallelOptions { MaxDegreeOfParallelism = Publishers }, async (_, _) =>
        {
            while (Volatile.Read(ref kills) < wanted)
            {
                int patience, kind;
                lock (gate)
                    (patience, kind) = (random.Next(10, longest), random.Next(8));
                string version = kind < 4 ? $"1.0.{Interlocked.Increment(ref next)}" : Moves[kind - 4][1];
                if (kind < 4)
                    stage.Build(version);
                using Process process = kind < 4 ? Start(version) : StartProgram("promote", Moves[kind - 4]);
                using var timer = new CancellationTokenSource(patience);
                try
                {
                    await process.WaitForExitAsync(timer.Token);
                    Interlocked.Increment(ref finished);
                    // Its turn may have passed: then it says so.
                    Assert.True(process.ExitCode is 0 or 1, $"{version} ended with {process.ExitCode}");
                }
                catch (OperationCanceledException)
                {
                    process.Kill();
                    await process.WaitForExitAsync(CancellationToken.None);
                    Interlocked.Increment(ref kills);
                }
            }
        });
        string last = $"1.0.{next + 1}";
        stage.Build(last);
        using Process end = Start(last);
        await end.WaitForExitAsync(CancellationToken.None);
        Assert.True(end.ExitCode == 0, await end.StandardError.ReadToEndAsync());
        Assert.Equal([], await observer.FinishAsync());
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        int generations = Directory.GetFiles(stage.At("store", "channels", "canary", "log")).Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {finished} runs to their end, {generations} generations, {observer.Polls} polls.");
        Assert.True(generations > 1 && kills >= wanted);
    }

    public void Dispose() => stage.Dispose();

    private Process Start(string version) => StartProgram(
        "publish-channel",
        ["--release-folder", $"release-{version}", "--rollout", "10", "--plan-file", $"plan-{version}.json", "--events-file", $"events-{version}.ndjson"]);

    private Process StartProgram(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), ["--channel", "canary", "--store", "store", .. arguments])
        {
            WorkingDirectory = stage.At("."),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in Posix.Dummy.Environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
