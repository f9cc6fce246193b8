using System.Net;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>Makes a draft public, at the commit that was built.</summary>
internal sealed class Publication(GitHubReleaseSettings settings, ReleaseApi api, DraftSearch drafts)
{
    /// <summary>Publishes it. The tag is looked at right before, for the upload may have taken hours, and right after.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: the tag is burned, at another commit, or has another release; <see cref="Fault.Environment"/>: GitHub does not do it.
    /// </exception>
    public async Task<ReleaseFacts> RunAsync(ReleaseFacts draft, CancellationToken cancellationToken)
    {
        await drafts.CheckTagAsync(cancellationToken);
        ReleaseFacts published = await PublishAsync(draft, cancellationToken);
        string? commit = await api.Late.UntilAsync(
            () => api.CommitOfAsync(settings.Tag, cancellationToken), at => at == settings.Commit, $"The tag {settings.Tag}", cancellationToken);
        if (commit is null)
            settings.Warnings.Report($"The release {settings.Tag} is public, and GitHub shows no tag {settings.Tag} yet.");
        else if (commit != settings.Commit)
            throw new ReleaseException(Fault.Refused, $"The release {settings.Tag} is public ({published.HtmlUrl}), and while it became so "
                + $"its tag moved to commit {commit}; the files were built from {settings.Commit}. The feeds were not changed. Move the tag back and run "
                + "again; where the release is immutable, publish under a higher version.");
        return published;
    }

    private async Task<ReleaseFacts> PublishAsync(ReleaseFacts draft, CancellationToken cancellationToken)
    {
        WantedRelease wanted = DraftSearch.Wanted(settings, DraftMark.Public(settings.Notes, draft), draft: false);
        for (int attempt = 1; ; attempt++)
        {
            (HttpResponseMessage? response, string doubt) = await api.UpdateAsync(draft.Id, wanted, cancellationToken);
            using (response)
            {
                if (response is { IsSuccessStatusCode: false })
                {
                    // What was just made may not be known everywhere.
                    ReleaseException refusal = await RefusedAsync(response, draft, cancellationToken);
                    if (response.StatusCode != HttpStatusCode.NotFound || attempt == settings.GitHub.Attempts)
                        throw refusal;
                    doubt = "status 404, although the draft is there";
                }
                else if (response is not null
                    && await GitHubApi.TryParseAsync(response, HostJson.Default.ReleaseFacts, cancellationToken) is { Draft: false } now)
                {
                    return now;
                }
            }

            if (attempt == settings.GitHub.Attempts)
                throw new ReleaseException(Fault.Environment, $"The draft {draft.Id} of {settings.Tag} has all its files and could not be made public in "
                    + $"{settings.GitHub.Attempts} tries: {doubt}. Run again, and it goes on from there.");
            await api.GitHub.Pauses.AfterFailureAsync(attempt, $"Publishing {settings.Tag}: {doubt}", cancellationToken);
            if (await api.FindAsync(draft.Id, cancellationToken) is { Draft: false } done)
                return done;
        }
    }

    private async Task<ReleaseException> RefusedAsync(HttpResponseMessage response, ReleaseFacts draft, CancellationToken cancellationToken)
    {
        string what = $"to publish the draft {draft.Id} of {settings.Tag}";
        GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
        if (ReleaseRefusal.OfTag(error, what, settings) is { } refusal)
            return refusal;
        if (error.Has("already_exists") && await api.TaggedAsync(settings.Tag, cancellationToken) is { } other && other.Id != draft.Id)
            return DraftSearch.Taken(draft.Id, other);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
            return api.GitHub.Refusal(response.StatusCode, error, what);
        ReleaseFacts? now = await api.Late.UntilAsync(
            () => api.FindAsync(draft.Id, cancellationToken), found => found is not null, $"release {draft.Id}", cancellationToken);
        return now is null
            ? throw ReleaseRefusal.Gone(draft, "and can't be published")
            : ReleaseRefusal.Workflows(response.StatusCode, error, what, settings.Tag, settings.Commit);
    }
}
