using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>
/// Decides which tags are the releases. A tag that looks like a version is never passed over without a word: it may be the release before, and without it the
/// notes would begin too early and the version go back.
/// </summary>
internal static class TagNaming
{
    private const int MostListed = 5;

    /// <summary>Decides.</summary>
    /// <param name="references">All references, read with a pattern.</param>
    /// <param name="request">The release: the pattern, and what else is known about it.</param>
    /// <param name="report">Gets sentences about what is taken and passed over.</param>
    /// <returns>The references that count, and the pattern of their tags.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: tags disagree, and nobody said which are the releases.</exception>
    public static (References References, TagPattern Pattern) Choose(
        References references, RangeRequest request, Action<string> report)
    {
        TagPattern pattern = request.Tags;

        // Then nothing of the result depends on tags.
        bool sure = request.FirstRelease || (request.From is not null && request.Version is not null);
        IReadOnlyList<PassedOverTag> others = references.Others;
        if (others.Count == 0)
            return (references, pattern);
        if (!request.TagsAreAssumed)
        {
            if (references.Tags.Count == 0)
                report($"No tag follows the pattern '{pattern}', and there are tags that look like versions: {Listed(others)}. They are passed over.");
            return (references, pattern);
        }

        if (references.Tags.Count == 0 && Shared(others) is { } shared)
        {
            report($"No tag follows {pattern}, and those that look like versions follow {shared} ({Listed(others)}): that pattern is taken. "
                + $"Set `tag-pattern: '{shared}'` to say so.");
            VersionTag[] tags = [.. others.Where(tag => tag.Version is not null).Select(tag => new VersionTag(tag.Name, tag.Version!, tag.CommitId))];
            Array.Sort(tags, VersionTag.GreatestFirst);
            (references, pattern) = (references with { Tags = tags, Others = [.. others.Where(tag => tag.Version is null)] }, shared);
        }

        PassedOverTag[] passed = [.. references.Others.Where(tag => !IsAlias(tag, references.Tags))];
        SemanticVersion? greatest = references.Tags is [var first, ..] ? first.Version : null;
        PassedOverTag[] newer = greatest is null ? passed : [.. passed.Where(tag => tag.IsOwn && tag.Near.CompareTo(greatest) > 0)];
        if (newer.Length > 0 && !sure)
            throw Undecided(references, pattern, newer);
        if (passed.Length > 0)
            report($"Passed over, because they do not follow the pattern {pattern}: {Listed(passed)}.");
        return (references, pattern);
    }

    // v1.2 that follows the last v1.2.x.
    private static bool IsAlias(PassedOverTag other, IReadOnlyList<VersionTag> tags) => other.Version is null
        && tags.Any(tag => tag.Name.StartsWith(other.Name + ".", StringComparison.Ordinal));

    private static TagPattern? Shared(IReadOnlyList<PassedOverTag> others)
    {
        string prefix = others[0].Prefix;
        return others.All(tag => tag.Prefix == prefix) && others.Any(tag => tag.Version is not null) ? new TagPattern(prefix) : null;
    }

    private static ReleaseException Undecided(References references, TagPattern pattern, PassedOverTag[] newer)
    {
        string known = references.Tags is [var first, ..] ? $"and the greatest that follows {pattern} is {first.Name}" : $"and none follows {pattern}";
        bool anyVersion = newer.Any(tag => tag.Version is not null);
        return new ReleaseException(Fault.Input,
            $"Tags look like releases, {known}: {Listed(newer)}. "
            + (anyVersion
                ? "Nobody said which of them are this project's releases. Set `tag-pattern` (or changelog.tag-pattern in the configuration), such as "
                    + string.Join(" or ", newer.Where(tag => tag.Version is not null).Select(tag => $"'{new TagPattern(tag.Prefix)}'").Distinct()
                    .Take(3)) + "; "
                : "They are no semantic versions (three numbers without leading zeros), so none can follow them. "
                    + $"Give `from: {newer[0].Name}` once, and a `version` after {newer[0].Near}; ")
            + "or say `first-release: true` if none of them is a release.");
    }

    private static string Listed(IReadOnlyList<PassedOverTag> tags)
    {
        IEnumerable<string> names = tags.OrderByDescending(tag => tag.Near).ThenBy(tag => tag.Name, StringComparer.Ordinal).Take(MostListed).Select(tag =>
            tag.Name);
        return string.Join(", ", names) + (tags.Count > MostListed ? $" and {tags.Count - MostListed} more" : "");
    }
}
