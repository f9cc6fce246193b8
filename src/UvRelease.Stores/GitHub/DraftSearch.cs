using System.Net;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>What there is of a tag.</summary>
/// <param name="Release">The published release, or else the only draft; null for none.</param>
/// <param name="Pages">Pages that listing the releases took.</param>
internal sealed record FoundRelease(ReleaseFacts? Release, int Pages);

/// <summary>
/// Finds the one release of a tag, or makes its draft. GitHub lets several drafts have the same tag and finds none of them by it; where there are several,
/// nobody can know which one is meant, and nothing is done.
/// </summary>
internal sealed class DraftSearch(GitHubReleaseSettings settings, ReleaseApi api)
{
    /// <summary>Finds it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: several drafts.</exception>
    public async Task<FoundRelease> FindAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<ReleaseFacts> all, int pages) = await api.OfTagAsync(settings.Tag, cancellationToken);
        ReleaseFacts[] drafts = [.. all.Where(release => release.Draft)];
        if (all.FirstOrDefault(release => !release.Draft) is { } published)
        {
            if (drafts.Length > 0)
                settings.Warnings.Report($"Beside the published release of {settings.Tag} there are drafts of the same tag ({Ids(drafts)}), "
                    + "which are left alone. Delete them.");
            return new FoundRelease(published, pages);
        }

        return drafts.Length <= 1 ? new FoundRelease(drafts.FirstOrDefault(), pages) : throw new ReleaseException(
            Fault.Refused, $"There are {drafts.Length} drafts of {settings.Tag} (releases {Ids(drafts)}), and which one is meant can't be known. "
                + "Keep one and delete the others; let one job alone make the draft.");
    }

    /// <summary>Refuses a tag that points to another commit than was built.</summary>
    /// <returns>True when the tag is there.</returns>
    public async Task<bool> CheckTagAsync(CancellationToken cancellationToken)
    {
        string? commit = await api.CommitOfAsync(settings.Tag, cancellationToken);
        if (commit is not null && commit != settings.Commit)
            throw new ReleaseException(Fault.Refused, $"The tag {settings.Tag} points to commit {commit}, and the files were built from {settings.Commit}. "
                + "Build the tagged commit, or publish under a higher version.");
        return commit is not null;
    }

    /// <summary>Makes the draft, and looks whether somebody else made one at the same time.</summary>
    public async Task<ReleaseFacts> MakeAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            (HttpResponseMessage? response, string doubt) = await api.CreateAsync(Wanted(settings, draft: true), cancellationToken);
            using (response)
            {
                if (response is { IsSuccessStatusCode: false })
                    throw await RefusedAsync(response, cancellationToken);
                ReleaseFacts? made = response is null ? null : await GitHubApi.TryParseAsync(response, HostJson.Default.ReleaseFacts, cancellationToken);
                if (made is null)
                    await api.GitHub.Pauses.AfterFailureAsync(attempt, $"The new release {settings.Tag}: {doubt}", cancellationToken);
                ReleaseFacts? found = (await FindAsync(cancellationToken)).Release;
                // A list may lag behind what was just made.
                if ((found ?? made) is { } release)
                    return made is null || release.Id == made.Id ? release : throw Taken(made.Id, release);
            }

            if (attempt >= settings.GitHub.Attempts)
                throw new ReleaseException(Fault.Environment, $"The draft of {settings.Tag} could not be made in {settings.GitHub.Attempts} tries: {doubt}. "
                    + "Run again; https://www.githubstatus.com tells whether GitHub is well.");
        }
    }

    /// <summary>The error of a release of the tag that is not ours.</summary>
    public static ReleaseException Taken(long ours, ReleaseFacts other) => new(
        Fault.Refused,
        $"Somebody made another release of {other.TagName} at the same time (release {other.Id} beside our draft {ours}). Keep one and delete the other; "
            + "let one job alone make it.");

    /// <summary>What the release is to be.</summary>
    public static WantedRelease Wanted(GitHubReleaseSettings settings, bool draft) => new(
        settings.Tag, settings.Commit, settings.Title ?? settings.Tag, settings.Notes, draft, settings.PreRelease, settings.MakeLatest ? "true" : "false");

    private async Task<ReleaseException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
        return error.Speaks("immutable") ? ReleaseRefusal.Burned(settings.Tag, "an immutable release used it")
            : response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
                ? ReleaseRefusal.Workflows(response.StatusCode, error, "the new release", settings.Tag, settings.Commit)
            : api.GitHub.Refusal(response.StatusCode, error, "the new release");
    }

    private static string Ids(IEnumerable<ReleaseFacts> releases) => string.Join(", ", releases.Select(release => release.Id).Order());
}
