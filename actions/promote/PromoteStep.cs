using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.Promote;

/// <summary>Moves a channel: promote, widen, halt, resume, rollback; or says where all stand.</summary>
public sealed class PromoteStep : IStep<PromoteOptions>
{
    private static readonly Output Outcome = new("outcome", "done, already-done or planned; status; of guard, the first that is true of a channel: halted, "
        + "would-halt (a dry run), error (its log can't be read, or it can't be halted), accepted "
        + "(it must stop, and somebody resumed it who knows), unknown or healthy.");
    private static readonly Output Version = new("version", "Version that the channel serves; for status, empty.");
    private static readonly Output ReleaseDigest = new("release-digest", "SHA-256 of that sealed release: its identity.");
    private static readonly Output Generation = new("generation", "Number of the channel's newest log entry; for a dry run, of the entry that it would make.");
    private static readonly Output Plan = new("plan", "Path of the plan, relative to the workspace; empty if none was written.");
    private static readonly Output PlanDigest = new("plan-digest", "SHA-256 of the plan, for approved-plan; empty if everything was done already.");
    private static readonly Output Plot = new("plot", "Path of the picture of the counts, relative to the workspace; empty if none was drawn.");
    private static readonly Output Halted = new(
        "halted", "Channels that guard halted, one per line; not those that it would halt, or that are halted already.");
    private static readonly Output Status = new("status", "Where every channel stands and what is safe to do next, one line each; for status alone.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "promote",
        "Moves what a channel serves: promotes a release to the next channel, widens, halts, resumes, rolls back, or says where all stand. Copies no byte.",
        Outcome, Version, ReleaseDigest, Generation, Plan, PlanDigest, Plot, Halted, Status);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(PromoteOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (options.Action is PromoteAction.Status or PromoteAction.Guard)
            PromoteRequests.CheckInputs(options);
        if (options.Action == PromoteAction.Status)
            return await StatusAsync(options, context, cancellationToken);
        if (options.Action == PromoteAction.Guard)
            return await GuardAsync(options, context, cancellationToken);
        string channel = options.Channel ?? throw new ReleaseException(Fault.Input, "Input 'channel' is missing. Name the channel that changes.");
        if (options.Action == PromoteAction.Halt)
        {
            // Nothing is tried, asked or read first that could keep clients waiting.
            using IStore halted = await options.Access.OpenExistingAsync(options.Store, context, writes: !options.DryRun, cancellationToken, isUrgent: true);
            PromoteProject? known = PromoteProject.ReadToHalt(options, channel, context.Log);
            if (known is not null)
                await known.CheckHaltedAsync(channel, halted, cancellationToken);
            string app = known?.App ?? await PromoteProject.AppToHaltAsync(options, channel, halted, cancellationToken);
            MoveSettings urgent = options.Access.MoveSettings(context, known?.Publish, known?.Channels ?? []);
            return await MoveAsync(PromoteRequests.Halt(options, app, context), null, halted, urgent, options, context, [], cancellationToken);
        }

        context.Workspace.Prove(options.PlanFile);
        context.Workspace.Prove(options.PlotFile);
        context.Workspace.Prove(options.EventsFile);
        var project = PromoteProject.Read(options);
        ApprovedRequest request = PromoteRequests.Of(options, project, context);
        PromotionRules.Check(request);
        using var github = new RunFactSource(options.GitHubToken, context);
        request = request with { Approvals = await github.ApprovalsAsync(request, options.Environment ?? channel, cancellationToken) };
        using IStore store = await options.Access.OpenExistingAsync(options.Store, context, writes: !options.DryRun, cancellationToken);
        if (options is { Action: PromoteAction.Widen, Rollout: null })
            throw await PromoteRequests.NoShareAsync(Overview(store, project, context), channel, cancellationToken);
        string[] counted = [(request as PromoteRequest)?.Source ?? channel, channel];
        IHealthSource? health = options.Gates.Health(project.Promote.Health, counted, options.Access.Login, context);
        MoveSettings settings = options.Access.MoveSettings(context, project.Publish, project.Channels);
        var gates = new ConfiguredGates(project.Promote, options.Gates.Sources(store, settings, github.Facts, github.Run, health, context.Workspace))
        {
            Repository = context.GitHub.Repository ?? "",
            Actor = request.Actor,
            Environment = options.Environment,
            Waivers = options.Gates.Waivers(),
            IsPlan = options.DryRun,
        };
        return await MoveAsync(request, gates, store, settings, options, context, project.Channels, cancellationToken);
    }

    private static async Task<StepResult> StatusAsync(PromoteOptions options, StepContext context, CancellationToken cancellationToken)
    {
        var project = PromoteProject.Read(options);
        if (options.Channel is { } known)
            MoveRules.CheckChannel(known, project.Channels);
        using IStore store = await options.Access.OpenExistingAsync(options.Store, context, writes: false, cancellationToken);
        IReadOnlyList<ChannelView> views = await Overview(store, project, context).ReadAsync(cancellationToken);
        if (options.Channel is { } channel)
            views = [.. views.Where(view => view.Channel == channel)];
        string[] lines = [.. StatusReport.Lines(views)];
        foreach (string line in lines)
            context.Log.Info(line);
        context.Summary.Append(StatusReport.Table(project.App, views));
        if (views.Select(view => view.Error).FirstOrDefault(error => error is not null) is { } unread)
            throw unread;
        return new StepResult.Done([Outcome.Is("status"), Status.Is(string.Join('\n', lines))]);
    }

    private static ChannelOverview Overview(IStore store, PromoteProject project, StepContext context) =>
        new(store, project.App, project.Channels) { Configuration = project.Promote, Time = context.Time };

    private static async Task<StepResult> GuardAsync(PromoteOptions options, StepContext context, CancellationToken cancellationToken)
    {
        var project = PromoteProject.Read(options);
        if (options.Channel is { } one)
            MoveRules.CheckChannel(one, project.Channels);
        using IStore store = await options.Access.OpenExistingAsync(options.Store, context, writes: !options.DryRun, cancellationToken);
        var guard = new GuardRun(options, project, store, context);
        IReadOnlyList<GuardFinding> findings = await guard.RunAsync(options.Channel is { } channel ? [channel] : project.Channels, cancellationToken);
        string[] halted = [.. findings.Where(finding => finding.Outcome == GuardOutcome.Halted && !options.DryRun).Select(finding => finding.Channel)];
        if (halted.Length > 0)
            await MoveFiles.WriteBoardAsync(store, project.App, project.Channels, context, cancellationToken);
        OutputValue[] outputs = [Outcome.Is(GuardRun.Word(findings)), Halted.Is(string.Join('\n', halted))];
        return guard.Error is { } error
            ? new StepResult.Failed(error, outputs)
            : new StepResult.Done(outputs) { StandsWithoutOutputs = halted.Length > 0 };
    }

    private static async Task<StepResult> MoveAsync(
        MoveRequest request, IGatekeeper? keeper, IStore store, MoveSettings settings, PromoteOptions options, StepContext context,
        IReadOnlyList<string> boardOf, CancellationToken cancellationToken)
    {
        var telemetry = new PromoteTelemetry(request, context.Time);
        telemetry.Move.Opened(store);
        var promoter = new Promoter(store, settings with { VerifyFailures = telemetry.Move.VerifyFailures }, keeper);
        try
        {
            PromotionOutcome outcome = await promoter.RunAsync(request, cancellationToken);
            telemetry.Ended(outcome);
            if (outcome.Move.Result != MoveResult.Planned && boardOf.Count > 0)
                await MoveFiles.WriteBoardAsync(store, request.App, boardOf, context, cancellationToken);
            await ReportAsync(telemetry.Event(promoter.Verdict, null), options, context);
            // A halt is done, whether or not its plan finds room on this machine.
            MovePlan? written = request is HaltRequest { DryRun: false } ? null : outcome.Move.Plan;
            if (written is not null)
                MoveFiles.WritePlan(outcome.Move, written, options.PlanFile, context);
            context.Summary.Append(PromoteSummary.Of(request, outcome, promoter.Verdict));
            string sentence = PromoteSummary.Sentence(request, outcome);
            if (PromoteSummary.IsHaltedSince(request, outcome.Move))
                context.Log.Warning(sentence);
            else
                context.Log.Info(sentence);
            foreach (PassageFinding finding in promoter.Verdict?.Cautions ?? [])
                context.Log.Warning($"{finding.Gate} ({finding.Outcome}): {finding.Why}");
            bool hasPlot = WritePlot(promoter.Verdict, options, context);
            return new StepResult.Done([.. Outputs(options, outcome.Move, written is not null), Plot.Is(hasPlot ? options.PlotFile.Relative : "")])
            {
                StandsWithoutOutputs = request is HaltRequest { DryRun: false },
            };
        }
        catch (ReleaseException e)
        {
            context.Summary.Append(PromoteSummary.Refused(request, promoter.Verdict, e));
            WritePlot(promoter.Verdict, options, context);
            await ReportAsync(telemetry.Event(promoter.Verdict, e), options, context);
            throw;
        }
    }

    // A picture informs; without it the move stays what it is.
    private static bool WritePlot(GateVerdict? verdict, PromoteOptions options, StepContext context)
    {
        if (verdict?.Health is not { } health)
            return false;
        try
        {
            context.Workspace.Write(options.PlotFile, CrashFreePlot.Draw(health), CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Log.Warning($"'{options.PlotFile}' can't be written: {e.Message}");
            return false;
        }
    }

    private static OutputValue[] Outputs(PromoteOptions options, MoveOutcome move, bool hasPlan)
    {
        var status = move.Plan?.Status ?? move.After!.Entry.Status;
        return
        [
            Outcome.Is(move.Result switch { MoveResult.Committed => "done", MoveResult.Planned => "planned", _ => "already-done" }),
            Version.Is(status.Current.Version),
            ReleaseDigest.Is(status.Current.Digest),
            Generation.Is($"{(move.Result == MoveResult.Planned ? move.Plan!.Generation : move.After!.Entry.Generation)}"),
            Plan.Is(hasPlan ? options.PlanFile.Relative : ""),
            PlanDigest.Is(move.Plan?.Digest ?? ""),
        ];
    }

    private static Task ReportAsync(StepEvent happened, PromoteOptions options, StepContext context)
    {
        context.Workspace.Wrote(options.EventsFile);
        return context.Events.ReportAsync(happened, options.EventsFile);
    }
}
