using UvRelease.Changelog.Git;
using UvRelease.Releases;

namespace UvRelease.Changelog.Versions;

/// <summary>The commits of a release, by reachability: what <paramref name="To"/> reaches and <paramref name="From"/> does not.</summary>
/// <param name="From">Id of the commit that the range begins after; null for the whole history.</param>
/// <param name="To">Id of the newest commit.</param>
/// <param name="Previous">Version of the release before; null for a first release, or when the range was given by a commit that no version tag names.</param>
public sealed record ReleaseRange(string? From, string To, SemanticVersion? Previous)
{
    /// <summary>Finds the range of the next release.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tagPrefix">What version tags begin with.</param>
    /// <param name="from">Revision to begin after; null takes the greatest stable version tag that is an ancestor of <paramref name="to"/>.</param>
    /// <param name="to">Revision to end with.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a revision does not exist. <see cref="Fault.Environment"/>: no repository, or a clone too shallow to know what
    /// the release holds; nothing is guessed from it.
    /// </exception>
    public static async Task<ReleaseRange> FindAsync(GitRepository repository, string tagPrefix, string? from, string to, CancellationToken cancellationToken)
    {
        await repository.CheckAsync(cancellationToken);
        string end = await ResolveAsync(repository, to, cancellationToken);
        bool shallow = await repository.IsShallowAsync(cancellationToken);
        IReadOnlyList<VersionTag> tags = await VersionTag.ListAsync(repository, tagPrefix, cancellationToken);
        if (from is not null)
        {
            string start = await ResolveAsync(repository, from, cancellationToken);
            if (shallow && !await repository.IsAncestorAsync(start, end, cancellationToken))
                throw TooShallow(repository);
            return new ReleaseRange(start, end, tags.FirstOrDefault(tag => tag.CommitId == start)?.Version);
        }

        foreach (VersionTag tag in tags.Where(tag => !tag.Version.IsPreRelease && tag.CommitId != end))
        {
            if (await repository.IsAncestorAsync(tag.CommitId, end, cancellationToken))
                return new ReleaseRange(tag.CommitId, end, tag.Version);
        }

        return shallow ? throw TooShallow(repository) : new ReleaseRange(null, end, null);
    }

    private static async Task<string> ResolveAsync(GitRepository repository, string revision, CancellationToken cancellationToken) =>
        await repository.ResolveAsync(revision, cancellationToken)
        ?? throw new ReleaseException(Fault.Input, $"There is no commit '{revision}' in '{repository.Path}'. Name a tag, a branch or a commit that was fetched.");

    private static ReleaseException TooShallow(GitRepository repository) => new(
        Fault.Environment,
        $"The clone in '{repository.Path}' is shallow: it does not reach the release before this one, and a version is not guessed from a part of the history. "
        + "Set `fetch-depth: 0` on actions/checkout; `filter: blob:none` keeps that small.");
}
