using UvRelease.Channels.Gates.Health;
using UvRelease.GitHub.Facts;

namespace UvRelease.Channels.Gates.Facts;

/// <summary>Everything that gates decide on. What is null was not looked at, and blocks the gates that need it.</summary>
public sealed record GateFacts
{
    /// <summary>The release in the store.</summary>
    public Fact<IntegrityFacts>? Integrity { get; init; }

    /// <summary>Whether all releases are stopped.</summary>
    public Fact<KillSwitchFacts>? KillSwitch { get; init; }

    /// <summary>Checks and statuses of the release's commit.</summary>
    public Fact<CommitFacts>? Commit { get; init; }

    /// <summary>Counts of the channel that is left.</summary>
    public Fact<ChannelHealth>? Health { get; init; }

    /// <summary>Open issues, by each label that was asked for.</summary>
    public Fact<BlockerFacts>? Blockers { get; init; }

    /// <summary>The environment that approvals are for, and what its reviewers decided about this run.</summary>
    public Fact<SignOffFacts>? SignOff { get; init; }

    /// <summary>The readiness document.</summary>
    public Fact<DocumentFacts>? Readiness { get; init; }

    /// <summary>The regression report.</summary>
    public Fact<DocumentFacts>? Regression { get; init; }

    /// <summary>The measurements.</summary>
    public Fact<DocumentFacts>? Benchmarks { get; init; }
}

/// <summary>The release in the store.</summary>
/// <param name="Digest">SHA-256 of the bytes of release.json.</param>
/// <param name="Version">The version in it.</param>
/// <param name="Commit">The commit in it.</param>
/// <param name="VerifiedFiles">Files that are there with the size and hash that it names.</param>
/// <param name="Problems">Files that are not, a sentence each.</param>
/// <param name="Claims">Signatures and attestations that the release says it has.</param>
public sealed record IntegrityFacts(
    string Digest, string Version, string Commit, int VerifiedFiles, IReadOnlyList<string> Problems, IReadOnlyList<IntegrityClaim> Claims);

/// <summary>What a claim is.</summary>
public enum ClaimKind
{
    /// <summary>A file is signed.</summary>
    Signature,

    /// <summary>Apple has looked at it.</summary>
    Notarization,

    /// <summary>A signed statement about the build.</summary>
    Attestation,
}

/// <summary>A signature or attestation that a release says it has.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">File that it is of.</param>
/// <param name="Verified">Whether it is right; null where nobody verified it.</param>
public sealed record IntegrityClaim(ClaimKind Kind, string Subject, bool? Verified);

/// <summary>Whether all releases are stopped.</summary>
/// <param name="Stop">Who stopped them and why; null where nobody did.</param>
public sealed record KillSwitchFacts(StopDocument? Stop);

/// <summary>Checks and statuses of a commit.</summary>
/// <param name="Checks">All its newest check runs.</param>
/// <param name="Statuses">All its newest statuses.</param>
/// <param name="Commit">The commit that was asked for.</param>
public sealed record CommitFacts(string Commit, IReadOnlyList<CheckFacts> Checks, IReadOnlyList<StatusFacts> Statuses);

/// <summary>Open issues.</summary>
/// <param name="ByLabel">By each label that was asked for.</param>
public sealed record BlockerFacts(IReadOnlyDictionary<string, IReadOnlyList<IssueFacts>> ByLabel);

/// <summary>Who may approve, and who did.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Approvals">What reviewers decided about this run.</param>
public sealed record SignOffFacts(EnvironmentFacts Environment, IReadOnlyList<ApprovalFacts> Approvals);

/// <summary>A document, as it was found.</summary>
/// <param name="Name">Where it is, for sentences.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Files">Contents of files that its evidence names, by path; one that is missing could not be read.</param>
public sealed record DocumentFacts(string Name, ReadOnlyMemory<byte> Bytes, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files);
