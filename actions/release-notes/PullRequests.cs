using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>Asks GitHub what git does not know. Called with a token alone: loading what a connection needs takes longer than short notes.</summary>
internal static class PullRequests
{
    public static async Task<RangeFacts> AskAsync(Secret token, IReadOnlyList<Commit> commits, ChangeRules rules, StepContext context, CancellationToken cancellationToken)
    {
        string repository = context.GitHub.Repository
            ?? throw new ReleaseException(Fault.Environment, "GITHUB_REPOSITORY is missing, so nobody knows where to ask with 'github-token'. It is set inside GitHub Actions; elsewhere set it to owner/name.");
        var address = GitHubAddress.Of(context.GitHub.Variables);
        using var api = new GitHubApi(GitHubSettings.Brief(address, token.Reveal(), ChangeReader.Permissions, context.Time, context.Log));
        RangeFacts facts = await new RangeReader(api, repository, context.Time).ReadAsync(RangeQuestions.Of(commits, rules), cancellationToken);
        if (facts.Gap is { } gap)
            context.Log.Warning($"Logins and pull requests were not all read, and the notes are written without the rest. {gap}");
        return facts;
    }
}
