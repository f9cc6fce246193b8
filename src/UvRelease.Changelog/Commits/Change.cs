using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>One change as notes describe it: a commit, or a part of a squashed one.</summary>
public sealed record Change
{
    /// <summary>Type in lower case; empty for a commit that is not conventional.</summary>
    public required string Type { get; init; }

    /// <summary>Part of the product, or null.</summary>
    public string? Scope { get; init; }

    /// <summary>What changed, as its author wrote it: not escaped.</summary>
    public required string Description { get; init; }

    /// <summary>True when something breaks.</summary>
    public bool IsBreaking { get; init; }

    /// <summary>What breaks and how to move on, as written; empty when nobody wrote it.</summary>
    public IReadOnlyList<string> BreakingNotes { get; init; } = [];

    /// <summary>The commit it came with.</summary>
    public required Commit Commit { get; init; }

    /// <summary>Author and co-authors, once each.</summary>
    public required IReadOnlyList<Person> Authors { get; init; }

    /// <summary>Number of the pull request, or null.</summary>
    public int? PullRequest { get; init; }

    /// <summary>Issues and tickets it names.</summary>
    public IReadOnlyList<IssueReference> References { get; init; } = [];

    /// <summary>Id of the merge that brought the commit into its line; null for none.</summary>
    public string? MergedBy { get; init; }

    /// <summary>True for a part of a squashed commit's body.</summary>
    internal bool IsPart { get; init; }

    /// <summary>Id of the commit that this one reverts, where that is already released; null otherwise.</summary>
    public string? Reverts { get; init; }
}

/// <summary>An issue or ticket that a commit names.</summary>
/// <param name="Text">As written: <c>#12</c>, <c>acme/app#12</c>, <c>UV-123</c>.</param>
/// <param name="Url">Where it is; null where no tracker is configured for it.</param>
/// <param name="Closes">True when the commit says that it closes it.</param>
public sealed record IssueReference(string Text, string? Url, bool Closes);

/// <summary>All changes of a range, and an account of every commit: none is lost.</summary>
/// <param name="Changes">Changes, newest first; cancelled and repeated ones are gone.</param>
/// <param name="LookAlikes">What was meant to be conventional and is not, with its commit.</param>
/// <param name="Counts">How many commits the range has, by what became of them.</param>
/// <param name="ReleaseAs">Version of the newest Release-As footer; null without one.</param>
public sealed record ChangeSet(
    IReadOnlyList<Change> Changes, IReadOnlyList<FoundLookAlike> LookAlikes, CommitCounts Counts, string? ReleaseAs)
{
    /// <summary>Id of the commit with that footer; null without one.</summary>
    public string? ReleaseAsCommit { get; init; }
}

/// <summary>A look-alike, and the commit it is in.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="LookAlike">What was meant.</param>
public sealed record FoundLookAlike(Commit Commit, LookAlike LookAlike);

/// <summary>How many commits a range has. Conventional, LookAlike and Other add up to Total.</summary>
/// <param name="Total">All commits.</param>
/// <param name="Conventional">Commits that follow Conventional Commits.</param>
/// <param name="LookAlike">Commits that were meant to.</param>
/// <param name="Other">All the rest, merges included.</param>
/// <param name="Reverted">Commits of any kind that were taken back inside the range, and their reverts.</param>
/// <param name="Repeated">Commits of any kind that describe a change which another one describes (backports).</param>
public sealed record CommitCounts(int Total, int Conventional, int LookAlike, int Other, int Reverted, int Repeated)
{
    /// <summary>Commits of any kind that an override leaves out of the notes, or that only make a release, and that are neither reverted nor
    /// repeated.</summary>
    public int LeftOut { get; init; }

    /// <summary>The account of two ranges together.</summary>
    public CommitCounts Plus(CommitCounts other) => new(
        Total + other.Total,
        Conventional + other.Conventional,
        LookAlike + other.LookAlike,
        Other + other.Other,
        Reverted + other.Reverted,
        Repeated + other.Repeated)
    {
        LeftOut = LeftOut + other.LeftOut,
    };
}
