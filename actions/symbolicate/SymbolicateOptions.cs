using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.Symbolicate;

/// <summary>Inputs of symbolicate.</summary>
public sealed record SymbolicateOptions
{
    /// <summary>What crashed.</summary>
    [Input("crashes", "A minidump (.dmp), an error of JavaScript (.js-error.json, schema/js-error.schema.json), or a folder with such files, as crash-intake "
        + "keeps them; relative to the workspace.",
        Required = true)]
    public WorkspacePath Crashes { get; init; } = null!;

    /// <summary>An intake.</summary>
    [Inputs]
    public IntakeInputs Intake { get; init; } = new();

    /// <summary>Symbols at hand.</summary>
    [Input("symbols-folder", "Folder with symbols in Breakpad's layout (NAME/ID/NAME.sym); relative to the workspace.")]
    public WorkspacePath? SymbolsFolder { get; init; }

    /// <summary>Source maps at hand.</summary>
    [Input("source-maps-folder", "Folder with the source maps of the app's scripts; relative to the workspace.")]
    public WorkspacePath? SourceMapsFolder { get; init; }

    /// <summary>Symbols elsewhere.</summary>
    [Input("store", "Symbol store that upload-symbols filled, with the layout breakpad: a folder, s3://bucket/prefix?region=…, "
        + "az://account/container/prefix or gs://bucket/prefix. It is asked for what the folders don't have.")]
    public string? Store { get; init; }

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreLogin Login { get; init; } = new();

    /// <summary>Where symbols are kept.</summary>
    [Input("cache-folder", "Folder that keeps symbols as they are looked up in, and what came from the store; relative to the workspace. Kept between runs, it "
        + "spares both. Empty keeps nothing.")]
    public OutputPath? CacheFolder { get; init; }

    /// <summary>Where reports go.</summary>
    [Input("report-folder", "Folder for the reports, each named as its crash; relative to the workspace.", Default = "release/crashes")]
    public OutputPath ReportFolder { get; init; } = null!;

    /// <summary>Form of the reports.</summary>
    [Input("format", "Form of the reports: json (schema/crash-report.schema.json), markdown, stackwalk (what minidump_stackwalk -m writes), or all.",
        Default = "json")]
    public ReportFormat Format { get; init; }

    /// <summary>Issues.</summary>
    [Inputs]
    public IssueInputs Issues { get; init; } = new();

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents, one per line, that an event per crash is added to; relative to the workspace.",
        Default = "release/events.ndjson")]
    public OutputPath EventsFile { get; init; } = null!;
}

/// <summary>Forms of reports.</summary>
public enum ReportFormat
{
    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>For people.</summary>
    Markdown,

    /// <summary>The text of minidump_stackwalk -m; of minidumps alone.</summary>
    Stackwalk,

    /// <summary>Each of them.</summary>
    All,
}
