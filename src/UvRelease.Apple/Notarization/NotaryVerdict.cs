namespace UvRelease.Apple.Notarization;

/// <summary>What Apple's notary service says of a submission ("SubmissionResponse.Data.Attributes", Notary API).</summary>
public enum NotaryStatus
{
    /// <summary>It is still looked at.</summary>
    InProgress,

    /// <summary>It is notarized.</summary>
    Accepted,

    /// <summary>Something in it must be mended; the findings say what.</summary>
    Invalid,

    /// <summary>It was refused.</summary>
    Rejected,
}

/// <summary>How grave a finding is.</summary>
public enum NotarySeverity
{
    /// <summary>It is notarized all the same.</summary>
    Warning,

    /// <summary>It must be mended. Words that are not known count as this one.</summary>
    Error,
}

/// <summary>What was handed in.</summary>
/// <param name="Id">The service's id, a UUID: with it another run waits on, without a second upload.</param>
/// <param name="Sha256">SHA-256 of the file in lower-case hexadecimal digits, which the verdict must be on; null where it is not known.</param>
public sealed record NotarySubmission(string Id, string? Sha256 = null);

/// <summary>One thing that Apple found.</summary>
/// <param name="Path">The file, from the archive's name on; the archive itself where Apple names none.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Message">Apple's words.</param>
/// <param name="Architecture">The slice, such as <c>arm64</c>; null for all of the file.</param>
/// <param name="Help">Address of Apple's explanation; null where there is none.</param>
public sealed record NotaryFinding(string Path, NotarySeverity Severity, string Message, string? Architecture, string? Help)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Path}{(Architecture is null ? "" : $" ({Architecture})")}: {(Severity == NotarySeverity.Error ? "error" : "warning")}: {Message}{(Help is null ? "" : $" See {Help}")}";
}

/// <summary>What Apple decided.</summary>
/// <param name="Id">The submission.</param>
/// <param name="Status">Accepted, invalid or rejected.</param>
/// <param name="Summary">Apple's words on all of it.</param>
/// <param name="Findings">What was found, in Apple's order. An accepted submission can have warnings.</param>
public sealed record NotaryVerdict(string Id, NotaryStatus Status, string Summary, IReadOnlyList<NotaryFinding> Findings);
