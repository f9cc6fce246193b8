using System.Text;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>
/// The runner keeps ten annotations of a kind and drops the rest (actions/runner ExecutionContext.AddIssue). Nine are shown as they come;
/// when more than ten came, the summary gets a table of them all, and the log the rest as lines.
/// </summary>
internal sealed class AnnotationLimit(Log log)
{
    private const int ShownAtOnce = 9;
    private readonly List<Annotation> all = [];
    private readonly int[] counts = new int[3];
    private readonly Lock gate = new();

    public void Add(Annotation annotation)
    {
        lock (gate)
        {
            all.Add(annotation);
            if (++counts[(int)annotation.Severity] <= ShownAtOnce)
                log.WriteAnnotation(annotation);
        }
    }

    /// <summary>Shows what is left when the step ends.</summary>
    public void Finish(StepSummary summary)
    {
        lock (gate)
        {
            foreach (Severity severity in (ReadOnlySpan<Severity>)[Severity.Error, Severity.Warning, Severity.Notice])
            {
                List<Annotation> kind = all.FindAll(annotation => annotation.Severity == severity);
                if (kind.Count == ShownAtOnce + 1)
                    log.WriteAnnotation(kind[ShownAtOnce]);
                if (kind.Count <= ShownAtOnce + 1)
                    continue;
                log.Info(string.Join('\n', kind[ShownAtOnce..]));
                summary.Append(Table(severity, kind));
            }

            all.Clear();
            Array.Clear(counts);
        }
    }

    private static string Table(Severity severity, List<Annotation> annotations)
    {
        var text = new StringBuilder($"### {annotations.Count} {severity.ToString().ToLowerInvariant()}s\n\n| where | what |\n| --- | --- |\n");
        foreach (Annotation annotation in annotations)
            text.Append($"| {MarkdownText.Cell(annotation.At?.ToString() ?? "")} | "
                + $"{MarkdownText.Cell((annotation.Title is null ? "" : annotation.Title + ": ") + annotation.Message)} |\n");
        return text.ToString();
    }
}
