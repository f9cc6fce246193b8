using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>
/// Every process of a run is killed at once, as a power cut does: before and after each program that changes files, and at random. The home is at one
/// path in a namespace of its own, so that a prepared one can be copied.
/// </summary>
public sealed class InstallKillSpecs : IDisposable
{
    private const string At = "/home/user";
    private static readonly string[] Changing = ["mv", "rm", "mkdir", "rmdir", "cp", "chmod", "find", "xargs", "cat", "sed", "timeout"];
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("install", "", "1.4.0", "1.4.0")]
    [InlineData("update", "1.4.0", "1.5.0", "1.5.0")]
    [InlineData("rollback", "1.4.0 1.5.0", "1.5.0", "1.4.0")]
    [InlineData("uninstall", "1.4.0 1.5.0", "1.5.0", "")]
    public async Task Wherever_a_run_is_killed_a_whole_version_answers_and_the_next_run_ends_clean(string action, string versions, string archive, string after)
    {
        OutsideProgram.Needs("bwrap");
        string[] before = versions.Split(' ', StringSplitOptions.RemoveEmptyEntries), known = ["1.4.0", "1.5.0"];
        foreach (string name in Changing)
            Write(name);
        Directory.CreateDirectory(folder.At("home"));
        foreach (string version in before)
            await RunAsync("home", $"dash {await ArchiveAsync(version)}/install.sh {(version == before[0] ? "install" : "update")}", mustSucceed: true);
        string command = $"dash {await ArchiveAsync(archive)}/install.sh {action}";
        await RunAsync(await CopyAsync("whole"), $"export STEP=0; {command}", mustSucceed: true);
        int steps = (await File.ReadAllTextAsync(folder.At("whole", "steps"))).Length;
        Assert.InRange(steps, 20, 1000);

        // All of them in the slow tier; a few of each action otherwise, other ones for every action.
        int stride = SlowTests.AreAsked ? 1 : steps / 4;
        for (int step = 1 + action.Length % stride; step <= 2 * steps; step += 2 * stride)
            await KilledAsync($"export STEP={step}; {command}", action, known, after);
        var random = new Random(action.Length);
        for (int i = 0; i < (SlowTests.AreAsked ? 25 : 1); i++)
            await KilledAsync($"(sleep 0.{random.Next(1000):000}; kill -9 -1) & export STEP=0; {command}", action, known, after);
    }

    public void Dispose() => folder.Dispose();

    private static Task<string> ArchiveAsync(string version) => SampleArchives.UnpackedAsync("desktop", version, Probes);

    private const string Probes = """

          probes:
            - { run: [sample, --version], output: "^sample 1" }
        """;

    private async Task KilledAsync(string command, string action, string[] known, string after)
    {
        string home = await CopyAsync("case");
        await RunAsync(home, command, mustSucceed: false);
        string said = (await RunAsync(home, "unset STEP; [ ! -e ~/.local/bin/sample ] || ~/.local/bin/sample --version", mustSucceed: false)).Trim();
        bool mayBeGone = action is "install" or "uninstall";
        Assert.True((mayBeGone && (said.Length == 0 || action == "install")) || known.Any(version => said == "sample " + version), $"{command}: {said}");

        string archive = await ArchiveAsync(action == "install" ? "1.4.0" : "1.5.0");
        await RunAsync(home, $"dash {archive}/install.sh {action}{(action == "install" ? $" || dash {archive}/install.sh status >/dev/null" : "")}", mustSucceed: true);
        said = (await RunAsync(home, "[ ! -e ~/.local/bin/sample ] || ~/.local/bin/sample --version", mustSucceed: true)).Trim();
        // A rollback that was done before it was killed is taken back by the next one.
        string[] right = action == "rollback" ? known : [after];
        Assert.True(right.Any(version => said == (version.Length == 0 ? "" : "sample " + version)), $"{command}: {said}");
        if (after.Length > 0)
        {
            string status = await RunAsync(home, $"dash {archive}/install.sh status", mustSucceed: true);
            Assert.False(status.Contains("changed=", StringComparison.Ordinal) || status.Contains("pending=", StringComparison.Ordinal), $"{command}: {status}");
            await RunAsync(home, $"dash {archive}/install.sh uninstall", mustSucceed: true);
        }

        string[] left = [.. Directory.GetFileSystemEntries(folder.At(home), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder.At(home), path))
            .Where(path => path is not (".sample-settings" or "steps"))];
        // Once the last file is gone, nothing can say any more which of the empty folders above it were made.
        if (left.All(path => ".local/opt/sample-app-desktop".StartsWith(path, StringComparison.Ordinal)))
            left = [];
        Assert.True(left.Length == 0, $"{command} left {string.Join(", ", left)}");
    }

    // Counts itself; at its turn, kills all before or after its work.
    private void Write(string name)
    {
        string path = folder.Write($"bin/{name}", $$"""
            #!/bin/bash
            [[ -n ${STEP-} ]] || exec /usr/bin/{{name}} "$@"
            printf . >>{{At}}/steps; at=$(stat -c %s {{At}}/steps)
            (( STEP != 2 * at - 1 )) || kill -9 -1
            /usr/bin/{{name}} "$@"; code=$?
            (( STEP != 2 * at )) || kill -9 -1
            exit $code
            """);
        UvRelease.Posix.FileStatus.SetMode(path, 0x1ed);
    }

    private async Task<string> CopyAsync(string name)
    {
        await OutsideProgram.RunAsync("/", "rm", "-rf", folder.At(name));
        await OutsideProgram.RunAsync("/", "cp", "-a", folder.At("home"), folder.At(name));
        return name;
    }

    private async Task<string> RunAsync(string home, string command, bool mustSucceed)
    {
        (int code, string output) = await OutsideProgram.TryAsync("/", "bwrap", "--dev-bind", "/", "/", "--tmpfs", "/home", "--bind", folder.At(home), At, "--unshare-pid",
            "--proc", "/proc", "--die-with-parent", "--setenv", "HOME", At, "--setenv", "PATH", $"{folder.At("bin")}:/usr/bin:/bin", "--setenv", "SHELL", "/bin/sh", "bash", "-c", command);
        Assert.True(!mustSucceed || code == 0, $"{command} ended with {code}: {output}");
        return output;
    }
}
