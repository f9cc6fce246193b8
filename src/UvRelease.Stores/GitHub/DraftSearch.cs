using System.Net;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>What there is of a tag.</summary>
/// <param name="Release">The published release, or else the draft to work on; null for none.</param>
/// <param name="Pages">Pages that listing the releases took.</param>
internal sealed record FoundRelease(ReleaseFacts? Release, int Pages);

/// <summary>
/// Finds the one release of a tag, or makes its draft. GitHub lets several drafts have the same tag and finds none of them by it. Drafts of this build are
/// known by their mark: one of them is worked on, the others are named. Where there are others' too, nobody can know which one is meant, and nothing is done.
/// </summary>
internal sealed class DraftSearch(GitHubReleaseSettings settings, ReleaseApi api)
{
    private readonly HashSet<long> named = [];

    /// <summary>Finds it: a published one by its tag, because lists end at 10,000 releases; drafts in the list of all.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: drafts of several makers.</exception>
    public async Task<FoundRelease> FindAsync(DraftMark mark, CancellationToken cancellationToken)
    {
        ReleaseFacts? tagged = await api.TaggedAsync(settings.Tag, cancellationToken);
        (IReadOnlyList<ReleaseFacts> listed, int pages) = await api.ListedAsync(settings.Tag, cancellationToken);
        IReadOnlyList<ReleaseFacts> all = tagged is null ? listed : [tagged, .. listed.Where(release => release.Id != tagged.Id)];
        return new FoundRelease(await ChooseAsync(all, mark, made: null, cancellationToken), pages);
    }

    /// <summary>Looks, before a draft is published, whether it is still the only one that is meant.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: somebody else made one.</exception>
    public async Task CheckAloneAsync(ReleaseFacts draft, DraftMark mark, CancellationToken cancellationToken)
    {
        (IReadOnlyList<ReleaseFacts> listed, _) = await api.ListedAsync(settings.Tag, cancellationToken);
        ReleaseFacts[] others = [.. listed.Where(release => release.Id != draft.Id)];
        if (others.FirstOrDefault(release => !release.Draft) is { } published)
            throw Taken(draft.Id, published);
        if (Array.Exists(others, release => !mark.IsOn(release)))
            throw Several([draft, .. others], mark);
        Name(others, $"release {draft.Id} is worked on");
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
    /// <returns>The draft, or what was found instead of making another one.</returns>
    public async Task<(ReleaseFacts Release, bool IsNew)> MakeAsync(DraftMark mark, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            (HttpResponseMessage? response, string doubt) = await api.CreateAsync(
                Wanted(settings, mark.With(settings.Notes), draft: true), cancellationToken);
            ReleaseFacts? made;
            using (response)
            {
                if (response is { IsSuccessStatusCode: false })
                    throw await RefusedAsync(response, cancellationToken);
                made = response is null ? null : await GitHubApi.TryParseAsync(response, HostJson.Default.ReleaseFacts, cancellationToken);
            }

            if (made is not null)
            {
                ReleaseFacts? found = await ListedAsync(mark, made, cancellationToken);
                // A list may lag behind what was just made.
                if (found is null || found.Id == made.Id)
                    return (made, true);
                if (!mark.IsOn(found))
                    throw Taken(made.Id, found);
                Name([made], $"release {found.Id} is worked on");
                return (found, false);
            }

            await api.GitHub.Pauses.AfterFailureAsync(attempt, $"The new release {settings.Tag}: {doubt}", cancellationToken);
            ReleaseFacts? late = await api.Late.UntilAsync(
                () => ListedAsync(mark, null, cancellationToken), release => release is not null, $"The new release {settings.Tag}", cancellationToken);
            if (late is not null)
                return (late, false);
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
    public static WantedRelease Wanted(GitHubReleaseSettings settings, string? body, bool draft) => new(
        settings.Tag, settings.Commit, settings.Title ?? settings.Tag, body, draft, settings.PreRelease, settings.MakeLatest ? "true" : "false");

    private async Task<ReleaseFacts?> ListedAsync(DraftMark mark, ReleaseFacts? made, CancellationToken cancellationToken) =>
        await ChooseAsync((await api.ListedAsync(settings.Tag, cancellationToken)).Releases, mark, made?.Id, cancellationToken);

    private async Task<ReleaseFacts?> ChooseAsync(IReadOnlyList<ReleaseFacts> all, DraftMark mark, long? made, CancellationToken cancellationToken)
    {
        ReleaseFacts[] drafts = [.. all.Where(release => release.Draft)];
        if (all.FirstOrDefault(release => !release.Draft) is { } published)
        {
            Name(drafts, $"release {published.Id} is public");
            return published;
        }

        if (drafts.Length <= 1)
            return drafts.FirstOrDefault();
        if (Array.Exists(drafts, draft => draft.Id != made && !mark.IsOn(draft)))
            throw Several(drafts, mark);
        var files = new Dictionary<long, int>();
        foreach (ReleaseFacts draft in drafts)
            files[draft.Id] = (await api.AssetsAsync(draft, cancellationToken)).Count;
        ReleaseFacts best = drafts.OrderByDescending(draft => files[draft.Id]).ThenBy(draft => draft.Id).First();
        Name(drafts.Where(draft => draft.Id != best.Id), $"release {best.Id} is worked on");
        return best;
    }

    private void Name(IEnumerable<ReleaseFacts> strays, string instead)
    {
        ReleaseFacts[] unnamed = [.. strays.Where(stray => named.Add(stray.Id))];
        if (unnamed.Length > 0)
            settings.Warnings.Report($"There are more drafts of the same tag {settings.Tag} (releases {Ids(unnamed)}), which are left alone: {instead}. "
                + "A run whose answer was lost may have left them. Delete them.");
    }

    private ReleaseException Several(ReleaseFacts[] drafts, DraftMark mark)
    {
        ReleaseFacts[] ours = [.. drafts.Where(mark.IsOn)];
        string whose = ours.Length == 0 ? "" : $" Of this build's own runs: {Ids(ours)}.";
        return new ReleaseException(
            Fault.Refused, $"There are {drafts.Length} drafts of {settings.Tag} (releases {Ids(drafts)}), and which one is meant can't be known.{whose} "
                + "Keep one and delete the others; let one job alone make the draft.");
    }

    private async Task<ReleaseException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
        return ReleaseRefusal.OfTag(error, "the new release", settings) ?? (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
            ? ReleaseRefusal.Workflows(response.StatusCode, error, "the new release", settings.Tag, settings.Commit)
            : api.GitHub.Refusal(response.StatusCode, error, $"the new release {settings.Tag}"));
    }

    private static string Ids(IEnumerable<ReleaseFacts> releases) => string.Join(", ", releases.Select(release => release.Id).Order());
}
