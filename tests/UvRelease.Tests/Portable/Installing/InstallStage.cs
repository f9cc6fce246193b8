using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>A clean home, and the installers run in it.</summary>
internal sealed class InstallStage : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public InstallStage(string home = "home")
    {
        Home = folder.At(home);
        Directory.CreateDirectory(Home);
        File.WriteAllText(At(".bashrc"), "alias ll='ls -l' # no line break at its end");
        Directory.CreateDirectory(At(".config", "fish"));
        Variables["SHELL"] = "/bin/bash";
    }

    /// <summary>The home; what is installed by default is in it.</summary>
    public string Home { get; }

    /// <summary>Folder beside the home.</summary>
    public string Beside(string name) => folder.At(name);

    /// <summary>What runs install.sh.</summary>
    public string[] Shell { get; init; } = ["dash"];

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string Command => At(".local", "bin", "sample");

    public string Root(string kind = "desktop") => At(".local", "opt", $"sample-app-{kind}");

    public string At(params string[] parts) => Path.Combine([Home, .. parts]);

    /// <summary>Paths, sizes and texts of all that is in the home.</summary>
    public IReadOnlyList<string> Snapshot() => [.. Directory.EnumerateFileSystemEntries(Home, "*", SearchOption.AllDirectories)
        .Select(path => $"{Path.GetRelativePath(Home, path)} {(File.Exists(path) ? File.ReadAllText(path) : "/")}").Order(StringComparer.Ordinal)];

    /// <summary>Runs install.sh of an unpacked archive.</summary>
    public Task<(int Code, string Output)> TryAsync(string archive, params string[] arguments) =>
        RunAsync([.. Shell, Path.Combine(archive, "install.sh"), .. arguments]);

    /// <summary>The same, which must succeed.</summary>
    public async Task<string> DoAsync(string archive, params string[] arguments)
    {
        (int code, string output) = await TryAsync(archive, arguments);
        Assert.True(code == 0, $"install.sh {string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }

    /// <summary>The same, which must refuse with a sentence that has these words.</summary>
    public async Task RefusesAsync(string archive, string words, params string[] arguments)
    {
        (int code, string output) = await TryAsync(archive, arguments);
        Assert.True(code == 1, $"install.sh {string.Join(' ', arguments)} ended with {code}: {output}");
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    /// <summary>Runs a program in the home.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        if (!words[0].Contains('/'))
            OutsideProgram.Needs(words[0]);
        var command = new ChildCommand(words[0], words[1..])
        {
            Environment = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
            {
                ["PATH"] = Variables.GetValueOrDefault("PATH", "/usr/bin:/bin"),
                ["HOME"] = Home,
            },
            WorkingDirectory = folder.Path,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        return (result.ExitCode, result.Output + result.Error);
    }

    /// <summary>What the installed command prints.</summary>
    public async Task<string> SaysAsync(params string[] arguments)
    {
        var command = new ChildCommand(Command, arguments)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin", ["HOME"] = Home },
            WorkingDirectory = folder.Path,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken);
        return (result.Output + result.Error).TrimEnd('\n');
    }

    public void Dispose() => folder.Dispose();
}
