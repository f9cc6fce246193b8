namespace UvRelease.Releases.Evidence;

/// <summary>What evidence must be about.</summary>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release.</param>
/// <param name="Repository">The repository that it comes from: owner/name.</param>
/// <param name="Digest">The release digest.</param>
/// <param name="Commit">Full id of its commit.</param>
public sealed record EvidenceSubject(string App, string Version, string Repository, string Digest, string Commit);

/// <summary>A document that is bound to a release, and holds for a time.</summary>
public interface IBoundDocument
{
    /// <summary>Id of the app.</summary>
    string App { get; }

    /// <summary>Version of the release.</summary>
    string Version { get; }

    /// <summary>The repository: owner/name.</summary>
    string Repository { get; }

    /// <summary>The release digest.</summary>
    string ReleaseDigest { get; }

    /// <summary>Full id of the commit.</summary>
    string Commit { get; }

    /// <summary>When it was made (UTC).</summary>
    string ProducedAt { get; }

    /// <summary>Until when it holds (UTC).</summary>
    string ExpiresAt { get; }
}

/// <summary>Whether something is evidence for a release now.</summary>
public enum EvidenceState
{
    /// <summary>It is.</summary>
    Holds,

    /// <summary>It says that something is not as it must be.</summary>
    Fails,

    /// <summary>It held once.</summary>
    Expired,

    /// <summary>It is of something else, can't be verified, or contradicts itself.</summary>
    Error,
}

/// <summary>What evidence is worth.</summary>
/// <param name="State">In a word.</param>
/// <param name="Reason">In a sentence.</param>
public sealed record EvidenceJudgement(EvidenceState State, string Reason);
