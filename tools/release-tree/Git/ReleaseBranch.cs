using UvRelease.Posix;
using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Git;

/// <summary>
/// A branch <c>releases/v1</c> as it was read: generated commits alone, each the child of the release before it. Release commits are on a
/// branch because workflow locks want every locked commit reachable from one (github/gh-actions-lock).
/// </summary>
/// <param name="Name">Name without refs/heads/.</param>
/// <param name="History">Its releases, newest first; empty before the first.</param>
public sealed record ReleaseBranch(string Name, IReadOnlyList<ReleaseCommit> History)
{
    /// <summary>Full name of the ref.</summary>
    public string Ref => "refs/heads/" + Name;

    /// <summary>Its newest release.</summary>
    public ReleaseCommit? Tip => History.Count > 0 ? History[0] : null;

    /// <summary>Reads a branch.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: the branch is not the one of the version's major, or is checked out. <see cref="Fault.Refused"/>: it has commits
    /// that release-tree did not make, or
    /// is there on a remote alone.
    /// </exception>
    public static async Task<ReleaseBranch> ReadAsync(GitCommand git, string name, SemanticVersion version, CancellationToken cancellationToken)
    {
        if (name != $"releases/v{version.Major}")
            throw new ReleaseException(Fault.Input,
                $"Version {version} belongs on the branch releases/v{version.Major}, and input 'branch' is '{name}'. Give the right branch or the "
                + "right version.");
        string @ref = "refs/heads/" + name;
        if ((await git.RunAsync(["worktree", "list", "--porcelain"], cancellationToken)).Split('\n').Contains("branch " + @ref))
            throw new ReleaseException(Fault.Input,
                $"The branch {name} is checked out in a work tree of '{git.Folder}', which would not follow it. Check another branch out there.");
        if (await git.ResolveAsync(@ref, cancellationToken) is not { } tip)
        {
            string remote = (await git.RunAsync(["for-each-ref", "--format=%(refname:strip=2)", $"refs/remotes/*/{name}"], cancellationToken)).Split('\n')[0];
            return remote.Length == 0
                ? new ReleaseBranch(name, [])
                : throw new ReleaseException(Fault.Refused,
                    $"'{git.Folder}' has no branch {name}, but {remote}: a new branch would lose the releases before. Run: git branch {name} {remote}");
        }

        return new ReleaseBranch(name, await HistoryAsync(git, name, tip, cancellationToken));
    }

    /// <summary>Finds a version among the branch's releases.</summary>
    public ReleaseCommit? Find(SemanticVersion version) => History.FirstOrDefault(release => release.Version.CompareTo(version) == 0);

    /// <summary>Commits a tree as the next release, and moves the branch to it unless somebody else moved it since it was read.</summary>
    /// <returns>The release's commit. It is the one of an earlier run when that made the same release.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the version is released already with something else in it, is not the
    /// greatest, or the branch has moved.</exception>
    public async Task<ReleaseCommit> CommitAsync(
        GitCommand git, IReadOnlyList<TreeFile> files, SemanticVersion version, SourceCommit source, Identity? identity, CancellationToken cancellationToken)
    {
        if (Tip is { } newest && Find(version) is null && version.CompareTo(newest.Version) < 0)
            throw new ReleaseException(Fault.Refused,
                $"Version {version} is not greater than {newest.Version}, the newest on {Name}. Release a greater version.");
        string tree = await GitTree.WriteAsync(git, files, cancellationToken);
        if (Find(version) is { } done)
        {
            return done.Tree == tree && done.Source == source.Id
                ? done
                : throw new ReleaseException(Fault.Refused,
                    $"Version {version} is released already on {Name}, as {done.Id} from {done.Source}, with "
                    + $"{(done.Source == source.Id ? "other files or another image" : "another source commit")}. A version is released once: release a "
                    + "greater one.");
        }

        string id = (await git.RunAsync(
            ["commit-tree", tree, .. Tip is null ? Array.Empty<string>() : ["-p", Tip.Id]],
                cancellationToken, ReleaseCommit.Message(version, source.Id), Variables(source, identity))).Trim();
        ChildResult moved = await git.TryAsync(["update-ref", "-m", $"release: v{version}", Ref, id, Tip?.Id ?? ""],
            cancellationToken, variables: Variables(source, identity));
        return moved.ExitCode == 0
            ? new ReleaseCommit(id, tree, Tip?.Id, version, source.Id)
            : throw new ReleaseException(Fault.Refused,
                $"The branch {Name} could not be moved from {Tip?.Id ?? "nothing"} to {id}: somebody else moved it, or is moving it. Run release-tree again. "
                + $"Git says: {moved.Error.Trim()}");
    }

    private static Dictionary<string, string> Variables(SourceCommit source, Identity? identity) => new(StringComparer.Ordinal)
    {
        ["GIT_AUTHOR_NAME"] = (identity ?? source.Author).Name,
        ["GIT_AUTHOR_EMAIL"] = (identity ?? source.Author).Mail,
        ["GIT_AUTHOR_DATE"] = source.Date,
        ["GIT_COMMITTER_NAME"] = (identity ?? source.Committer).Name,
        ["GIT_COMMITTER_EMAIL"] = (identity ?? source.Committer).Mail,
        ["GIT_COMMITTER_DATE"] = source.Date,
    };

    private static async Task<ReleaseCommit[]> HistoryAsync(GitCommand git, string name, string tip, CancellationToken cancellationToken)
    {
        const int fields = 4;
        string printed = await git.RunAsync(["log", "-z", "--first-parent", "--encoding=UTF-8", "--format=%H%x00%T%x00%P%x00%B", tip], cancellationToken);
        return
        [
            .. from field in printed.Split('\0').Chunk(fields)
               where field.Length == fields
               select ReleaseCommit.TryParse(field[0], field[1], field[2], field[3])
                   ?? throw new ReleaseException(Fault.Refused,
                       $"The branch {name} holds the commit {field[0]}, which is no release commit ('release: v…' with a Source-commit trailer). A release "
                       + "branch has generated commits alone: set it back to the last one."),
        ];
    }
}
