using UvRelease.Releases;

namespace UvRelease.Changelog.Tags;

/// <summary>
/// What people mean by a pre-release without a point: rc10 comes after rc9. Semantic Versioning, and every client by it, compares the two as words (§11.4.2),
/// so this is for the order of ranges alone and never for what is offered to anybody.
/// </summary>
internal static class MeantVersion
{
    /// <summary>The same version with rc.10 for rc10; the same object for any other.</summary>
    public static SemanticVersion Of(SemanticVersion version)
    {
        if (!version.IsPreRelease)
            return version;
        int dot = version.PreRelease.IndexOf('.', StringComparison.Ordinal);
        string label = dot < 0 ? version.PreRelease : version.PreRelease[..dot];
        string letters = label.TrimEnd("0123456789".ToCharArray()), number = label[letters.Length..].TrimStart('0');
        return letters.Length == 0 || letters.Length == label.Length
            ? version
            : version with { PreRelease = $"{letters}.{(number.Length == 0 ? "0" : number)}{version.PreRelease[label.Length..]}" };
    }

    /// <summary>Compares as people mean it.</summary>
    public static int Compare(SemanticVersion? left, SemanticVersion? right) =>
        left is null ? (right is null ? 0 : -1) : right is null ? 1 : Of(left).CompareTo(Of(right));

    /// <summary>Two of these versions that clients order the other way round; null where there are none.</summary>
    /// <param name="tags">Greatest first as people mean them.</param>
    public static (VersionTag Later, VersionTag Earlier)? Disputed(IReadOnlyList<VersionTag> tags)
    {
        for (int place = 1; place < tags.Count; place++)
        {
            if (!ReferenceEquals(tags[place].Meant, tags[place].Version) && tags[place - 1].Version.CompareTo(tags[place].Version) < 0)
                return (tags[place - 1], tags[place]);
        }

        return null;
    }
}
