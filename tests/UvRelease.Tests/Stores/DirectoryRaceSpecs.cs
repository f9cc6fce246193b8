using System.Diagnostics;
using System.Text;
using UvRelease.Posix;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>Directory stores under real processes that die.</summary>
public sealed class DirectoryRaceSpecs : IDisposable
{
    private const int Patience = 120_000;
    private const int Writers = 4;
    private const int Kills = 40;
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience)]
    public async Task Of_many_processes_that_are_killed_all_the_time_none_overwrites_another_and_a_reader_sees_whole_states()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string root = folder.At("store");
        var said = new Told();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> reader = ReadAllTheTimeAsync(root, reading.Token);
        var random = new Random(7);
        var writers = new List<Process>();
        for (int kill = 0; kill < Kills; kill++)
        {
            while (writers.Count < Writers)
                writers.Add(Start(root, $"writer {kill}", said));
            await Task.Delay(random.Next(30, 250), cancellationToken);
            // After the first ones have begun to write; .NET takes its time to start.
            while (kill == 0 && said.Lines.Count < 20)
                await Task.Delay(20, cancellationToken);
            Process victim = writers[random.Next(writers.Count)];
            victim.Kill();
            await victim.WaitForExitAsync(cancellationToken);
            writers.Remove(victim);
        }

        foreach (Process writer in writers)
        {
            writer.Kill();
            await writer.WaitForExitAsync(cancellationToken);
        }

        await reading.CancelAsync();
        int seen = await reader;
        int last = int.Parse((await File.ReadAllTextAsync(Path.Combine(root, "state"), cancellationToken))[..8]);
        Assert.True(seen > 0 && last >= 20, $"{seen} reads, {last} states: that was no race.");
        // Nobody raised to the number of another: no write was lost.
        string[] states = [.. said.Lines.Where(line => line.StartsWith("state", StringComparison.Ordinal))];
        string[] entries = [.. said.Lines.Where(line => line.StartsWith("entry", StringComparison.Ordinal))];
        Assert.Equal(states.Length, states.Distinct().Count());
        Assert.Equal(entries.Length, entries.Distinct().Count());
        Assert.All(states, line => Assert.InRange(int.Parse(line[6..]), 1, last));
        Assert.All(entries, line => Assert.True(File.Exists(Path.Combine(root, "log", line[6..]))));
        Assert.All(Directory.GetFiles(Path.Combine(root, "log")), file => Assert.StartsWith("writer ", File.ReadAllText(file), StringComparison.Ordinal));

        // What the killed ones left is swept by the next writer.
        using (IStore next = Open(root))
            await next.CreateAsync(StoreKey.Of("next"), Given.Text("x"), cancellationToken);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, ".uv-store", "unfinished")));
        TestContext.Current.SendDiagnosticMessage($"{states.Length} states and {entries.Length} entries by {Kills + Writers} processes, {seen} reads");
    }

    [Fact]
    public async Task A_full_disk_is_told_and_readers_see_what_they_saw()
    {
        Assert.SkipUnless(Environment.UserName == "root", "A small file system of its own needs root.");
        string small = folder.At("small");
        Directory.CreateDirectory(small);
        var command = new ChildCommand("unshare",
            ["--mount", "--propagation", "private", "sh", "-c",
            "mount -t tmpfs -o size=512k tmpfs \"$1\" && \"$2\" store-put \"$1\" 2000000; code=$?; find \"$1\" -type f | grep -v locks; exit $code",
            "sh", small, Posix.Dummy.Program])
        {
            Environment = Posix.Dummy.Environment,
            WorkingDirectory = folder.Path,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, Token);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"'object' in the store '{small}' can't be written: the disk is full. Free some space and run the step again.\n", result.Output);
    }

    [Fact]
    public async Task A_directory_store_loads_no_cloud_client()
    {
        string list = folder.At("loaded");
        var command = new ChildCommand(Posix.Dummy.Program, ["store-put", folder.At("store"), "10"])
        {
            Environment = new Dictionary<string,
                string>(Posix.Dummy.Environment, StringComparer.Ordinal)
            { ["DOTNET_STARTUP_HOOKS"] = Posix.Dummy.Program + ".dll", ["UV_TEST_LOADED"] = list },
            WorkingDirectory = folder.Path,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, Token);
        Assert.Equal("Written\n", result.Output);
        string[] loaded = await File.ReadAllLinesAsync(list, Token);
        Assert.Contains("UvRelease.Stores", loaded);
        Assert.DoesNotContain(loaded, name => name.StartsWith("AWSSDK", StringComparison.Ordinal)
            || name.StartsWith("Azure", StringComparison.Ordinal) || name.StartsWith("System.Net.Http", StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private static IStore Open(string root) => Store.Open(new StoreAddress.Directory(root), new StoreCredentials.None(), Given.Settings);

    private static Process Start(string root, string writer, Told said)
    {
        var start = new ProcessStartInfo(Posix.Dummy.Program, ["store-race", root, writer]) { UseShellExecute = false, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: 14 } whole)
                said.Report(whole);
        };
        process.BeginOutputReadLine();
        return process;
    }

    // As a web server does: without the store's locks.
    private static async Task<int> ReadAllTheTimeAsync(string root, CancellationToken cancellationToken)
    {
        int reads = 0, highest = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Yield();
            if (!File.Exists(Path.Combine(root, "state")))
                continue;
            string text = Encoding.ASCII.GetString(await File.ReadAllBytesAsync(Path.Combine(root, "state"), CancellationToken.None));
            Assert.Equal(8 * 4096, text.Length);
            Assert.Equal(string.Concat(Enumerable.Repeat(text[..8], 4096)), text);
            int number = int.Parse(text[..8]);
            Assert.InRange(number, highest, int.MaxValue);
            (highest, reads) = (number, reads + 1);
        }

        return reads;
    }
}
