using System.Text.Json;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

/// <summary>Asks the programs of judges/package.json.</summary>
internal static class Judge
{
    private static string Folder => SourceTree.At("tests", "UvRelease.Tests", "Changelog", "Check", "judges");

    /// <summary>GitHub's own description of what the API's double serves, and its examples.</summary>
    public static JsonElement Description { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "github-api.json"))).RootElement;

    /// <summary>Runs a module: JSON in, JSON out. Skips the test where the packages are missing.</summary>
    public static async Task<JsonElement> AskAsync(string module, object question)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules", "ajv")), $"The judges are not installed: run npm ci in {Folder}.");
        string? node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(node is not null, "There is no node in PATH.");
        var command = new ChildCommand(node!, [module])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            WorkingDirectory = Folder,
            StandardInput = JsonSerializer.Serialize(question),
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
