using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>How the commits of a range become changes: what the project decides, its overrides, and patches where it wants them compared.</summary>
internal static class RangeRules
{
    public static ChangeRules Of(Project project, IReadOnlyList<Commit> commits, LogQuery query, Log log, CancellationToken cancellationToken)
    {
        (string folder, string name) = project.FragmentsFolder;
        IReadOnlyList<MessageOverride> overrides = OverrideFile.Read(Path.Combine(folder, OverrideFile.Name), $"{name}/{OverrideFile.Name}");
        (IReadOnlyDictionary<string, string?> messages, IReadOnlyList<MessageOverride> unknown) = MessageOverride.Resolve(overrides, commits);
        foreach (MessageOverride told in unknown)
            log.Warning($"No commit of this release begins with '{told.Id}', so nothing is overridden. Remove the entry when its commit is released, or correct the id.", new Location(told.File, told.Line));
        // Where nothing was merged, everything stands on one line, and no commit can be another's copy.
        bool patches = project.Configuration.Deduplicate == Deduplication.PatchId && commits.Any(commit => commit.Parents.Count > 1);
        if (patches && PartialClone.Filter(project.Repository, cancellationToken) is { } filter)
            log.Info($"deduplicate: patch-id compares contents, and this clone was made with the filter {filter}: git fetches what is missing now. Check out without a filter to have it at once.");
        return project.Rules with
        {
            MessageOverrides = messages,
            PatchIds = patches ? PatchIds.Read(project.Repository, query, cancellationToken) : project.Rules.PatchIds,
        };
    }
}
