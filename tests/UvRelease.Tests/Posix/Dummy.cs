namespace UvRelease.Tests.Posix;

/// <summary>The program of tests/UvRelease.Tests.Dummy: a process of our own to start, signal and kill.</summary>
internal static class Dummy
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "UvRelease.Tests.Dummy");

    /// <summary>What .NET needs to start it.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new[] { "PATH", "HOME", "DOTNET_ROOT" }
        .Select(name => KeyValuePair.Create(name, System.Environment.GetEnvironmentVariable(name) ?? ""))
        .Where(pair => pair.Value.Length > 0)
        .ToDictionary(StringComparer.Ordinal);
}
