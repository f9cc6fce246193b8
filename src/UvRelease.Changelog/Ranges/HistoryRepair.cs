using System.Globalization;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>
/// Fetches what a clone lacks, in the order that was the cheapest (measured on electron: 0.06 s, 0.6 s, 2 s, against 22 s for a clone):
/// everything since the day of the release before, then four times as much as is there, then everything. Without the contents of old files.
/// </summary>
internal sealed class HistoryRepair(GitRepository repository, RangeRequest request, HistoryEnd end, IProgress<string>? progress)
{
    private const int LeastDeepening = 500;

    /// <summary>Fetches until the range is complete.</summary>
    /// <returns>What <see cref="RangeFinder.TryFind"/> found in the end.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is no remote repository, or it could not be fetched from.</exception>
    public (ReleaseRange? Range, bool Complete) Run(CancellationToken cancellationToken)
    {
        RemoteRepository remote = RemoteRepository.Find(repository, request.Paths, cancellationToken);
        IReadOnlyList<VersionTag> tags = remote.Tags(request.Tags, cancellationToken);
        if (end.IsComplete(repository, null, cancellationToken))
        {
            progress?.Report("The clone has no tags of releases; fetching them.");
            return Find(remote, tags, cancellationToken);
        }

        (ReleaseRange? Range, bool Complete) found = (null, false);
        if (Anchor(remote, tags, cancellationToken) is { } since)
        {
            progress?.Report("The clone is shallow; fetching the history since "
                + $"{since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}.");
            found = Try("--shallow-since=" + since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }

        if (!found.Complete)
        {
            int present = (end.Reached(repository, null, cancellationToken)).Count;
            int depth = Math.Max(LeastDeepening, 4 * present);
            progress?.Report($"Fetching {depth} commits more, because the release before is further back or a side branch is older.");
            found = Try("--deepen=" + depth.ToString(CultureInfo.InvariantCulture));
        }

        if (!found.Complete)
        {
            progress?.Report("Fetching the whole history.");
            found = Try("--unshallow");
            if (remote.HasFailed)
                throw remote.Unreachable();
        }

        return found;

        (ReleaseRange? Range, bool Complete) Try(string depth) =>
            remote.TryFetch([depth], end.CommitId, cancellationToken) ? Find(remote, tags, cancellationToken) : (null, false);
    }

    // With the tags of what is here now, and with those on generated commits, which are not.
    private (ReleaseRange? Range, bool Complete) Find(RemoteRepository remote, IReadOnlyList<VersionTag> tags, CancellationToken cancellationToken)
    {
        HistoryEnd now = HistoryEnd.Find(repository, end.CommitId, cancellationToken);
        var reached = new HashSet<string>(now.Reached(repository, null, cancellationToken), StringComparer.Ordinal);
        HashSet<string> here = [.. VersionTag.List(repository, request.Tags, cancellationToken).Select(tag => tag.Name)];
        remote.FetchTags([.. tags.Where(tag => reached.Contains(tag.CommitId) && !here.Contains(tag.Name))], [], cancellationToken);
        VersionTag[] ahead = [.. new RangeFinder(repository, request, end.CommitId, tags).Candidates.TakeWhile(tag => !reached.Contains(tag.CommitId))];
        string[] depth = now.IsShallow ? ["--depth=1"] : [];
        if (ahead.Length > 0)
        {
            // A project that releases generated commits has done so with its newest release.
            remote.FetchTags([.. ahead.Take(1).Where(tag => !here.Contains(tag.Name))], depth, cancellationToken);
            if (GeneratedCommits.SourceOf(repository, ahead[0], cancellationToken) is not null)
                remote.FetchTags([.. ahead.Skip(1).Where(tag => !here.Contains(tag.Name))], depth, cancellationToken);
        }

        IReadOnlyList<VersionTag> known = GeneratedCommits.Follow(
            repository, VersionTag.List(repository, request.Tags, cancellationToken), end.CommitId, cancellationToken);
        (ReleaseRange? range, bool complete) = new RangeFinder(repository, request, end.CommitId, known).TryFind(now, cancellationToken);
        Dictionary<string, VersionTag> followed = known.ToDictionary(tag => tag.Name, StringComparer.Ordinal);
        return (range is null ? null : range with { Tags = [.. tags.Select(tag => followed.GetValueOrDefault(tag.Name) ?? tag)] }, complete);
    }

    // The day of the release before is in its commit, and that one commit costs next to nothing.
    private DateTimeOffset? Anchor(RemoteRepository remote, IReadOnlyList<VersionTag> tags, CancellationToken cancellationToken)
    {
        string? anchor = request.From ?? (new RangeFinder(repository, request, end.CommitId, tags).Candidates is [var first, ..] ? first.Name : null);
        if (anchor is null)
            return null;
        string name = tags.FirstOrDefault(tag => tag.Name == anchor) is { } tag ? $"refs/tags/{tag.Name}" : anchor;
        string? id = repository.Resolve(name, cancellationToken);
        if (id is null)
        {
            string wanted = name.StartsWith("refs/tags/", StringComparison.Ordinal) ? $"{name}:{name}" : name;
            if (!remote.TryFetch(["--depth=1"], wanted, cancellationToken))
                return null;
            id = repository.Resolve(name, cancellationToken);
        }

        if (id is null)
            return null;
        string seconds = repository.Run(["log", "-1", "--no-show-signature", "--format=%ct", id, "--"], cancellationToken);
        return long.TryParse(seconds, CultureInfo.InvariantCulture, out long second) && second > 0 ? DateTimeOffset.FromUnixTimeSeconds(second) : null;
    }
}
