namespace UvRelease.Runner;

/// <summary>What GitHub says of this run (the GITHUB_* variables); null where it says nothing.</summary>
public sealed record GitHubRun(IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Repository of the caller, as owner/name.</summary>
    public string? Repository => Get("GITHUB_REPOSITORY");

    /// <summary>Address of the web pages, without a slash at its end: https://github.com, or a GitHub Enterprise Server.</summary>
    public string ServerUrl => Get("GITHUB_SERVER_URL")?.TrimEnd('/') ?? "https://github.com";

    /// <summary>Name of the event that started the run.</summary>
    public string? EventName => Get("GITHUB_EVENT_NAME");

    /// <summary>File with the event's payload.</summary>
    public string? EventPath => Get("GITHUB_EVENT_PATH");

    /// <summary>Commit of the run.</summary>
    public string? Sha => Get("GITHUB_SHA");

    /// <summary>Full name of the branch or tag of the run.</summary>
    public string? Ref => Get("GITHUB_REF");

    /// <summary>Address of this run's page; null outside of one.</summary>
    public string? RunUrl => Repository is { } repository && Get("GITHUB_RUN_ID") is { } id ? $"{ServerUrl}/{repository}/actions/runs/{id}" : null;

    /// <summary>Who started the run.</summary>
    public string? Actor => Get("GITHUB_ACTOR");

    private string? Get(string name) => Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
