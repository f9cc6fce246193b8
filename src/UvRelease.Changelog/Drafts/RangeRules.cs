using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Drafts;

/// <summary>How the commits of a range become changes: what the project decides, its overrides, and patches where it wants them compared.</summary>
internal static class RangeRules
{
    public static ChangeRules Of(
        DraftRequest request, IReadOnlyList<Commit> commits, LogQuery query,
        IProgress<string> progress, IProgress<DraftWarning> warnings, CancellationToken cancellationToken)
    {
        (string folder, string name) = request.FragmentFolder;
        IReadOnlyList<MessageOverride> overrides = OverrideFile.Read(Path.Combine(folder, OverrideFile.Name), $"{name}/{OverrideFile.Name}");
        (IReadOnlyDictionary<string, string?> messages, IReadOnlyList<MessageOverride> unknown) = MessageOverride.Resolve(overrides, commits);
        foreach (MessageOverride told in unknown)
        {
            warnings.Report(new DraftWarning(
                $"No commit of this release begins with '{told.Id}', so nothing is overridden. "
                + "Remove the entry when its commit is released, or correct the id.",
                File: told.File, Line: told.Line));
        }

        // Where nothing was merged, everything is on one line, and no commit can be another's copy.
        bool patches = request.Configuration.Deduplicate == Deduplication.PatchId && commits.Any(commit => commit.Parents.Count > 1);
        if (patches && PartialClone.Filter(request.Repository, cancellationToken) is { } filter)
        {
            progress.Report($"deduplicate: patch-id compares contents, and this clone was made with the filter {filter}: "
                + "git fetches what is missing now, for which the checkout must keep its credentials or `fetch-token` be given. Check out without a filter to "
                + "have it at once.");
        }

        ChangeRules rules = request.Rules;
        return rules with
        {
            MessageOverrides = messages,
            PatchesOf = ids => PatchIds.Of(request.Repository, ids, cancellationToken),
            PatchIds = patches ? PatchIds.Read(request.Repository, query, cancellationToken) : rules.PatchIds,
        };
    }
}
