using System.Globalization;
using UvRelease.Channels.Promotion;
using UvRelease.GitHub;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.Promote;

/// <summary>GitHub, as far as this run may ask it; nothing is asked before somebody wants to know.</summary>
internal sealed class RunFactSource : IDisposable
{
    private const string Permissions = "actions: read, checks: read, statuses: read, issues: read";
    private readonly StepContext context;
    private readonly GitHubApi? github;

    public RunFactSource(Secret? token, StepContext context)
    {
        this.context = context;
        string? run = context.GitHub.Variables.GetValueOrDefault("GITHUB_RUN_ID");
        Run = long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;
        if (token is null || context.GitHub.Repository is not { } repository)
            return;
        github = new GitHubApi(GitHubSettings.Brief(GitHubAddress.Of(context.GitHub.Variables), token.Reveal(), Permissions, context.Time, context.Log));
        Facts = new FactReader(github, repository);
    }

    /// <summary>The repository; null without a token or outside of one.</summary>
    public FactReader? Facts { get; }

    /// <summary>Number of the run; null outside of one.</summary>
    public long? Run { get; }

    /// <summary>Who approved this run; null where nobody must, and outside of a run.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the token is missing; <see cref="Fault.Environment"/>: GitHub can't be asked.</exception>
    public async Task<RunApprovals?> ApprovalsAsync(ApprovedRequest request, string environment, CancellationToken cancellationToken)
    {
        bool isNeeded = request.NeedsApprover || request is PromoteRequest { Emergency: true };
        if (request.DryRun || !isNeeded || Run is not { } id || context.GitHub.Repository is null)
            return null;
        if (Facts is null)
        {
            throw new ReleaseException(
                Fault.Input,
                $"{request.Channel} needs an approval that GitHub is asked for, and 'github-token' is missing. Pass ${{{{ github.token }}}}; the job needs "
                + "permissions: actions: read.");
        }

        IEnumerable<string> starters = new[] { context.GitHub.Actor, context.GitHub.Variables.GetValueOrDefault("GITHUB_TRIGGERING_ACTOR") }.OfType<string>();
        return await RunApprovals.ReadAsync(Facts, id, environment, starters, cancellationToken);
    }

    public void Dispose() => github?.Dispose();
}
