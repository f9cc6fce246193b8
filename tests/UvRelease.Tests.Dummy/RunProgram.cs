using UvRelease.Posix;

namespace UvRelease.Tests.Dummy;

/// <summary>Runs a program by its name in the current folder and prints what it printed.</summary>
internal static class RunProgram
{
    public static async Task<int> RunAsync(string program, Func<ChildCommand, CancellationToken, Task<ChildResult>> run)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
        var command = new ChildCommand(program, ["--version"]) { Environment = environment, WorkingDirectory = Environment.CurrentDirectory };
        ChildResult result = await run(command, CancellationToken.None);
        Console.Write(result.Output);
        return result.ExitCode;
    }
}
