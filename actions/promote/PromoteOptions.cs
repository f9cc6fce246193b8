using UvRelease.Channels.Logs;
using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.Promote;

/// <summary>What is to be done with a channel.</summary>
public enum PromoteAction
{
    /// <summary>A release comes from the channel before.</summary>
    Promote,

    /// <summary>More clients are offered the release.</summary>
    Widen,

    /// <summary>Nothing is offered any more.</summary>
    Halt,

    /// <summary>The halted release is offered again.</summary>
    Resume,

    /// <summary>The channel goes back from a halted release.</summary>
    Rollback,

    /// <summary>Says where everything stands.</summary>
    Status,

    /// <summary>Halts what crashes too often.</summary>
    Guard,
}

/// <summary>Inputs of promote.</summary>
public sealed record PromoteOptions : IForgivingOptions
{
    // What a halt reads nothing of. A form that starts any move gives all of them.
    private static readonly string[] Unneeded =
    [
        "from", "release", "rollout", "cohorts", "mode", "emergency", "github-token", "environment", "sentry-token", "evidence", "approved-plan", "plan-file",
        "plot-file", "events-file", "visible-within",
    ];

    /// <summary>What is to be done.</summary>
    [Input("action", "What to do: promote, widen, halt, resume, rollback, status, or guard, which halts releases that crash too often.", Required = true)]
    public PromoteAction Action { get; init; }

    /// <summary>The channel.</summary>
    [Input("channel", "Channel that changes: for promote, the one that the release goes to. Empty takes all for status and guard.")]
    public string? Channel { get; init; }

    /// <summary>Where the release comes from.</summary>
    [Input("from", "Channel that the release comes from. Empty takes the one before in changelog.channels; any other needs emergency.")]
    public string? From { get; init; }

    /// <summary>The release.</summary>
    [Input("release", "Version to promote, or to go back to. Empty takes what 'from' serves now; for a downgrade, the last version that reached everybody.")]
    public string? Release { get; init; }

    /// <summary>Share of clients.</summary>
    [Input(
        "rollout",
        "Percentage of clients that are offered the release: a whole number from 0 to 100. For promote, empty takes 100; for "
        + "resume, the share at which it was halted; widen takes no default.")]
    public int? Rollout { get; init; }

    /// <summary>Cohorts that get it all.</summary>
    [Input("cohorts", "Cohorts that a promoted release is offered to whatever the percentage, one per line; each has its own feeds.")]
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>The way back.</summary>
    [Input(
        "mode",
        "Way back for rollback: fallback offers the last version that reached everybody to whoever lacks the halted one, fix-forward promotes a higher "
        + "version, downgrade offers an earlier one to clients that opted in (promote.downgrade-floor).",
        Default = "fallback")]
    public RollbackMode Mode { get; init; }

    /// <summary>Whether channels may be skipped.</summary>
    [Input(
        "emergency",
        "true lets promote and fix-forward skip channels. Needs a reason, and two people who approve two environments of the run.",
        Default = "false")]
    public bool Emergency { get; init; }

    /// <summary>Why.</summary>
    [Input("reason", "Why, in your words: the log and the release board keep it.")]
    public string? Reason { get; init; }

    /// <summary>The app's store.</summary>
    [Inputs]
    public AppStore Store { get; init; } = new();

    /// <summary>Token that asks GitHub.</summary>
    [Input(
        "github-token",
        "Token that asks GitHub who approved the run, and what gates want to know; the job needs permissions: actions: read, checks: read, "
        + "statuses: read, issues: read.")]
    public Secret? GitHubToken { get; init; }

    /// <summary>Environment whose reviewers count.</summary>
    [Input(
        "environment",
        "Environment of this job, whose reviewers' approvals count; in an emergency those of the one with the same name and -second as well. Empty takes the "
        + "channel's name.")]
    public string? Environment { get; init; }

    /// <summary>What gates look at.</summary>
    [Inputs]
    public GateInputs Gates { get; init; } = new();

    /// <summary>Whether it is planned only.</summary>
    [Input("dry-run", "true makes a plan, and writes nothing to the store.", Default = "false")]
    public bool DryRun { get; init; }

    /// <summary>The plan that was approved.</summary>
    [Input("approved-plan", "Output 'plan-digest' of the dry run that was approved. Any other plan is refused.")]
    public string? ApprovedPlan { get; init; }

    /// <summary>File of the plan.</summary>
    [Input("plan-file", "File to write the plan to, relative to the workspace.", Default = "release/promote-plan.json")]
    public OutputPath PlanFile { get; init; } = null!;

    /// <summary>File of the picture.</summary>
    [Input(
        "plot-file",
        "File to write the picture of the counts to, where gates looked at any: the shares of devices that did not crash, as SVG; relative to the workspace.",
        Default = "release/crash-free.svg")]
    public OutputPath PlotFile { get; init; } = null!;

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreAccess Access { get; init; } = new();

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents, one per line, that the event is added to; relative to the workspace.", Default = "release/events.ndjson")]
    public OutputPath EventsFile { get; init; } = null!;

    /// <inheritdoc/>
    public bool TakesAnyText(string input) => Action == PromoteAction.Halt && input == "reason";

    /// <inheritdoc/>
    public bool Needs(string input) => Action != PromoteAction.Halt || !Unneeded.Contains(input, StringComparer.Ordinal);
}
