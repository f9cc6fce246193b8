using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Git;

/// <summary>A repository, read through the git command line: libgit2 can't fetch missing objects of a partial clone, and git is as fast.</summary>
/// <param name="Path">A folder inside the work tree, or a bare repository.</param>
/// <param name="Environment">The environment of git; it decides about safe.directory.</param>
public sealed record GitRepository(string Path, IReadOnlyDictionary<string, string> Environment)
{
    // Whatever the user configured must change neither what is printed nor what a commit's parents are.
    private static readonly string[] Always = ["-c", "log.showSignature=false", "-c", "core.quotePath=false", "--no-replace-objects", "--no-pager"];

    /// <summary>Makes sure that there is a repository with at least one commit.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no git, no repository, no permission, no commit.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        ChildResult result = await TryAsync(["rev-parse", "--git-dir"], cancellationToken);
        if (result.ExitCode != 0)
            throw Unreadable(result.Error);
        if ((await TryAsync(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken)).ExitCode != 0)
            throw new ReleaseException(Fault.Environment, $"The repository in '{Path}' has no commit yet. Commit something, or check out a branch that has commits.");
    }

    /// <summary>True when history was cut off by a depth; tags then exist whose ancestors don't.</summary>
    public async Task<bool> IsShallowAsync(CancellationToken cancellationToken) =>
        (await RunAsync(["rev-parse", "--is-shallow-repository"], cancellationToken)).Trim() == "true";

    /// <summary>Finds the commit that a revision names.</summary>
    /// <returns>Its full id, or null when there is none of that name.</returns>
    public async Task<string?> ResolveAsync(string revision, CancellationToken cancellationToken)
    {
        // Git would take it for an option; and no ref can have such a name.
        if (revision.StartsWith('-'))
            return null;
        ChildResult result = await TryAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    /// <summary>True when every commit of <paramref name="ancestor"/>'s history is part of <paramref name="descendant"/>'s.</summary>
    public async Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken)
    {
        ChildResult result = await TryAsync(["merge-base", "--is-ancestor", ancestor, descendant], cancellationToken);
        return result.ExitCode switch { 0 => true, 1 => false, _ => throw Unreadable(result.Error) };
    }

    /// <summary>Runs git and returns what it printed.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: git failed; the message holds its words.</exception>
    internal async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ChildResult result = await TryAsync(arguments, cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw Unreadable(result.Error);
    }

    /// <summary>Runs git and lets <paramref name="read"/> consume what it prints while it runs.</summary>
    /// <inheritdoc cref="RunAsync"/>
    internal async Task StreamAsync(IReadOnlyList<string> arguments, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        ChildResult result = await ChildProcess.StreamAsync(Command(arguments), read, cancellationToken);
        if (result.ExitCode != 0)
            throw Unreadable(result.Error);
    }

    private Task<ChildResult> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(Command(arguments), cancellationToken);

    private ChildCommand Command(IReadOnlyList<string> arguments) => new("git", [.. Always, .. arguments])
    {
        WorkingDirectory = Path,
        Environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal)
        {
            ["LC_ALL"] = "C",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_OPTIONAL_LOCKS"] = "0",
        },
    };

    private ReleaseException Unreadable(string error)
    {
        string mend = error switch
        {
            _ when error.Contains("not a git repository", StringComparison.Ordinal) => "There is no git repository. Check the repository out before this step (actions/checkout), or name its folder.",
            _ when error.Contains("dubious ownership", StringComparison.Ordinal) => "Git refuses a repository that belongs to another user. Name the repository's own root folder, or add it to safe.directory.",
            _ when error.Contains("Permission denied", StringComparison.Ordinal) => "Some of its files can't be read by this user. Give read permission, or run the step as their owner.",
            _ => "Git could not read it.",
        };
        return new ReleaseException(Fault.Environment, $"'{Path}': {mend} Git says: {error.Trim()}");
    }
}
