using UvRelease.Releases;

namespace UvRelease.Changelog.GitHub;

/// <summary>Where GitHub is asked, and for whom. Nothing is checked before it is used.</summary>
/// <param name="token">Token that may read the repository and its pull requests.</param>
/// <param name="repository">owner/name, as GITHUB_REPOSITORY has it; null where nobody said.</param>
/// <param name="apiUrl">Address of the REST API, as GITHUB_API_URL has it; null or empty for github.com's.</param>
/// <param name="graphQlUrl">Address of the GraphQL API, as GITHUB_GRAPHQL_URL has it; null or empty for the one beside the REST API.</param>
public sealed class GitHubAccess(string token, string? repository, string? apiUrl, string? graphQlUrl)
{
    /// <summary>owner/name.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: nobody said.</exception>
    internal string Repository => repository ?? throw new ReleaseException(
        Fault.Environment,
        "GITHUB_REPOSITORY is missing, so nobody knows where to ask with 'github-token'. It is set inside GitHub Actions; elsewhere set it to owner/name.");

    private Uri Rest => Address(apiUrl, "GITHUB_API_URL") ?? new Uri("https://api.github.com");

    // GitHub Enterprise Server has /api/v3 and /api/graphql.
    private Uri GraphQl
    {
        get
        {
            string address = Rest.AbsoluteUri.TrimEnd('/');
            return Address(graphQlUrl, "GITHUB_GRAPHQL_URL")
                ?? new Uri((address.EndsWith("/api/v3", StringComparison.Ordinal) ? address[..^"/v3".Length] : address) + "/graphql");
        }
    }

    /// <summary>Connects to the REST API; nothing is sent yet.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the address is none of http or https.</exception>
    internal GitHubApi Connect(TimeProvider time, IProgress<string> progress) => new(Rest, token, time, progress);

    /// <summary>Asks about the commits of a range.</summary>
    /// <inheritdoc cref="RangeReader.ReadAsync"/>
    internal async Task<RangeFacts> AskAsync(RangeQuestions questions, TimeProvider time, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using GitHubApi api = Connect(time, progress);
        return await new RangeReader(api, GraphQl, Repository, time).ReadAsync(questions, cancellationToken);
    }

    private static Uri? Address(string? given, string name) =>
        given is not { Length: > 0 } ? null
        : Uri.TryCreate(given, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" ? uri
        : throw new ReleaseException(Fault.Environment, $"{name} is no address of http or https.");
}
