using System.Security.Cryptography.X509Certificates;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;

namespace UvRelease.Apple.Verification;

/// <summary>What signed code is held against.</summary>
public sealed record CodeVerification
{
    /// <summary>Whose chains are Apple's.</summary>
    public AppleCertificates Apple { get; init; } = AppleCertificates.Shipped;

    /// <summary>Roots beside Apple's that signers may have.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; init; } = [];

    /// <summary>Roots beside Apple's that time-stamp authorities may have.</summary>
    public IReadOnlyList<X509Certificate2> TimestampRoots { get; init; } = [];

    /// <summary>Says what time it is, for what has no time-stamp.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The team that must have signed; null for any, but one.</summary>
    public string? Team { get; init; }

    /// <summary>What the app itself must fulfil beside its own requirement.</summary>
    public Requirement? Requirement { get; init; }

    /// <summary>True where code that nobody signed is let pass, as for trials.</summary>
    public bool AllowsAdhoc { get; init; }

    /// <summary>True where a signature without a time-stamp is none, as for notarization.</summary>
    public bool NeedsTimestamp { get; init; }
}

/// <summary>One processor's program, as its signature says.</summary>
/// <param name="Path">Its file, relative to what was looked at.</param>
/// <param name="Processor">The processor, as lipo has it.</param>
/// <param name="Identifier">What it is called.</param>
/// <param name="Team">Apple's identifier of the team; null where there is none.</param>
/// <param name="Flags">What the system shall do with it.</param>
/// <param name="DirectoryHash">The 20 bytes by which the system knows it.</param>
/// <param name="Signer">Who signed; null for nobody.</param>
/// <param name="SignedAt">When, as a time-stamp authority says; null where none was asked.</param>
public sealed record VerifiedProgram(string Path, string Processor, string Identifier, string? Team, CodeFlags Flags, string DirectoryHash, string? Signer,
    DateTimeOffset? SignedAt);

/// <summary>What came of looking at signed code.</summary>
/// <param name="Findings">All that is wrong, by path; nothing where the code is as it was signed.</param>
/// <param name="Programs">The programs, by path.</param>
public sealed record CodeReport(IReadOnlyList<CodeFinding> Findings, IReadOnlyList<VerifiedProgram> Programs)
{
    /// <summary>True where nothing is wrong.</summary>
    public bool IsValid => Findings.Count == 0;
}
