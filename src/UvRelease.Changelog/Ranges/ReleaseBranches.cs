using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>
/// Finds the release before where releases are tagged on branches of their own and nothing is merged back: the end does not contain it, but it left the end's
/// history later than the last release that the end contains.
/// </summary>
internal sealed class ReleaseBranches(GitRepository repository, RangeRequest request, IProgress<string>? progress)
{
    // Each takes one process of git. The newest of them nearly always tell how the project does it.
    private const int MostAsked = 8, EnoughAlike = 2;

    private readonly Dictionary<string, bool> contained = new(StringComparer.Ordinal);

    /// <summary>Begins the range where the branch of a later release left its history, if there is one below the wanted version.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it can't be told whether the end follows that release or lies beside it.</exception>
    public ReleaseRange Extend(ReleaseRange range, CancellationToken cancellationToken)
    {
        SemanticVersion? wanted = request.Version ?? range.Released?.Version;
        VersionTag[] ahead = [.. range.Candidates.TakeWhile(tag => MeantVersion.Compare(tag.Version, range.Previous) > 0)
            .Where(tag => MeantVersion.Compare(tag.Version, wanted) < 0 || wanted is null)];
        if (request.From is not null || request.FirstRelease || ahead.Length == 0)
            return range;
        var left = new List<(VersionTag Tag, string Place)>();
        bool common = false, unrelated = false;
        int alike = 0;
        string? last = null;
        foreach (VersionTag tag in ahead.DistinctBy(tag => (tag.Version.Major, tag.Version.Minor)).Take(MostAsked))
        {
            ChildResult found = repository.Try(["merge-base", tag.CommitId, range.To], cancellationToken);
            string? place = found.ExitCode == 0 ? found.Output.Trim() : null;
            // A tag may be on a tree; what a generated commit names as its source may be no commit of this repository.
            unrelated |= found.ExitCode == 1 || (place is null && tag.IsGenerated);
            common |= place is not null;
            // A release that contains the end comes after it.
            if (place is not null && place != range.To && (range.From is null || !IsContained(place, range.From, cancellationToken)))
                left.Add((tag, place));
            // Releases one after another that all left before the range begins are on one old branch: so are the ones below them.
            alike = place is not null && place == last ? alike + 1 : 1;
            last = place;
            if (left.Count == 0 && alike == EnoughAlike && place is not null)
                break;
        }

        if (left.Count == 0)
        {
            if (range.Previous is null && unrelated && !common)
                throw Unrelated(range, ahead[0]);
            progress?.Report($"Passed over, because '{request.To}' does not contain them and did not come after them: {Names(ahead)}.");
            return range;
        }

        (VersionTag previous, string since) = left[0];
        // A branch of an old version leaves the main line once, before all releases that follow there; release branches leave it one after another.
        if (wanted is null && range.Previous is not null && left.All(other => other.Place == since))
            throw Undecided(range, previous);
        VersionTag[] passed = [.. ahead.Where(tag => tag != previous)];
        progress?.Report($"{previous.Name} is on a branch of its own, which left this history at {since[..8]}: the notes hold what came after that."
            + (passed.Length > 0 ? $" Before it: {Names(passed)}." : ""));
        VersionTag? stable = previous.Version.IsPreRelease
            ? range.Tags.FirstOrDefault(tag => !tag.Version.IsPreRelease && tag.Version.CompareTo(previous.Version) < 0) : previous;
        return range with
        {
            From = previous.CommitId,
            Previous = previous.Version,
            PreviousTag = previous,
            Stable = stable?.Version.CompareTo(range.Stable) > 0 ? stable.Version : range.Stable,
        };
    }

    private bool IsContained(string commit, string from, CancellationToken cancellationToken)
    {
        if (!contained.TryGetValue(commit, out bool known))
            contained[commit] = known = commit == from || repository.IsAncestor(commit, from, cancellationToken);
        return known;
    }

    private ReleaseException Undecided(ReleaseRange range, VersionTag ahead) => new(Fault.Input,
        $"'{request.To}' contains {range.PreviousTag!.Name}, and {ahead.Name} is newer, on a branch of its own that left this history later. Is "
            + $"'{request.To}' the "
        + $"line that {ahead.Name} was cut from, or one for fixes of {range.PreviousTag.Name}? Say which: `from: {ahead.Name}`, or `from: "
        + $"{range.PreviousTag.Name}`, or "
        + "give `version`.");

    private ReleaseException Unrelated(ReleaseRange range, VersionTag ahead) => new(Fault.Input,
        $"The release {ahead.Name} has no commit in common with '{request.To}', which contains no release: what is new since can't be told. Give `from` and "
        + $"`version`; or say `first-release: true`, and the whole history up to {range.To[..8]} is told.");

    private static string Names(VersionTag[] tags) =>
        string.Join(", ", tags.Take(5).Select(tag => tag.Name)) + (tags.Length > 5 ? $" and {tags.Length - 5} more" : "");
}
