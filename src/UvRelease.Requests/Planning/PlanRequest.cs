using UvRelease.Changelog.Components;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.GitHub;
using UvRelease.Requests.Checkouts;
using UvRelease.Requests.Settings;

namespace UvRelease.Requests.Planning;

/// <summary>What is planned, and for whom.</summary>
public sealed record PlanRequest
{
    /// <summary>The commit.</summary>
    public required Checkout Checkout { get; init; }

    /// <summary>Section <c>changelog</c> of the project's configuration.</summary>
    public required ChangelogConfiguration Changelog { get; init; }

    /// <summary>Section <c>request</c>.</summary>
    public required RequestConfiguration Settings { get; init; }

    /// <summary>Section <c>components</c>; the whole repository where it names none.</summary>
    public required IReadOnlyList<Component> Components { get; init; }

    /// <summary>The repository's folder from the workspace's root, for messages.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>Channel that is asked for; null for that of the component, or the most stable one.</summary>
    public string? Channel { get; init; }

    /// <summary>True says that nothing was released before.</summary>
    public bool FirstRelease { get; init; }

    /// <summary>Address of the repository's page; null for none.</summary>
    public Uri? Page { get; init; }

    /// <summary>Where pull requests and logins are asked for; null asks nobody.</summary>
    public GitHubAccess? GitHub { get; init; }
}
