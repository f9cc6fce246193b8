using System.Globalization;

namespace UvRelease.Runner;

/// <summary>How much an annotation matters.</summary>
public enum Severity
{
    /// <summary>Something to know.</summary>
    Notice,

    /// <summary>Something that may be wrong.</summary>
    Warning,

    /// <summary>Something that is wrong.</summary>
    Error,
}

/// <summary>A place in a file of the workspace.</summary>
/// <param name="File">Path relative to the workspace's root.</param>
/// <param name="Line">First line, from 1.</param>
/// <param name="EndLine">Last line.</param>
/// <param name="Column">First column, from 1; the runner takes columns only when the place is one line.</param>
/// <param name="EndColumn">Last column.</param>
public sealed record Location(string File, int? Line = null, int? EndLine = null, int? Column = null, int? EndColumn = null)
{
    /// <inheritdoc/>
    public override string ToString() => Line is null ? File : Column is null ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
}

/// <summary>A finding that GitHub shows beside the code and at the top of the run.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">Sentences; GitHub cuts them at 4,096 characters.</param>
/// <param name="At">Where, or null.</param>
/// <param name="Title">A heading, or null.</param>
public sealed record Annotation(Severity Severity, string Message, Location? At = null, string? Title = null)
{
    /// <summary>Lower-case name, as commands and tables have it.</summary>
    public string Kind => Severity.ToString().ToLowerInvariant();

    /// <summary>The workflow command that shows it, properties in the order of @actions/core (utils.ts: toCommandProperties).</summary>
    public string ToCommand() => WorkflowCommand.Format(
        Kind,
        Message,
        ("title", Title),
        ("file", At?.File),
        ("line", Number(At?.Line)),
        ("endLine", Number(At?.EndLine)),
        ("col", Number(At?.Column)),
        ("endColumn", Number(At?.EndColumn)));

    /// <summary>One line for a reader.</summary>
    public override string ToString() => $"{Kind}: {(At is null ? "" : At + ": ")}{(Title is null ? "" : Title + ": ")}{Message}";

    private static string? Number(int? value) => value is 0 ? null : value?.ToString(CultureInfo.InvariantCulture);
}
