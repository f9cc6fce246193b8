using System.Text.Json;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Doubles;

/// <summary>Asks programs of GitHub's that run in Node.js.</summary>
internal static class Node
{
    /// <summary>Skips the test where Node.js or a package of a folder is missing.</summary>
    public static void Needs(string package, string folder = "tests/workflows")
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("UV_RELEASE_FAST") == "1", $"It asks {package}, which --fast leaves out.");
        Assert.SkipUnless(Directory.Exists(SourceTree.At(folder, "node_modules", package)), $"{package} is not installed: run npm ci in {folder}.");
        Assert.SkipUnless(Program is not null, "There is no node in PATH.");
    }

    /// <summary>Runs a module of the checkout: JSON in, JSON out.</summary>
    public static async Task<JsonElement> AskAsync(string module, object question)
    {
        var command = new ChildCommand(Program!, [module])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            WorkingDirectory = SourceTree.Root,
            StandardInput = JsonSerializer.Serialize(question),
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    /// <summary>Path of Node.js; null where there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
}
