using System.Globalization;
using System.Text;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.Promote;

/// <summary>The guard over channels, and what it reports: the event uv.release.guard for each of them.</summary>
internal sealed class GuardRun(PromoteOptions options, PromoteProject project, IStore store, StepContext context)
{
    private const string Healthy = "healthy";
    private static readonly string[] Words = ["halted", "would-halt", "error", "accepted", "unknown", Healthy, "nothing"];

    /// <summary>The first channel's error: one that can't be read or halted keeps no other from being looked at. Null where all could.</summary>
    public ReleaseException? Error { get; private set; }

    /// <summary>Looks at each channel.</summary>
    public async Task<IReadOnlyList<GuardFinding>> RunAsync(IReadOnlyList<string> channels, CancellationToken cancellationToken)
    {
        var guard = new ChannelGuard(store, options.Access.MoveSettings(context, project.Publish, project.Channels), project.Promote);
        var findings = new List<GuardFinding>();
        foreach (string channel in channels)
        {
            GuardFinding finding = await LookAsync(guard, channel, cancellationToken);
            string sentence = $"{channel}: {Word(finding)}. {finding.Reason}";
            if (finding.Outcome is GuardOutcome.Halted or GuardOutcome.Accepted or GuardOutcome.Unknown or GuardOutcome.Error)
                context.Log.Warning(sentence);
            else
                context.Log.Info(sentence);
            await ReportAsync(Event(finding));
            findings.Add(finding);
        }

        context.Summary.Append(Table(findings));
        return findings;
    }

    private async Task<GuardFinding> LookAsync(ChannelGuard guard, string channel, CancellationToken cancellationToken)
    {
        var request = new HaltRequest
        {
            App = project.App,
            Channel = channel,
            Actor = context.GitHub.Actor ?? "guard",
            Run = context.GitHub.RunUrl,
            DryRun = options.DryRun,
        };
        var telemetry = new PromoteTelemetry(request, context.Time);
        telemetry.Move.Opened(store);
        try
        {
            IHealthSource? health = options.Gates.Health(project.Promote.Health, [channel], options.Access.Login, context);
            GuardFinding finding = await guard.RunAsync(request, health, cancellationToken);
            if (finding.Halt is not { } halt)
                return finding;
            telemetry.Ended(halt);
            await ReportAsync(telemetry.Event(verdict: null, error: null));
            return finding;
        }
        catch (Exception e) when (e is ReleaseException or IOException or UnauthorizedAccessException)
        {
            var error = e as ReleaseException ?? new ReleaseException(e is NoRegularFileException ? Fault.Input : Fault.Environment, e.Message, e);
            Error ??= error;
            return new GuardFinding(channel, null, GuardOutcome.Error, error.Message, null, null);
        }
    }

    private Task ReportAsync(StepEvent happened)
    {
        context.Workspace.Wrote(options.EventsFile);
        return context.Events.ReportAsync(happened, options.EventsFile);
    }

    private StepEvent Event(GuardFinding finding) => new(
        "uv.release.guard",
        $"{finding.Channel}/{finding.Head?.Status.Current.Version ?? "nothing"}",
        $"{finding.Channel}:{finding.Head?.Generation ?? 0}:{Word(finding)}",
        finding.Outcome is GuardOutcome.Halted or GuardOutcome.Error,
        [
            ("uv.release.action", "guard"),
            ("uv.release.outcome", Word(finding)),
            ("uv.release.app", project.App),
            ("uv.release.channel", finding.Channel),
            ("uv.release.version", finding.Head?.Status.Current.Version),
            ("uv.release.digest", finding.Head?.Status.Current.Digest),
            ("uv.release.generation.to", finding.Halt?.Move.After?.Entry.Generation ?? finding.Head?.Generation ?? 0),
            ("uv.release.guard.reason", finding.Reason),
            ("uv.release.guard.evidence", finding.Judgement?.Evidence?.ToString("0.###", CultureInfo.InvariantCulture)),
            ("uv.release.guard.page", finding.Judgement?.Page),
            ("uv.release.dry_run", options.DryRun),
        ]);

    private static string Table(IReadOnlyList<GuardFinding> findings)
    {
        var text = new StringBuilder("### Guard\n\n| channel | version | found | why |\n| --- | --- | --- | --- |\n");
        foreach (GuardFinding finding in findings)
        {
            text.Append($"| {finding.Channel} | {finding.Head?.Status.Current.Version ?? "–"} | {Word(finding)} | ")
                .Append($"{MarkdownText.Inline(finding.Reason).Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return text.ToString();
    }

    /// <summary>What was found of a channel, or of all: the worst.</summary>
    public static string Word(params IReadOnlyList<GuardFinding> findings) =>
        Array.Find(Words, word => findings.Any(finding => Word(finding) == word)) ?? Healthy;

    private static string Word(GuardFinding finding) => finding switch
    {
        { Halt.Move.Result: MoveResult.Planned } => "would-halt",
        { Outcome: GuardOutcome.Stopped } => "halted",
        _ => finding.Outcome.ToString().ToLowerInvariant(),
    };
}
