using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Git;

/// <summary>A repository, read through the git command line: libgit2 can't fetch missing objects of a partial clone, and git is as fast.</summary>
/// <param name="Path">A folder inside the work tree, or a bare repository.</param>
/// <param name="Environment">The environment of git; it decides about safe.directory.</param>
public sealed record GitRepository(string Path, IReadOnlyDictionary<string, string> Environment)
{
    // Whatever is configured, by the user or by the repository, must change neither what is printed nor what a commit's parents are, and
    // must start no program.
    private static readonly string[] Always =
    [
        "-c", "log.showSignature=false", "-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null",
            "-c", "core.fsmonitor=false", "-c", "advice.graftFileDeprecated=false", "--no-replace-objects", "--no-pager",
    ];

    // The path alone says which repository it is; a hook that we are called from has set these for its own.
    private static readonly string[] Unwanted =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE",
        "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    ];

    /// <summary>Makes sure that there is a repository with at least one commit.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no git, no repository, no permission, no commit.</exception>
    public void Check(CancellationToken cancellationToken)
    {
        ChildResult result = Try(["rev-parse", "--git-dir"], cancellationToken);
        if (result.ExitCode != 0)
            throw Unreadable(result.Error);
        if ((Try(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken)).ExitCode != 0)
            throw new ReleaseException(Fault.Environment,
                $"The repository in '{Path}' has no commit yet. Commit something, or check out a branch that has commits.");
    }

    /// <summary>Finds the commit that a revision names.</summary>
    /// <returns>Its full id, or null when there is none of that name.</returns>
    public string? Resolve(string revision, CancellationToken cancellationToken)
    {
        // Git would take it for an option; and no ref can have such a name.
        if (revision.StartsWith('-'))
            return null;
        ChildResult result = Try(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    /// <summary>True when every commit of <paramref name="ancestor"/>'s history is part of <paramref name="descendant"/>'s.</summary>
    public bool IsAncestor(string ancestor, string descendant, CancellationToken cancellationToken)
    {
        ChildResult result = Try(["merge-base", "--is-ancestor", ancestor, descendant], cancellationToken);
        return result.ExitCode switch { 0 => true, 1 => false, _ => throw Unreadable(result.Error) };
    }

    /// <summary>Runs git and returns what it printed.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: git failed; the message holds its words.</exception>
    public string Run(IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null)
    {
        ChildResult result = Try(arguments, cancellationToken, input);
        return result.ExitCode == 0 ? result.Output : throw Unreadable(result.Error);
    }

    /// <summary>Runs git, whatever its exit code.</summary>
    public ChildResult Try(IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null) =>
        ChildProcess.Run(Command(arguments, input), cancellationToken);

    /// <summary>
    /// Runs git and lets <paramref name="read"/> consume what it prints while it runs, on this thread. A reader that returns
    /// false has enough: git ends early then.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    internal void Stream(IReadOnlyList<string> arguments, string? input, Func<Stream, bool> read, CancellationToken cancellationToken)
    {
        bool whole = true;
        ChildResult result = ChildProcess.Stream(Command(arguments, input), stream => whole = read(stream), cancellationToken);
        if (whole && result.ExitCode != 0)
            throw Unreadable(result.Error);
    }

    /// <summary>Runs git, whatever its exit code, and hands over each line while git looks for more.</summary>
    /// <returns>How git ended, without what it printed.</returns>
    internal ChildResult Lines(IReadOnlyList<string> arguments, Action<ReadOnlySpan<char>> each, CancellationToken cancellationToken) =>
        ChildProcess.Stream(Command(arguments, null), stream => OutputLines.Read(stream, each), cancellationToken);

    private ChildCommand Command(IReadOnlyList<string> arguments, string? input)
    {
        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal)
        {
            ["LC_ALL"] = "C",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["GIT_GRAFT_FILE"] = "/dev/null",
            ["GIT_FLUSH"] = "0", // otherwise git log writes to a pipe once a commit, which takes half as long again (measured)
        };
        foreach (string name in Unwanted)
            environment.Remove(name);
        return new ChildCommand("git", [.. Always, .. arguments]) { WorkingDirectory = Path, Environment = environment, StandardInput = input };
    }

    /// <summary>The error for what git said.</summary>
    internal ReleaseException Unreadable(string error)
    {
        string mend = error switch
        {
            _ when error.Contains("not a git repository", StringComparison.Ordinal) =>
                "There is no git repository. Check the repository out before this step (actions/checkout), or name its folder.",
            _ when error.Contains("dubious ownership", StringComparison.Ordinal) =>
                "Git refuses a repository that belongs to another user. Name the repository's own root folder, or trust it: git config --global --add "
                + "safe.directory FOLDER.",
            _ when error.Contains("Permission denied", StringComparison.Ordinal) =>
                "Some of its files can't be read by this user. Give read permission, or run the step as their owner.",
            _ when error.Contains("promisor remote", StringComparison.Ordinal) =>
                "The clone was made with a filter, what it left out is needed now, and git can't fetch it. Check out without `filter`, let this step "
                + "fetch with `fetch-token: ${{ github.token }}`, or keep the checkout's credentials (persist-credentials: true).",
            _ => "Git could not read it.",
        };
        return new ReleaseException(Fault.Environment, $"'{Path}': {mend} Git says: {error.Trim()}");
    }
}
