using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.Promote;

/// <summary>Makes wishes of inputs.</summary>
internal static class PromoteRequests
{
    /// <summary>A halt, for which nothing is asked of anybody. Of inputs that mean nothing to it a word is said: it waits for no correction.</summary>
    public static HaltRequest Halt(PromoteOptions options, string app, StepContext context)
    {
        string[] ignored =
        [
            .. Meant(options).Append((Name: "approved-plan", IsGiven: options.ApprovedPlan is not null, IsTaken: false))
                .Where(input => input.IsGiven).Select(input => input.Name),
        ];
        if (ignored.Length > 0)
            context.Log.Info($"A halt offers the release to nobody at once, and does not look at: {string.Join(", ", ignored)}.");
        return new()
        {
            App = app,
            Channel = options.Channel!,
            Actor = Actor(context),
            Run = context.GitHub.RunUrl,
            Reason = options.Reason,
            DryRun = options.DryRun,
        };
    }

    /// <summary>Any other wish.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a channel that is none, or an input that the action does not take.</exception>
    public static ApprovedRequest Of(PromoteOptions options, PromoteProject project, StepContext context)
    {
        CheckInputs(options);
        ApprovedRequest request = options.Action switch
        {
            PromoteAction.Promote => Promote(options, project, context, fixesForward: false),
            PromoteAction.Rollback when options.Mode == RollbackMode.FixForward => Promote(options, project, context, fixesForward: true),
            PromoteAction.Rollback => new RollbackRequest
            {
                App = project.App,
                Channel = options.Channel!,
                Actor = Actor(context),
                Mode = options.Mode,
                Version = options.Release,
                Floor = project.DowngradeFloor,
            },
            PromoteAction.Widen => new WidenRequest { App = project.App, Channel = options.Channel!, Actor = Actor(context), Percent = options.Rollout ?? 0 },
            _ => new ResumeRequest { App = project.App, Channel = options.Channel!, Actor = Actor(context), Percent = options.Rollout },
        };
        MoveRules.CheckChannel(request.Channel, project.Channels);
        return request with
        {
            Run = context.GitHub.RunUrl,
            Reason = options.Reason,
            DryRun = options.DryRun,
            ApprovedPlan = options.ApprovedPlan,
            // Offering what was offered before to whoever lacks the halted release takes nothing from anybody.
            NeedsApprover = project.Reviewed.Contains(request.Channel, StringComparer.Ordinal)
                && request is not RollbackRequest { Mode: RollbackMode.Fallback },
        };
    }

    /// <summary>The error of a widening without a share: one that took the next step by itself would go further each time that a job is run again.</summary>
    public static async Task<ReleaseException> NoShareAsync(ChannelOverview overview, string channel, CancellationToken cancellationToken)
    {
        ChannelView view = (await overview.ReadAsync(cancellationToken)).First(view => view.Channel == channel);
        return view.Error ?? new ReleaseException(
            Fault.Input, $"Input 'rollout' is missing: a widening takes the percentage of clients that are to be offered the release. Next safe step on "
                + $"{channel}: {view.NextStep}.");
    }

    private static PromoteRequest Promote(PromoteOptions options, PromoteProject project, StepContext context, bool fixesForward) => new()
    {
        App = project.App,
        Channel = options.Channel!,
        Actor = Actor(context),
        Channels = project.Channels,
        From = options.From,
        Version = options.Release,
        Percent = options.Rollout ?? 100,
        Cohorts = options.Cohorts,
        BucketFeeds = project.Publish.FallbackFeeds,
        LegsAreListed = project.Publish.Legs.Count > 0,
        Emergency = options.Emergency,
        FixesForward = fixesForward,
    };

    // An input that changes nothing would let somebody believe that it did.
    internal static void CheckInputs(PromoteOptions options)
    {
        if (Array.Find(Meant(options), input => input.IsGiven && !input.IsTaken) is { Name: { } name })
            throw new ReleaseException(Fault.Input, $"Input '{name}' means nothing to {options.Action.ToString().ToLowerInvariant()}. Leave it out.");
    }

    private static (string Name, bool IsGiven, bool IsTaken)[] Meant(PromoteOptions options)
    {
        bool promotes = options.Action == PromoteAction.Promote || options is { Action: PromoteAction.Rollback, Mode: RollbackMode.FixForward };
        return
        [
            ("from", options.From is not null, promotes),
            ("release", options.Release is not null, promotes || options is { Action: PromoteAction.Rollback, Mode: RollbackMode.Downgrade }),
            ("rollout", options.Rollout is not null, promotes || options.Action is PromoteAction.Widen or PromoteAction.Resume),
            ("cohorts", options.Cohorts.Count > 0, promotes),
            ("emergency", options.Emergency, promotes),
            ("mode", options.Mode != RollbackMode.Fallback, options.Action == PromoteAction.Rollback),
        ];
    }

    private static string Actor(StepContext context) => context.GitHub.Actor ?? "local";
}
