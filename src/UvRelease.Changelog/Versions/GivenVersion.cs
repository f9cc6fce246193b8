using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Versions;

/// <summary>Whether clients would take a version for newer than the last: they compare by Semantic Versioning (§11) and nothing else.</summary>
internal static class GivenVersion
{
    /// <summary>Reads the input.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no semantic version.</exception>
    public static SemanticVersion? Parse(string? text) => text is null ? null : SemanticVersion.TryParse(text) ?? throw new ReleaseException(
        Fault.Input, $"Input 'version' is '{text}' and must be a semantic version such as 1.4.0 or 2.0.0-beta.1, without a prefix.");

    /// <summary>Makes sure that a given version was not released yet, unless its tag is the end of the range, and comes after the last one.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it does not.</exception>
    public static SemanticVersion Check(SemanticVersion given, ReleaseRange range, ChannelOrder channels, IEnumerable<string> commits)
    {
        if (range.Released is not null)
            return given;
        if (range.Tags.FirstOrDefault(tag => tag.Version.CompareTo(given) == 0) is { } taken)
        {
            throw new ReleaseException(Fault.Input,
                $"The version {given} exists already: {taken.Name} is on {taken.CommitId[..8]}, and the range ends with {range.To[..8]}. Give a later "
                    + "version, leave "
                + $"`version` empty to have it derived, or take `to: {taken.Name}` for the notes of that release.");
        }

        // Whoever gets this one may have what is of the same channel or a more stable one.
        var inside = new HashSet<string>(commits, StringComparer.Ordinal);
        int rank = channels.RankOf(given);
        SemanticVersion? last = range.Tags.Where(tag => inside.Contains(tag.CommitId) && channels.RankOf(tag.Version) >= rank).Select(tag => tag.Version)
            .Append(range.Previous).Append(range.Stable).Max();
        return After(last, given);
    }

    /// <summary>Makes sure that a version comes after another.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it does not.</exception>
    public static SemanticVersion After(SemanticVersion? last, SemanticVersion version) => version.CompareTo(last) > 0
        ? version
        : throw new ReleaseException(Fault.Input, IsClose(version, last)
            ? $"{version} is not after {last}, the last release: clients compare by Semantic Versioning (§11), where labels are words, and who has {last} "
                + "would never be offered it. Give a later version, take a label that sorts after the last one, or release the stable version."
            : $"{version} is not after {last}, the last release: clients compare by Semantic Versioning (§11), and who has {last} would never be offered it. "
                + $"Give a version after {last}. Numbers that begin anew, as after years in versions, need an app of another name.");

    /// <summary>Says which pre-releases of this release people and clients order differently; null for none.</summary>
    public static string? Disputed(ReleaseRange range)
    {
        SemanticVersion? close = range.Released?.Version ?? range.Previous;
        return MeantVersion.Disputed([.. range.Tags.Where(tag => IsClose(tag.Version, close) || IsClose(tag.Version, range.Tags[0].Version))]) is { } pair
            ? $"{pair.Later.Name} comes after {pair.Earlier.Name} here, as people mean it, but before it for every client: without a point, labels "
            + "are compared as "
                + $"words (Semantic Versioning §11.4.2). Who has the one is never offered the other. Write {MeantVersion.Of(pair.Later.Version)}."
            : null;
    }

    private static bool IsClose(SemanticVersion one, SemanticVersion? other) =>
        (one.Major, one.Minor, one.Patch) == (other?.Major, other?.Minor, other?.Patch);
}
