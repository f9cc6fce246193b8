using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Apple.Notarization;

/// <summary>
/// Reads the log of a submission. Apple documents its fields by examples alone ("Resolving common notarization issues"), so what it adds is left aside.
/// </summary>
internal static class NotaryLog
{
    /// <summary>Most bytes of a log.</summary>
    public const int Largest = 32 << 20;

    private const int MostFindings = 10_000, LongestText = 4000;

    /// <summary>Reads one, and compares it with what was submitted.</summary>
    /// <param name="log">The document.</param>
    /// <param name="submission">What was submitted.</param>
    /// <param name="status">What the service said of it.</param>
    /// <exception cref="ReleaseException">It is of something else, or damaged.</exception>
    public static NotaryVerdict Read(JsonMapping log, NotarySubmission submission, NotaryStatus status)
    {
        if (NotaryAnswers.StatusOf(log) != status)
            throw log.Wrong("status", "is another than the service says.");
        if (log.TextIfThere("jobId") is { } job && !job.Equals(submission.Id, StringComparison.OrdinalIgnoreCase))
            throw log.Wrong("jobId", $"is that of another submission than {submission.Id}.");
        // The service itself was seen to accept an upload that is not what was announced.
        if (log.TextIfThere("sha256") is { } sum && submission.Sha256 is { } own && !sum.Equals(own, StringComparison.OrdinalIgnoreCase))
            throw log.Wrong("sha256", $"is that of another file than the one here, which has {own}.");
        string archive = Text(log, "archiveFilename") ?? "the submission";
        IReadOnlyList<JsonMapping> issues = log.MappingsIfThere("issues");
        if (issues.Count > MostFindings)
            throw log.Wrong("issues", $"has {issues.Count} entries, and {MostFindings} are the most.");
        return new NotaryVerdict(submission.Id, status, Text(log, "statusSummary") ?? "", [.. issues.Select(issue => Finding(issue, archive))]);
    }

    private static NotaryFinding Finding(JsonMapping issue, string archive)
    {
        bool isWarning = issue.Text("severity").Equals("warning", StringComparison.OrdinalIgnoreCase);
        return new NotaryFinding(Text(issue, "path") ?? archive, isWarning ? NotarySeverity.Warning : NotarySeverity.Error,
            Text(issue, "message") ?? throw issue.Wrong("message", "is missing."), Text(issue, "architecture"), Text(issue, "docUrl"));
    }

    private static string? Text(JsonMapping mapping, string name) =>
        mapping.TextIfThere(name, text => text.Length <= LongestText ? null : $"has more than {LongestText} characters.") is { Length: > 0 } value ? MarkdownText.Visible(value) : null;
}
