using System.Text.Json.Serialization;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;

namespace UvRelease.Changelog.Check;

/// <summary>A check's result as JSON; the format is published as schema/check.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <c>uv-release/check/1</c>.</param>
/// <param name="Source">Where the change was read.</param>
/// <param name="PullRequest">Number of the pull request, or null.</param>
/// <param name="Title">Title as it is; null where there is no pull request. Text of a stranger, not escaped.</param>
/// <param name="CorrectedTitle">The title to paste, or null.</param>
/// <param name="Breaking">True when something says that the change breaks something.</param>
/// <param name="Valid">True when there is no error.</param>
/// <param name="Errors">Number of errors.</param>
/// <param name="Warnings">Number of warnings.</param>
/// <param name="Commits">How many commits were read.</param>
/// <param name="Findings">Everything that was found: errors first.</param>
/// <param name="Gaps">What could not be read: sentences.</param>
public sealed record CheckDocument(
    string Schema,
    ChangeSource Source,
    int? PullRequest,
    string? Title,
    string? CorrectedTitle,
    bool Breaking,
    bool Valid,
    int Errors,
    int Warnings,
    int Commits,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Gaps)
{
    /// <summary>Makes the document of a result.</summary>
    public static CheckDocument Of(CheckResult result) => new(
        "uv-release/check/1", result.Change.Source, result.Change.PullRequest, result.Change.Title, result.CorrectedTitle, result.IsBreaking,
        result.Errors == 0, result.Errors, result.Warnings, result.Change.Commits.Count, result.Findings, result.Change.Gaps);
}

/// <summary>Writes <see cref="CheckDocument"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckDocument))]
public sealed partial class CheckJson : JsonSerializerContext
{
    /// <summary>Writes a result, indented, with a line end at the end.</summary>
    public static string Write(CheckResult result) => System.Text.Json.JsonSerializer.Serialize(Check.CheckDocument.Of(result), Default.CheckDocument) + "\n";
}
