using UvRelease.Posix;

namespace UvRelease.Portable.Smoking;

/// <summary>A clean home below a folder: nothing of the machine's user reaches what runs in it.</summary>
/// <param name="folder">Where it is made.</param>
internal sealed class SmokeHome(string folder)
{
    private const int LongestExcerpt = 2000;

    /// <summary>Where commands are installed, of every kind.</summary>
    public string CommandRoot => Path.Combine(folder, "commands");

    /// <summary>Folder of an unpacked archive.</summary>
    public string Unpacked(PortableKind kind) => Path.Combine(folder, "unpacked-" + kind.Word());

    /// <summary>State of an installation.</summary>
    public string State(PortableKind kind) => Path.Combine(folder, "state-" + kind.Word());

    /// <summary>What install.sh is told of an installation.</summary>
    public string[] Places(PortableKind kind) =>
        ["--root", Path.Combine(folder, "root-" + kind.Word()), "--command-root", CommandRoot];

    /// <summary>What install.sh is told beside at the first installation.</summary>
    public string[] FirstPlaces(PortableKind kind) =>
    [
        .. Places(kind), "--no-path", "--state", State(kind),
        .. kind == PortableKind.Headless ? (string[])["--config", Path.Combine(folder, "configuration"), "--unit-dir", Path.Combine(folder, "units")] : [],
    ];

    /// <summary>Runs install.sh of an unpacked archive.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    public async Task<string?> InstallerAsync(PortableKind kind, string[] arguments, CancellationToken cancellationToken)
    {
        (int code, string output) = await RunAsync("/bin/sh", [Path.Combine(Unpacked(kind), "install.sh"), .. arguments], TimeSpan.FromMinutes(10), cancellationToken);
        return code == 0 ? null : $"install.sh {arguments[0]} ended with {code}: {output}";
    }

    /// <summary>Runs a program in the home, by a path or by a name that is looked up among the commands alone.</summary>
    public async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        string home = Path.Combine(folder, "home");
        Directory.CreateDirectory(home);
        var command = new ChildCommand(program.Contains('/') ? program : Path.Combine(CommandRoot, program), arguments)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HOME"] = home,
                ["LANG"] = "C.UTF-8",
                ["PATH"] = $"{CommandRoot}:/usr/local/bin:/usr/bin:/bin",
                ["TMPDIR"] = home,
            },
            WorkingDirectory = home,
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        try
        {
            ChildResult result = await GuardedProgram.RunAsync(command, end.Token);
            string output = (result.Output + result.Error).Replace(folder, "…", StringComparison.Ordinal);
            return (result.ExitCode, output.Length <= LongestExcerpt ? output : output[..LongestExcerpt] + "…");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (-1, $"it took more than {limit.TotalSeconds} s");
        }
        catch (ChildStartException e)
        {
            return (-1, e.Message.Replace(folder, "…", StringComparison.Ordinal));
        }
    }
}
