using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple;

/// <summary>Programs that judge Apple's formats and that Debian has in a newer suite alone: tests/apple/tools.sh brings them.</summary>
internal static class AppleJudges
{
    private static readonly Lazy<Task<ChildResult>> Tools = new(() => GuardedProgram.RunAsync(
        new ChildCommand("bash", [SourceTree.At("tests", "apple", "tools.sh")])
        {
            Environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" },
            WorkingDirectory = SourceTree.Root,
        },
        CancellationToken.None));

    /// <summary>Runs one of them; the test is skipped where they can't be had.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        ChildResult tools = await Tools.Value;
        Assert.SkipWhen(tools.ExitCode != 0, tools.Error.Trim());
        return await OutsideProgram.TryAsync(folder, "env", [Path.Combine(tools.Output.Trim(), program), .. arguments]);
    }

    /// <summary>Fails where Apple's own check finds anything to say of a volume of HFS Plus.</summary>
    public static async Task CheckVolumeAsync(string folder, string volume)
    {
        (int code, string output) = await RunAsync(folder, "fsck.hfsplus", "-f", "-n", volume);
        Assert.True(code == 0 && output.Contains("appears to be OK", StringComparison.Ordinal), $"fsck.hfsplus ended with {code}: {output}");
        string[] kinds = ["incorrect", "repair", "invalid", "corrupt", "error"];
        Assert.All(kinds, kind => Assert.DoesNotContain(kind, output, StringComparison.OrdinalIgnoreCase));
    }
}
