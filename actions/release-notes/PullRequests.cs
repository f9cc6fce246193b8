using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
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
        Uri rest = Address(context, "GITHUB_API_URL") ?? new Uri("https://api.github.com");
        Uri endpoint = Address(context, "GITHUB_GRAPHQL_URL") ?? GraphQlOf(rest);
        using var api = new GitHubApi(rest, token.Reveal(), context.Time, context.Log);
        RangeFacts facts = await new RangeReader(api, endpoint, repository, context.Time).ReadAsync(RangeQuestions.Of(commits, rules), cancellationToken);
        if (facts.Gap is { } gap)
            context.Log.Warning($"Logins and pull requests were not all read, and the notes are written without the rest. {gap}");
        return facts;
    }

    // GitHub Enterprise Server has /api/v3 and /api/graphql.
    private static Uri GraphQlOf(Uri rest)
    {
        string address = rest.AbsoluteUri.TrimEnd('/');
        return new Uri((address.EndsWith("/api/v3", StringComparison.Ordinal) ? address[..^"/v3".Length] : address) + "/graphql");
    }

    private static Uri? Address(StepContext context, string name)
    {
        if (context.GitHub.Variables.GetValueOrDefault(name) is not { Length: > 0 } given)
            return null;
        return Uri.TryCreate(given, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http"
            ? uri
            : throw new ReleaseException(Fault.Environment, $"{name} is no address of http or https.");
    }
}
