using System.Diagnostics;
using UvRelease.ReleaseTree;
using UvRelease.ReleaseTree.Git;
using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.Tests.ReleaseTree;

/// <summary>A repository whose main is the fixture, and release-tree as the workflow runs it: from its command line to its exit code.</summary>
internal sealed class ReleaseRepository : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // Nothing of the machine: no user's configuration, no clock.
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["HOME"] = "/nonexistent",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
    };

    public ReleaseRepository()
    {
        foreach (TreeFile file in SourceFolder.Read(Fixture.Folder))
            folder.Write("work/" + file.Path, file.Text);
        Git("init", "-q", "-b", "main");
        Commit("feat: first", 1_700_000_000);
    }

    public string Folder => folder.At("work");

    public GitCommand Command => new(Folder, Variables);

    public string At(params string[] parts) => folder.At(parts);

    /// <summary>Commits everything to main, at a given second.</summary>
    public string Commit(string message, long second)
    {
        Git("add", "-A");
        Git(["-c", "user.name=Ann Author", "-c", "user.email=ann@example.com", "commit", "-q", "--allow-empty", "-m", message],
            ("GIT_AUTHOR_DATE", $"@{second} +0100"), ("GIT_COMMITTER_DATE", $"@{second} +0100"));
        return Git("rev-parse", "HEAD");
    }

    public string Git(params string[] arguments) => Git(arguments, []);

    public string Git(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("git")
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach ((string name, string value) in Variables.Select(pair => (pair.Key, pair.Value)).Concat(variables))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().TrimEnd('\n');
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>Releases a version to its branch.</summary>
    public Task<Run> ReleaseAsync(string version, params string[] more) =>
        RunAsync(["--version", version, "--branch", $"releases/v{version.Split('.')[0]}", "--image", Fixture.Image, .. more]);

    public Task<Run> TagAsync(string version) => RunAsync("--version", version, "--branch", $"releases/v{version.Split('.')[0]}", "--tags");

    /// <summary>Runs release-tree in the work tree.</summary>
    public async Task<Run> RunAsync(params string[] arguments)
    {
        using StringWriter error = new();
        string outputs = folder.At("outputs");
        File.WriteAllText(outputs, "");
        var environment = new StepEnvironment
        {
            Variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal) { ["GITHUB_OUTPUT"] = outputs },
            Output = TextWriter.Null,
            Error = error,
            CurrentDirectory = Folder,
            NewToken = () => "EOF",
        };
        int code = await Task.Run(() => new StepHost(environment, () => 0, CancellationToken.None).Run<ReleaseTreeOptions, ReleaseTreeStep>(arguments));
        return new Run(code, error.ToString(), File.ReadAllText(outputs));
    }

    /// <summary>The branch as release-tree reads it.</summary>
    public Task<ReleaseBranch> BranchAsync(string version) =>
        ReleaseBranch.ReadAsync(Command, $"releases/v{version.Split('.')[0]}", SemanticVersion.TryParse(version)!, CancellationToken.None);

    public void Dispose() => folder.Dispose();
}

/// <summary>How a run ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Said">What it said.</param>
/// <param name="Outputs">The file of outputs.</param>
internal sealed record Run(int Code, string Said, string Outputs)
{
    /// <summary>An output's value.</summary>
    public string this[string name]
    {
        get
        {
            string[] lines = Outputs.Split('\n');
            return lines[Array.FindIndex(lines, line => line.StartsWith(name + "<<", StringComparison.Ordinal)) + 1];
        }
    }
}
