using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Git;

/// <summary>Runs git plumbing in one repository; nothing here touches a work tree, an index or HEAD.</summary>
/// <param name="folder">A folder of the work tree, or a bare repository.</param>
/// <param name="environment">Environment of git. Variables that point git elsewhere or name a person are left out.</param>
public sealed class GitCommand(string folder, IReadOnlyDictionary<string, string> environment)
{
    // What a user configured must change neither the bytes of an object nor what is read back.
    private static readonly string[] Always = ["-c", "i18n.commitEncoding=UTF-8", "-c", "log.showSignature=false",
        "-c", "core.quotePath=false", "--no-replace-objects", "--no-pager"];

    /// <summary>The repository's folder, for messages.</summary>
    public string Folder => folder;

    /// <summary>Runs git and returns what it printed.</summary>
    /// <param name="arguments">Arguments of git.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <param name="input">Text for its standard input.</param>
    /// <param name="variables">More environment.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: git failed; the message holds its words.</exception>
    public async Task<string> RunAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        ChildResult result = await TryAsync(arguments, cancellationToken, input, variables);
        return result.ExitCode == 0
            ? result.Output
            : throw new ReleaseException(Fault.Environment,
                $"'{folder}': git {arguments[0]} failed. Give a git repository that this user may read and write. Git says: {result.Error.Trim()}");
    }

    /// <summary>Runs git, whatever its exit code.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<ChildResult> TryAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null, IReadOnlyDictionary<string, string>? variables = null) =>
        GuardedProgram.RunAsync(Command(arguments, input, variables), cancellationToken);

    /// <summary>Reads a blob's bytes.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is no such blob.</exception>
    public async Task<byte[]> BlobAsync(string id, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        ChildResult result = await GuardedProgram.StreamAsync(Command(["cat-file", "blob", id], null, null),
            (stream, token) => stream.CopyToAsync(bytes, token), cancellationToken);
        return result.ExitCode == 0 ? bytes.ToArray()
            : throw new ReleaseException(Fault.Environment, $"'{folder}': the blob {id} can't be read. Git says: {result.Error.Trim()}");
    }

    /// <summary>Finds the object that a revision names.</summary>
    /// <returns>Its full id, or null.</returns>
    public async Task<string?> ResolveAsync(string revision, CancellationToken cancellationToken)
    {
        ChildResult result = await TryAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", revision], cancellationToken);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    private ChildCommand Command(IReadOnlyList<string> arguments, string? input, IReadOnlyDictionary<string, string>? variables)
    {
        Dictionary<string, string> all = environment
            .Where(variable => !variable.Key.StartsWith("GIT_", StringComparison.Ordinal) || variable.Key.StartsWith("GIT_CONFIG_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            all[name] = value;
        (all["LC_ALL"], all["GIT_TERMINAL_PROMPT"], all["GIT_OPTIONAL_LOCKS"]) = ("C", "0", "0");
        return new ChildCommand("git", [.. Always, .. arguments]) { WorkingDirectory = folder, Environment = all, StandardInput = input };
    }
}
