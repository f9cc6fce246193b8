namespace UvRelease.GitHub.Facts;

/// <summary>A run of a workflow (docs.github.com, "REST API endpoints for workflow runs").</summary>
/// <param name="Id">Its number.</param>
/// <param name="HeadSha">Commit that it ran on; for a pull request, the newest of its branch.</param>
/// <param name="HeadBranch">Branch or tag; null where there is none.</param>
/// <param name="Event">What started it.</param>
/// <param name="HtmlUrl">Its page.</param>
/// <param name="Repository">Whose run it is.</param>
/// <param name="HeadRepository">Repository that the code came from; null for one that is gone.</param>
public sealed record RunFacts(
    long Id, string HeadSha, string? HeadBranch, string Event, string HtmlUrl, RepositoryName Repository, RepositoryName? HeadRepository)
{
    /// <summary>Who started it; null where GitHub does not say.</summary>
    public AccountFacts? Actor { get; init; }
}

/// <summary>A repository.</summary>
/// <param name="FullName">owner/name.</param>
public sealed record RepositoryName(string FullName);

/// <summary>What a name in git stands for (git/get-ref, git/get-tag).</summary>
/// <param name="Object">The object.</param>
internal sealed record ReferenceFacts(ObjectFacts Object);

/// <summary>An object in git.</summary>
/// <param name="Type">commit or tag, or something that no version tag stands for.</param>
/// <param name="Sha">Its id.</param>
internal sealed record ObjectFacts(string Type, string Sha);
