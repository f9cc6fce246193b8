using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;

namespace UvRelease.Changelog.Check;

/// <summary>What the rules have to say about a change.</summary>
/// <param name="Change">The change.</param>
/// <param name="Findings">Everything that was found: errors first.</param>
/// <param name="CorrectedTitle">The title to paste; null when it is right, or when nobody knows what was meant.</param>
/// <param name="IsBreaking">True when something says that the change breaks something.</param>
public sealed record CheckResult(CheckedChange Change, IReadOnlyList<Finding> Findings, string? CorrectedTitle, bool IsBreaking)
{
    /// <summary>Why the change is not checked: a sentence. Null when it is.</summary>
    public string? Exemption { get; init; }

    /// <summary>Number of errors.</summary>
    public int Errors => Findings.Count(finding => finding.Severity == FindingSeverity.Error);

    /// <summary>Number of warnings.</summary>
    public int Warnings => Findings.Count - Errors;

    /// <summary>Both, for a sentence: <c>1 error, 2 warnings</c>; empty when there is nothing.</summary>
    public string Counted => string.Join(", ",
        from one in ((int Count, string What)[])[(Errors, "error"), (Warnings, "warning")]
        where one.Count > 0
        select $"{one.Count} {one.What}{(one.Count == 1 ? "" : "s")}");
}
