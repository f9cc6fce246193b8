using System.Text;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Git;

/// <summary>The tags of a release: <c>v1.4.0</c>, set once; <c>v1.4</c> and <c>v1</c>, which move forward from release to release.</summary>
public static class ReleaseTags
{
    /// <summary>Names of a version's tags, the immutable one first. A pre-release moves no tag: who follows v2 did not ask for betas.</summary>
    public static IReadOnlyList<string> For(SemanticVersion version) =>
        version.IsPreRelease ? [$"v{version}"] : [$"v{version}", $"v{version.Major}.{version.Minor}", $"v{version.Major}"];

    /// <summary>Sets the tags of a version that the branch has, all of them or none. A moving tag that is at a greater version stays there.</summary>
    /// <param name="git">The repository.</param>
    /// <param name="branch">The branch, as it was read.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>The release, and the tags that are at it afterwards.</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: the branch does not have the version, the immutable tag or a moving tag is somewhere it must not be, a branch has
    /// a tag's name, or a tag has moved since it was read.
    /// </exception>
    public static async Task<(ReleaseCommit Release, IReadOnlyList<string> Tags)> SetAsync(GitCommand git,
        ReleaseBranch branch, SemanticVersion version, CancellationToken cancellationToken)
    {
        ReleaseCommit release = branch.Find(version)
            ?? throw new ReleaseException(Fault.Refused,
                $"The branch {branch.Name} has no release commit of version {version}. Commit the release first (--branch without --tags).");
        var updates = new StringBuilder();
        var tags = new List<string>();
        foreach (string tag in For(version))
        {
            if (await git.ResolveAsync($"refs/heads/{tag}", cancellationToken) is not null)
                throw new ReleaseException(Fault.Refused, $"There is a branch called {tag}: a caller's @{tag} would mean two things. Delete the branch.");
            string @ref = $"refs/tags/{tag}";
            string? old = await git.ResolveAsync(@ref, cancellationToken);
            ReleaseCommit? at = old is null ? null : await At(git, branch, @ref, tag, cancellationToken);
            if (at is not null && at != release && tag == $"v{version}")
                throw new ReleaseException(Fault.Refused, $"The tag {tag} is at {at.Id} and never moves. Release a greater version.");
            if (at is not null && at.Version.CompareTo(version) > 0)
                continue;
            tags.Add(tag);
            if (at != release)
                updates.Append(old is null ? $"create {@ref} {release.Id}\n" : $"update {@ref} {release.Id} {old}\n");
        }

        ChildResult set = await git.TryAsync(["update-ref", "--stdin"], cancellationToken, updates.ToString());
        return set.ExitCode == 0
            ? (release, tags)
            : throw new ReleaseException(Fault.Refused,
                $"The tags of {version} could not be set, and none was: somebody else moved one. Run release-tree again. Git says: {set.Error.Trim()}");
    }

    private static async Task<ReleaseCommit> At(GitCommand git, ReleaseBranch branch, string @ref, string tag, CancellationToken cancellationToken)
    {
        string? commit = await git.ResolveAsync(@ref + "^{commit}", cancellationToken);
        return branch.History.FirstOrDefault(release => release.Id == commit)
            ?? throw new ReleaseException(Fault.Refused,
                $"The tag {tag} is at {commit ?? "something that is no commit"}, which is no release of {branch.Name}. Find out who set it, and delete it.");
    }
}
