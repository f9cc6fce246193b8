using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Requests.Settings;

namespace UvRelease.Requests.Announcements;

/// <summary>One issue while releases fail: opened by the first failure, updated by the next ones, closed by the release that succeeds.</summary>
/// <param name="api">The API.</param>
/// <param name="repository">owner/name.</param>
/// <param name="settings">Section <c>announce</c>.</param>
/// <param name="cancellationToken">Stops.</param>
public sealed class FailureIssue(GitHubApi api, string repository, AnnounceConfiguration settings, CancellationToken cancellationToken)
{
    private readonly OctokitClient octokit = new(api, cancellationToken);

    /// <summary>Opens or updates it.</summary>
    /// <param name="component">Name of the component; "" for the whole repository.</param>
    /// <param name="version">Version whose release failed; null where it is not known.</param>
    /// <param name="run">Page of the run.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: GitHub refuses, or can't be asked.</exception>
    public async Task<int> OpenAsync(string component, string? version, string? run)
    {
        string what = component.Length == 0 ? "The release" : $"The release of {component}";
        string title = $"{what}{(version is null ? "" : $" {version}")} failed";
        string body = $"{Mark(component)}\n{MarkdownText.Inline(title)}{(run is null ? "." : $": {run}")}\n\nThe next release that succeeds closes "
            + "this issue.\n";
        if (await FindAsync(component) is not { } there)
            return await octokit.OpenIssueAsync(repository, title, body, settings.FailureLabel);
        if (there.Title != title || there.Body?.ReplaceLineEndings("\n") != body)
            await octokit.UpdateIssueAsync(repository, (int)there.Id, title, body);
        return (int)there.Id;
    }

    /// <summary>Closes it.</summary>
    /// <returns>Its number; null where none is open.</returns>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<int?> CloseAsync(string component)
    {
        if (await FindAsync(component) is not { } there)
            return null;
        await octokit.UpdateIssueAsync(repository, (int)there.Id, null, null);
        return (int)there.Id;
    }

    private static string Mark(string component) => $"<!-- uv-release:failed {(component.Length == 0 ? "-" : component)} -->";

    private Task<WrittenText?> FindAsync(string component) => octokit.FindIssueAsync(repository, settings.FailureLabel, Mark(component));
}
