using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;

namespace UvRelease.Changelog.Check;

/// <summary>Which change is checked, and by which rules. A message is taken before a range, and a range before the event of the run.</summary>
public sealed record CheckRequest
{
    /// <summary>The repository, where git is read.</summary>
    public required GitRepository Repository { get; init; }

    /// <summary>The project's configuration.</summary>
    public required ProjectPath Configuration { get; init; }

    /// <summary>A commitlint configuration; null takes the one that the project's configuration names, if it does.</summary>
    public ProjectPath? Commitlint { get; init; }

    /// <summary>Finds a file that the configuration names; refuses one outside of the project.</summary>
    public required Func<string, ProjectPath> Resolve { get; init; }

    /// <summary>Folder of changelog fragments, relative to the repository.</summary>
    public required string FragmentFolder { get; init; }

    /// <summary>Which messages are held to the rules.</summary>
    public CheckedMessages Messages { get; init; }

    /// <summary>File with the one message that is checked; null checks a range or the event's change.</summary>
    public ProjectPath? MessageFile { get; init; }

    /// <summary>Revision that a range of commits goes onto; null checks the event's change.</summary>
    public string? From { get; init; }

    /// <summary>Newest commit of the range.</summary>
    public string To { get; init; } = "HEAD";

    /// <summary>File with the payload of the event (GITHUB_EVENT_PATH); null for none.</summary>
    public string? EventFile { get; init; }

    /// <summary>Name of the event, for errors.</summary>
    public string? EventName { get; init; }

    /// <summary>Where the event's change is read as it is now; null reads the payload and the repository.</summary>
    public GitHubAccess? GitHub { get; init; }
}
