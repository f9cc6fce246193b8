using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

/// <summary>Programs of others that read what we wrote, or write what we read.</summary>
internal static class OutsideProgram
{
    private static string SearchPath => Environment.GetEnvironmentVariable("PATH") ?? "";

    /// <summary>Skips the test where a program is missing.</summary>
    public static void Needs(string program) =>
        Assert.SkipUnless(SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, program))), $"There is no {program} in PATH.");

    /// <summary>Runs a program that must succeed, and returns what it said.</summary>
    public static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        (int code, string output) = await TryAsync(folder, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }

    /// <summary>Runs a program.</summary>
    public static async Task<(int Code, string Output)> TryAsync(string folder, string program, params string[] arguments)
    {
        Needs(program);
        var command = new ChildCommand(program, arguments)
        {
            Environment = new Dictionary<string,
                string>(StringComparer.Ordinal)
            { ["PATH"] = SearchPath, ["LC_ALL"] = "C.UTF-8", ["TZ"] = "UTC", ["HOME"] = folder },
            WorkingDirectory = folder,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        return (result.ExitCode, result.Output + result.Error);
    }
}
