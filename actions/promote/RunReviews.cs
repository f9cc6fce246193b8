using System.Globalization;
using UvRelease.Channels.Promotion;
using UvRelease.GitHub;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.Promote;

/// <summary>Who approved this run, as GitHub says.</summary>
internal static class RunReviews
{
    private const string Permissions = "actions: read";

    /// <summary>Asks GitHub where somebody must have approved; null where nobody must, and outside of a run.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the token is missing; <see cref="Fault.Environment"/>: GitHub can't be asked.</exception>
    public static async Task<RunApprovals?> ReadAsync(
        ApprovedRequest request, PromoteOptions options, StepContext context, CancellationToken cancellationToken)
    {
        bool isNeeded = request.NeedsApprover || request is PromoteRequest { Emergency: true };
        string? run = context.GitHub.Variables.GetValueOrDefault("GITHUB_RUN_ID");
        if (request.DryRun || !isNeeded || context.GitHub.Repository is not { } repository
            || !long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
            return null;
        string token = options.GitHubToken?.Reveal() ?? throw new ReleaseException(
            Fault.Input,
            $"{request.Channel} needs an approval that GitHub is asked for, and 'github-token' is missing. Pass ${{{{ github.token }}}}; the job needs "
            + $"permissions: {Permissions}.");
        using var github = new GitHubApi(
            GitHubSettings.Brief(GitHubAddress.Of(context.GitHub.Variables), token, Permissions, context.Time, context.Log));
        IEnumerable<string> starters = new[] { context.GitHub.Actor, context.GitHub.Variables.GetValueOrDefault("GITHUB_TRIGGERING_ACTOR") }.OfType<string>();
        return await RunApprovals.ReadAsync(new FactReader(github, repository), id, starters, cancellationToken);
    }
}
