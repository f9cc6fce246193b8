using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UvRelease.Windows.Verification;

/// <summary>What is wrong with a signed program of Windows.</summary>
public enum SignatureProblem
{
    /// <summary>It has no signature.</summary>
    NotSigned,

    /// <summary>Its headers or its certificate table are damaged.</summary>
    Damaged,

    /// <summary>The certificate table holds something beside the signature.</summary>
    Payload,

    /// <summary>Bytes of the program are others than those that were signed.</summary>
    Digest,

    /// <summary>The signature does not confirm what it says, or is of a form that Windows does not write.</summary>
    Signature,

    /// <summary>It is made by an algorithm that nobody should trust.</summary>
    Weak,

    /// <summary>The certificates don't lead to a root, or are for something else.</summary>
    Chain,

    /// <summary>A certificate was not valid when it was signed.</summary>
    Expired,

    /// <summary>The time-stamp is missing, or can't be believed.</summary>
    Timestamp,

    /// <summary>Somebody else signed than who should.</summary>
    Publisher,

    /// <summary>The checksum of the headers is another one. Windows looks at that of drivers alone, and it is signed by nobody: a warning.</summary>
    Checksum,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Path">The file, relative to what was looked at.</param>
/// <param name="Problem">What it is.</param>
/// <param name="Reason">What is wrong there, and what to do, as sentences.</param>
public sealed record SignatureFinding(string Path, SignatureProblem Problem, string Reason)
{
    /// <summary>True for what changes nothing for Windows.</summary>
    public bool IsWarning => Problem == SignatureProblem.Checksum;

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>One signature of a program, as far as it can be believed.</summary>
/// <param name="Leaf">The certificate that signed.</param>
/// <param name="Algorithm">What made the digest of the program.</param>
/// <param name="StampedAt">When, as a time-stamp authority says; null where that can't be believed or was not asked.</param>
/// <param name="Authority">Who said when; null as before.</param>
public sealed record ProgramSignature(X509Certificate2 Leaf, HashAlgorithmName Algorithm, DateTimeOffset? StampedAt, X509Certificate2? Authority);

/// <summary>What was found in a program.</summary>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Digest">SHA-256 digest of what is signed; empty where the file is no PE file.</param>
/// <param name="Signatures">The signatures, the first one first, then those that are nested in it.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record ProgramReport(string Path, ReadOnlyMemory<byte> Digest, IReadOnlyList<ProgramSignature> Signatures,
    IReadOnlyList<SignatureFinding> Findings)
{
    /// <summary>True when nothing is wrong but what changes nothing.</summary>
    public bool IsValid => Findings.All(finding => finding.IsWarning);

    /// <summary>The first signature; null where there is none that can be read.</summary>
    public ProgramSignature? Signer => Signatures.Count > 0 ? Signatures[0] : null;

    /// <summary>True when it has a signature, sound or not.</summary>
    public bool IsSigned => !Findings.Any(finding => finding.Problem == SignatureProblem.NotSigned);
}

/// <summary>What programs are held against.</summary>
public sealed record SignatureTrust
{
    /// <summary>
    /// The roots that are trusted; null takes the highest certificate that a signature brings for one: whether Windows trusts it is not asked.
    /// </summary>
    public IReadOnlyList<X509Certificate2>? Roots { get; init; }

    /// <summary>Roots of time-stamp authorities, as before.</summary>
    public IReadOnlyList<X509Certificate2>? TimestampRoots { get; init; }

    /// <summary>Certificates that signatures may have left out.</summary>
    public IReadOnlyList<X509Certificate2> Known { get; init; } = [];

    /// <summary>Says what time it is.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>True refuses signatures without a time-stamp: they end with their certificate.</summary>
    public bool NeedsTimestamp { get; init; } = true;

    /// <summary>True also takes what old systems want: SHA-1 beside a nested signature that is not, and counter signatures in place of RFC 3161.</summary>
    public bool AllowsOld { get; init; }
}
