using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>Where a clone came from.</summary>
/// <param name="repository">The clone.</param>
/// <param name="name">Name of the remote.</param>
/// <param name="filter">What is not fetched: no trees (tree:0), or no files (blob:none) where paths are asked for, which need the trees.</param>
internal sealed class RemoteRepository(GitRepository repository, string name, string filter)
{
    private static readonly string[] Fetch =
    [
        "fetch", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance", "--no-write-commit-graph", "--quiet",
    ];

    private string error = "";

    /// <summary>True when the last fetch failed.</summary>
    public bool HasFailed => error.Length > 0;

    /// <summary>Finds the remote: origin, or the only one.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.IncompleteHistory"/>: there is none, so that nothing can be repaired.</exception>
    public static RemoteRepository Find(GitRepository repository, PathFilter paths, CancellationToken cancellationToken)
    {
        string[] names = (repository.Run(["remote"], cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string? name = names.Contains("origin", StringComparer.Ordinal) ? "origin" : names is [var only] && !only.StartsWith('-') ? only : null;
        return name is null
            ? throw new ReleaseException(Fault.IncompleteHistory,
                $"The clone in '{repository.Path}' has no remote 'origin' to fetch the rest of its history and tags from. Clone it with them, or add "
                + "the remote.")
            : new RemoteRepository(repository, name, paths.IsEverything ? "tree:0" : "blob:none");
    }

    /// <summary>Lists the version tags of the remote repository, greatest version first; fetches nothing.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it can't be reached.</exception>
    public IReadOnlyList<VersionTag> Tags(TagPattern pattern, CancellationToken cancellationToken) => References(pattern, cancellationToken).Tags;

    /// <summary>Lists all that look like version tags.</summary>
    /// <inheritdoc cref="Tags"/>
    public References References(TagPattern pattern, CancellationToken cancellationToken)
    {
        var reader = new ReferenceReader(pattern, '\t');
        foreach (string line in repository.Run(["ls-remote", "--quiet", "--tags", name], cancellationToken).Split('\n'))
            reader.Add(line);
        return reader.End();
    }

    /// <summary>Fetches one revision to some depth.</summary>
    /// <returns>False when git said no: servers know nothing older than a day, or don't give single commits away.</returns>
    public bool TryFetch(IReadOnlyList<string> depth, string wanted, CancellationToken cancellationToken)
    {
        ChildResult result = repository.Try([.. Fetch, "--filter=" + filter, .. depth, "--end-of-options", name, wanted], cancellationToken);
        error = result.ExitCode == 0 ? "" : $"exit code {result.ExitCode}: {result.Error}";
        return result.ExitCode == 0;
    }

    /// <summary>Fetches tags. Where their commits are here already, that is a few bytes each.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="depth">Options that limit how much history comes with them.</param>
    /// <param name="cancellationToken">Ends git.</param>
    public void FetchTags(IReadOnlyList<VersionTag> tags, IReadOnlyList<string> depth, CancellationToken cancellationToken)
    {
        if (tags.Count > 0)
            repository.Run([.. Fetch, "--filter=" + filter, .. depth, "--stdin", "--end-of-options", name],
                cancellationToken, string.Concat(tags.Select(tag => $"refs/tags/{tag.Name}:refs/tags/{tag.Name}\n")));
    }

    /// <summary>The error for the last fetch that failed.</summary>
    public ReleaseException Unreachable() => new(
        Fault.Environment,
        $"The rest of the history could not be fetched from '{name}'. Check the network and that the checkout keeps its credentials (persist-credentials), or "
            + $"set `fetch-depth: 0` on actions/checkout. Git says: {error.Trim()}");
}
