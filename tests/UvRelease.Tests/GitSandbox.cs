using System.Diagnostics;
using System.Text;
using UvRelease.Changelog.Git;

namespace UvRelease.Tests;

/// <summary>A git repository made by a test: same commands, same ids, on every machine and whatever its user configured.</summary>
internal sealed class GitSandbox : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private long second = 1_700_000_000;

    /// <summary>Makes an empty repository with the branch main.</summary>
    public GitSandbox(params string[] initArguments) => Run(folder.Path, null, ["init", "-q", "-b", "main", .. initArguments, Folder]);

    private GitSandbox(GitSandbox origin, string[] cloneArguments)
    {
        Variables = origin.Variables;
        Run(folder.Path, null, ["clone", "-q", .. cloneArguments, "file://" + origin.Folder, Folder]);
    }

    /// <summary>What git and our code get as environment: nothing of the machine.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["HOME"] = "/nonexistent",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        // glibc gives memory back and takes it again for every object that git packs or unpacks, which takes most of its time on virtual machines.
        ["MALLOC_TRIM_THRESHOLD_"] = "134217728",
        ["GIT_AUTHOR_NAME"] = "Ann Author",
        ["GIT_AUTHOR_EMAIL"] = "ann@example.com",
        ["GIT_COMMITTER_NAME"] = "Ann Author",
        ["GIT_COMMITTER_EMAIL"] = "ann@example.com",
    };

    /// <summary>The work tree, or the bare repository.</summary>
    public string Folder => folder.At("repository");

    /// <summary>The repository as our code sees it.</summary>
    public GitRepository Repository => new(Folder, Variables);

    /// <summary>Path in the work tree.</summary>
    public string At(params string[] parts) => folder.At(["repository", .. parts]);

    /// <summary>Commits a minute later than the last time; without a file the commit is empty.</summary>
    /// <returns>The new commit's id.</returns>
    public string Commit(string message, string? file = null, string author = "Ann Author <ann@example.com>")
    {
        Tick();
        if (file is not null)
        {
            folder.Write("repository/" + file, $"{second}\n");
            Git("add", "-A");
        }

        Git("commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--author", author, "-m", message);
        return Git("rev-parse", "HEAD");
    }

    /// <summary>Commits, and tags what was committed.</summary>
    public string Release(string tag)
    {
        string id = Commit($"chore: release {tag}");
        Git("tag", tag);
        return id;
    }

    /// <summary>Merges branches into the current one, always with a merge commit.</summary>
    public string Merge(params string[] branches)
    {
        Tick();
        Git(["merge", "-q", "--no-ff", "-m", $"Merge {string.Join(", ", branches)}", .. branches]);
        return Git("rev-parse", "HEAD");
    }

    /// <summary>Moves the clock of the next commits.</summary>
    public void Wait(TimeSpan time) => second += (long)time.TotalSeconds;

    /// <summary>A clone over file://, where depths and filters work as they do over a network.</summary>
    public GitSandbox Clone(params string[] arguments) => new(this, arguments);

    /// <summary>Runs git; it must succeed.</summary>
    /// <returns>What it printed, without the line end.</returns>
    public string Git(params string[] arguments) => Run(Folder, null, arguments);

    /// <summary>Runs git with something on its standard input.</summary>
    public string GitWithInput(byte[] input, params string[] arguments) => Run(Folder, input, arguments);

    /// <summary>Makes a history with <c>git fast-import</c>.</summary>
    public void FastImport(StringBuilder stream) => GitWithInput(Encoding.UTF8.GetBytes(stream.ToString()), "fast-import", "--quiet");

    public void Dispose() => folder.Dispose();

    private void Tick()
    {
        second += 60;
        Variables["GIT_AUTHOR_DATE"] = Variables["GIT_COMMITTER_DATE"] = $"@{second} +0100";
    }

    private string Run(string workingDirectory, byte[]? input, string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in Variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
            process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd().TrimEnd('\n');
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.Result}");
    }
}
