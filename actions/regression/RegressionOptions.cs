using UvRelease.Regression.Matrices;
using UvRelease.Regression.Readying;
using UvRelease.Runner;

namespace UvRelease.RegressionAction;

/// <summary>What is to be done.</summary>
public enum RegressionCommand
{
    /// <summary>A profile is run on this machine.</summary>
    Run,

    /// <summary>Reports of all machines become evidence.</summary>
    Merge,

    /// <summary>The reference system's matrix becomes one of ours.</summary>
    Convert,
}

/// <summary>Inputs of regression.</summary>
public sealed record RegressionOptions
{
    /// <summary>What is to be done.</summary>
    [Input(
        "command",
        "What to do: run a profile on this machine, merge the reports of all machines into evidence, or convert a matrix of the reference system (JSON).",
        Required = true)]
    public RegressionCommand Command { get; init; }

    /// <summary>The profile.</summary>
    [Input("profile", "Profile of the matrix, such as fast or full.", Default = "full")]
    public string Profile { get; init; } = "";

    /// <summary>The matrix.</summary>
    [Input("matrix", "The matrix, relative to the workspace; convert writes it.", Default = RegressionMatrix.Name)]
    public WorkspacePath Matrix { get; init; } = null!;

    /// <summary>Which machine this is.</summary>
    [Input("device", "Id of the machine that run runs on, of the matrix' devices. Empty where the profile names none.")]
    public string? Device { get; init; }

    /// <summary>The seed.</summary>
    [Input("seed", "Number that scenarios get as UV_SEED: 0 to 2147483647. Empty takes one from the commit, so that a run of it repeats.")]
    public int? Seed { get; init; }

    /// <summary>Where reports are.</summary>
    [Input(
        "report-folder",
        "Folder of reports, relative to the workspace: run makes a folder for its machine in it, and merge reads every regression-run.json below it.",
        Default = "regression")]
    public OutputPath ReportFolder { get; init; } = null!;

    /// <summary>Version of the release.</summary>
    [Input("version", "Version of the release that is tried. Empty tries a commit alone, which is no evidence for a promotion.")]
    public string? Version { get; init; }

    /// <summary>Digest of the release.</summary>
    [Input("release-digest", "Digest of that release: output 'release-digest' of publish and promote. Needed where 'version' is given.")]
    public string? ReleaseDigest { get; init; }

    /// <summary>The commit.</summary>
    [Input("commit", "Full id of the commit that is tried. Empty takes the commit of the run.")]
    public string? Commit { get; init; }

    /// <summary>The repository.</summary>
    [Input("repository", "Repository that is tried: owner/name. Empty takes that of the run.")]
    public string? Repository { get; init; }

    /// <summary>How long it holds.</summary>
    [Input("valid-for", "How long the evidence of merge holds, from when the first machine began.", Default = "14d")]
    public TimeSpan ValidFor { get; init; }

    /// <summary>Folder of evidence.</summary>
    [Input("evidence", "Folder that merge writes regression.json and readiness.json to, for promote's input of that name; relative to the workspace.",
        Default = ".github/evidence")]
    public OutputPath Evidence { get; init; } = null!;

    /// <summary>What makes a release ready.</summary>
    [Input("readiness", "What makes a release ready, relative to the workspace: merge makes readiness.json of it. If the default is missing, none is made.",
        Default = ReadinessPlan.Name)]
    public WorkspacePath Readiness { get; init; } = null!;

    /// <summary>Matrix to convert.</summary>
    [Input("reference", "Matrix of the reference system that convert reads (workflow-regression-matrix.json), relative to the workspace.")]
    public WorkspacePath? Reference { get; init; }

    /// <summary>Id of the app.</summary>
    [Input("app", "Id of the app that convert writes into the matrix, which the reference system's lacks.")]
    public string? App { get; init; }
}
