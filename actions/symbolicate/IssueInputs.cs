using UvRelease.Runner;

namespace UvRelease.Symbolicate;

/// <summary>Inputs that open issues.</summary>
public sealed record IssueInputs
{
    /// <summary>Whether issues are opened.</summary>
    [Input("open-issues", "true opens a GitHub issue for each signature that has none yet, open or closed; the job needs permissions: issues: write.",
        Default = "false")]
    public bool Open { get; init; }

    /// <summary>The label.</summary>
    [Input("issue-label", "Label of these issues: by it they are found again.", Default = "crash")]
    public string Label { get; init; } = "";

    /// <summary>The token.</summary>
    [Input("github-token", "Token that opens issues.")]
    public Secret? Token { get; init; }
}
