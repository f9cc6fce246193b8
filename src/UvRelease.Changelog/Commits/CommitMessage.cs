namespace UvRelease.Changelog.Commits;

/// <summary>How a message relates to Conventional Commits 1.0.0.</summary>
public enum MessageKind
{
    /// <summary>It follows the specification, or departs from it in a way that leaves no doubt (policies of docs/conventional-commits.md).</summary>
    Conventional,

    /// <summary>It was meant to, and does not: <see cref="CommitMessage.LookAlikes"/> says why and what was meant.</summary>
    LookAlike,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A commit message, read. Nothing is dropped: what has no meaning of its own stays in the body.</summary>
public sealed record CommitMessage
{
    /// <summary>How it relates to the specification.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>Type as written; compare it without regard to case (rule 15). Empty unless conventional.</summary>
    public string Type { get; init; } = "";

    /// <summary>Scope as written; null without one.</summary>
    public string? Scope { get; init; }

    /// <summary>True when a <c>!</c> comes before the colon (rule 13).</summary>
    public bool Marked { get; init; }

    /// <summary>Description after the colon; the whole subject line of a message that is not conventional.</summary>
    public required string Description { get; init; }

    /// <summary>Text between subject and footers, line ends as <c>\n</c>; empty without one.</summary>
    public string Body { get; init; } = "";

    /// <summary>Footers in their order, breaking ones included.</summary>
    public IReadOnlyList<Footer> Footers { get; init; } = [];

    /// <summary>Texts of BREAKING CHANGE footers; empty when only <see cref="Marked"/>, or nothing, says that it breaks.</summary>
    public IReadOnlyList<string> BreakingNotes { get; init; } = [];

    /// <summary>What is wrong, for messages that look conventional, and for conventional ones with a part that looks like something else.</summary>
    public IReadOnlyList<LookAlike> LookAlikes { get; init; } = [];

    /// <summary>True when something breaks, by mark or by footer.</summary>
    public bool IsBreaking => Marked || BreakingNotes.Count > 0;
}

/// <summary>A footer: <c>Token: value</c> or <c>Token #value</c> (rule 8).</summary>
/// <param name="Token">As written; BREAKING CHANGE is the one token that may hold a space.</param>
/// <param name="Value">Value, its further lines joined by <c>\n</c>.</param>
/// <param name="Line">Line of the message it begins in, from 1.</param>
public sealed record Footer(string Token, string Value, int Line)
{
    /// <summary>Token of the footer that names the version to release.</summary>
    internal const string ReleaseAs = "Release-As";

    /// <summary>True for that one.</summary>
    internal bool IsReleaseAs => Token.Equals(ReleaseAs, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for the token of a footer that names commits: those that a revert takes back.</summary>
    internal static bool NamesCommits(ReadOnlySpan<char> token) =>
        token.Equals("Refs", StringComparison.OrdinalIgnoreCase) || token.Equals("Reverts", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for the token of a footer that says something about a release, beside the breaking ones.</summary>
    internal static bool IsOfRelease(ReadOnlySpan<char> token) => token.Equals(ReleaseAs, StringComparison.OrdinalIgnoreCase) || NamesCommits(token);
}

/// <summary>Something that was meant to be conventional and is not.</summary>
/// <param name="Policy">Id of the policy in docs/conventional-commits.md, such as CC-12.</param>
/// <param name="Reason">What is wrong: a sentence.</param>
/// <param name="DidYouMean">The corrected line, or null where it can't be known.</param>
/// <param name="Line">Line of the message, from 1.</param>
public sealed record LookAlike(string Policy, string Reason, string? DidYouMean, int Line);
