using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Crashes;

/// <summary>The real crash dumps and their symbols that <c>tests/crashes/corpus.sh</c> makes, once.</summary>
internal static class CrashCorpus
{
    private static readonly Lazy<string?> Made = new(Make);

    /// <summary>Folder of the dumps: <c>NAME.dmp</c>.</summary>
    public static string Dumps => At("dumps");

    /// <summary>Folder of the symbols, in Breakpad's layout.</summary>
    public static string Symbols => At("symbols");

    /// <summary>Names of the dumps.</summary>
    public static TheoryData<string> Names =>
        Made.Value is null ? ["none"] : [.. Directory.GetFiles(Dumps, "*.dmp").Select(Name).Order(StringComparer.Ordinal)];

    /// <summary>A file or folder of the corpus. Skips the test where it can't be made.</summary>
    public static string At(params string[] parts)
    {
        Assert.SkipWhen(Made.Value is null, "The crash dumps can't be made here: tests/crashes/corpus.sh says why.");
        return Path.Combine([Made.Value!, .. parts]);
    }

    /// <summary>A dump.</summary>
    public static string Dump(string name)
    {
        string path = At("dumps", name + ".dmp");
        Assert.SkipUnless(File.Exists(path), $"There is no dump {name}: see artifacts/crashes/missing.txt.");
        return path;
    }

    /// <summary>What one of Breakpad's tools writes.</summary>
    public static string Judge(string tool, params string[] arguments)
    {
        var command = new ChildCommand(At("bin", tool), arguments)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
            WorkingDirectory = At(),
        };
        return ChildProcess.Run(command, CancellationToken.None).Output;
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    private static string? Make()
    {
        var command = new ChildCommand("bash", [SourceTree.At("tests", "crashes", "corpus.sh")])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
                ["HOME"] = Environment.GetEnvironmentVariable("HOME") ?? "/root",
            },
            WorkingDirectory = SourceTree.Root,
        };
        ChildResult result = ChildProcess.Run(command, CancellationToken.None);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }
}
