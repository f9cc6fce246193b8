using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>
/// Whether a clone without a release before is of a project without one. Most checkouts fetch no tags, so that the clone alone can't tell; the remote
/// repository is asked, or whoever asks for the release has said it.
/// </summary>
internal static class FirstRelease
{
    /// <summary>Finds releases that the clone does not know.</summary>
    /// <param name="repository">The clone.</param>
    /// <param name="request">Which release.</param>
    /// <param name="missed">Of all version tags those that are missed in the clone.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>Tags of the remote repository, greatest version first; none for a first release, and for a repository that was never cloned.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.IncompleteHistory"/>: the remote repository can't be asked.</exception>
    public static IReadOnlyList<VersionTag> Elsewhere(GitRepository repository, RangeRequest request,
        Func<IReadOnlyList<VersionTag>, IReadOnlyList<VersionTag>> missed, CancellationToken cancellationToken)
    {
        if (request.FirstRelease || !IsFetched(repository, cancellationToken))
            return [];
        try
        {
            References remote = RemoteRepository.Find(repository, request.Paths, cancellationToken).References(request.Tags, cancellationToken);
            return missed(TagNaming.Choose(remote, request, _ => { }).References.Tags);
        }
        catch (ReleaseException e) when (e.Fault != Fault.Input)
        {
            throw new ReleaseException(Fault.IncompleteHistory,
                $"The clone in '{repository.Path}' has no tag '{request.Tags}' of a release before this one, and its remote can't be asked whether it has any. "
                + "If this is the first release, say `first-release: true`; else give `fetch-token: ${{ github.token }}`, or set `fetch-depth: 0` on "
                + $"actions/checkout. {e.Message}", e);
        }
    }

    // Somebody's first steps have no remote. What was fetched by an address alone has none either, but git notes it.
    private static bool IsFetched(GitRepository repository, CancellationToken cancellationToken) =>
        repository.Run(["remote"], cancellationToken).Length > 0
        || File.Exists(Path.Combine(repository.Path, repository.Run(["rev-parse", "--git-path", "FETCH_HEAD"], cancellationToken).Trim()));

    /// <summary>The error for a clone whose tags are all elsewhere.</summary>
    public static ReleaseException TagsMissing(GitRepository repository, RangeRequest request, IReadOnlyList<VersionTag> elsewhere) => new(
        Fault.IncompleteHistory,
        $"The clone in '{repository.Path}' has no tag '{request.Tags}' of a release before this one, and its remote has {elsewhere.Count}, the greatest "
        + $"{elsewhere[0].Name}: its tags were not fetched. Set `fetch-depth: 0` or `fetch-tags: true` on actions/checkout, or let this step fetch them with "
        + "`deepen: auto`.");
}
