using System.Diagnostics;
using System.Text;
using UvRelease.Tests.Posix;
using Xunit;

namespace UvRelease.Tests.Runner;

/// <summary>A whole step as its own process: tests/UvRelease.Tests.Dummy/WaitingStep.cs.</summary>
public sealed class TerminationSpecs : IDisposable
{
    private const int Patience = 120_000;
    private const string IgnoresSigterm = "trap '' TERM; echo $$; while :; do sleep 1000; done";
    private readonly TemporaryFolder folder = new();

    [Theory(Timeout = Patience)]
    [InlineData("TERM", 143, "echo $$; exec sleep 1000", false)]
    [InlineData("INT", 130, "echo $$; exec sleep 1000", false)]
    [InlineData("TERM", 143, IgnoresSigterm, false)]
    [InlineData("TERM", 143, "echo $$; exec sleep 1000", true)]
    [InlineData("TERM", 143, IgnoresSigterm, true)]
    public async Task A_signal_ends_the_children_and_leaves_no_half_written_file(string signal, int exitCode, string script, bool deaf)
    {
        folder.Write("out/file", "old");
        using Process step = Start(("INPUT_SCRIPT", script), ("INPUT_DEAF", deaf ? "true" : "false"));
        string? line = await step.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("waiting ", line, StringComparison.Ordinal);
        int child = int.Parse(line!["waiting ".Length..]);
        Assert.True(LivingProcess.Lives(child));
        Assert.Equal(2, Directory.GetFiles(folder.At("out")).Length);
        Assert.Single(Directory.GetDirectories(folder.At("out")));

        using (Process kill = LivingProcess.Start("/bin/kill", folder.Path, Posix.Dummy.Environment, "-" + signal, step.Id.ToString()))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await step.WaitForExitAsync(TestContext.Current.CancellationToken);
        await LivingProcess.EndAsync(child);

        Assert.Equal(exitCode, step.ExitCode);
        Assert.Equal("old", Assert.Single(Directory.GetFiles(folder.At("out")).Select(File.ReadAllText)));
        Assert.Empty(Directory.GetDirectories(folder.At("out")));
        Assert.Equal("", await File.ReadAllTextAsync(folder.At("output"), TestContext.Current.CancellationToken));
        string rest = await step.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("::error", rest, StringComparison.Ordinal);
        Assert.Equal(!deaf, rest.EndsWith("Cancelled: children ended, unfinished files removed.\n", StringComparison.Ordinal));
    }

    [Theory(Timeout = Patience)]
    [InlineData("LANG", "de_DE.ISO-8859-1")]
    [InlineData("LC_ALL", "C")]
    [InlineData("LC_ALL", "POSIX")]
    public async Task A_step_speaks_UTF_8_whatever_the_locale(string name, string value)
    {
        using Process step = Start((name, value), ("INPUT_SAY", "✓ é 👩‍👧"), ("INPUT_SCRIPT", "echo $$; exec sleep 1000"));
        using var reader = new StreamReader(step.StandardOutput.BaseStream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        Assert.StartsWith("✓ é 👩‍👧 ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        step.Kill(entireProcessTree: true);
    }

    public void Dispose() => folder.Dispose();

    private Process Start(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>(Posix.Dummy.Environment, StringComparer.Ordinal)
        {
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_WORKSPACE"] = folder.Path,
            ["GITHUB_OUTPUT"] = folder.Write("output", ""),
        };
        foreach ((string name, string value) in variables)
            environment[name] = value;
        return LivingProcess.Start(Posix.Dummy.Program, folder.Path, environment, "step", "--from-inputs");
    }
}
