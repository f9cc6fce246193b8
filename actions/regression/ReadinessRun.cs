using UvRelease.Regression.Merging;
using UvRelease.Regression.Readying;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Runner;

namespace UvRelease.RegressionAction;

/// <summary>Makes the readiness document of a release, and says what it is worth now.</summary>
internal static class ReadinessRun
{
    /// <summary>Writes it beside the regression report, with the files that it is about.</summary>
    /// <returns>What it is worth now; null where nobody planned any.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the plan, or a file that it names, can't be read.</exception>
    public static EvidenceJudgement? Write(
        RegressionOptions options, StepContext context, MergedRuns merged, byte[] report, EvidenceSubject subject, CancellationToken cancellationToken)
    {
        bool isDefault = options.Readiness.Relative == ReadinessPlan.Name;
        if (isDefault && !Path.Exists(options.Readiness.FullPath))
            return null;
        ReadinessPlan plan = ReadinessPlan.Read(RegressionStep.Document(options.Readiness, "Correct 'readiness'."), options.Readiness.Relative);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { [ReadinessMaker.ReportFile] = report };
        foreach (string path in ReadinessMaker.FilesOf(plan))
        {
            byte[] bytes = RegressionStep.Document(context.Workspace.Resolve(path), $"{options.Readiness} names it. Correct the path, or add the file.");
            files[ReadinessMaker.Sources + path] = bytes;
            context.Workspace.Write(context.Workspace.Output($"{options.Evidence}/{ReadinessMaker.Sources}{path}"), bytes, cancellationToken);
        }

        ReadinessDocument document = ReadinessMaker.Make(plan, merged.Report, report, path => files[ReadinessMaker.Sources + path].ToArray());
        context.Workspace.Write(context.Workspace.Output($"{options.Evidence}/readiness.json"), ReadinessJson.Write(document), cancellationToken);
        EvidenceJudgement judgement = ReadinessJudge.Judge(document, subject, files, context.Time.GetUtcNow());
        context.Summary.Append($"### Readiness: {Word(judgement.State)}\n\n{MarkdownText.Inline(judgement.Reason)}\n\n");
        return judgement;
    }

    /// <summary>The word of a state: as outcomes of promote's gates.</summary>
    public static string Word(EvidenceState state) => state switch
    {
        EvidenceState.Holds => "pass",
        EvidenceState.Fails => "fail",
        EvidenceState.Expired => "expired",
        _ => "error",
    };
}
