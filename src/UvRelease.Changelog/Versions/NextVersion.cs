using System.Globalization;
using UvRelease.Releases;

namespace UvRelease.Changelog.Versions;

/// <summary>Derives the next version from what was committed.</summary>
public static class NextVersion
{
    /// <summary>
    /// The next version. Facts raise the last stable version; a pre-release that is already further on keeps its base. So beta.3 becomes
    /// beta.4 as long as the base stays, a greater change begins a new base with beta.1, and a stable release drops the label.
    /// </summary>
    /// <param name="state">What was released before.</param>
    /// <param name="facts">What the range asks for.</param>
    /// <param name="label">Pre-release label, such as beta; null for a stable release.</param>
    /// <param name="rules">What the project decided.</param>
    /// <returns>Null when nothing asks for a release.</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: Release-As is no version, or not one after the last; the version is the name of a release that this history
    /// does not contain; a number is at its end; or the label can't be one.
    /// </exception>
    public static SemanticVersion? After(VersionState state, VersionFacts facts, string? label, VersionRules rules)
    {
        if (label is not null && !IsLabel(label))
            throw new ReleaseException(Fault.Input,
                $"'{label}' can't be a pre-release label: it must be letters, digits and hyphens, and begin with a letter.");
        SemanticVersion? pending = state.Pending?.CompareTo(state.Stable) > 0 ? state.Pending : null;
        SemanticVersion? asked = Asked(facts.ReleaseAs, state);
        if (asked is { IsPreRelease: true })
            return asked;
        if (facts.Bump == VersionBump.None && asked is null && (label is not null || pending is null))
            return null;
        SemanticVersion target = asked ?? Greater(pending is null ? null : BaseOf(pending), Raised(state.Stable, facts.Bump, rules));
        if (label is not null)
            return GivenVersion.After(state.Last, Numbered(target, label, state.Taken));
        return state.Taken.Contains(target)
            ? throw new ReleaseException(Fault.Input,
                $"The next version would be {target}, and a tag of that name points to a commit that is not part of this history. Merge it, or give the "
                + "version yourself.")
            : target;
    }

    private static bool IsLabel(string label) =>
        label.Length > 0 && char.IsAsciiLetter(label[0]) && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static SemanticVersion? Asked(string? text, VersionState state)
    {
        if (text is null)
            return null;
        string number = text.Trim();
        SemanticVersion version = SemanticVersion.TryParse(number.StartsWith('v') ? number[1..] : number)
            ?? throw new ReleaseException(Fault.Input, $"The footer 'Release-As: {text}' must hold a semantic version such as 2.0.0.");
        if (state.Taken.Contains(version))
            return null; // it was done; the footer is still in the range of an aggregated release
        return version.CompareTo(state.Stable) > 0 && version.CompareTo(state.Pending) > 0
            ? version
            : throw new ReleaseException(Fault.Input,
                $"The footer 'Release-As: {text}' asks for a version that is not after "
                + $"{(state.Pending?.CompareTo(state.Stable) > 0 ? state.Pending : state.Stable)}, the last one. Commit a newer footer.");
    }

    private static SemanticVersion? Raised(SemanticVersion? stable, VersionBump bump, VersionRules rules)
    {
        if (stable is null)
            return bump == VersionBump.None ? null : rules.First;
        if (stable.Major == 0 && rules.BreakingBelowOne != VersionBump.Major)
            bump = bump == VersionBump.Major ? rules.BreakingBelowOne : bump == VersionBump.None ? bump : VersionBump.Patch;
        return bump switch
        {
            VersionBump.Major => new SemanticVersion(Next(stable.Major), 0, 0),
            VersionBump.Minor => new SemanticVersion(stable.Major, Next(stable.Minor), 0),
            VersionBump.Patch => new SemanticVersion(stable.Major, stable.Minor, Next(stable.Patch)),
            _ => null,
        };
    }

    // 2.0.0-beta has the number 0, and 2.0.0-beta.x, which is nobody's counter, has none.
    private static SemanticVersion Numbered(SemanticVersion target, string label, IEnumerable<SemanticVersion> taken)
    {
        ulong last = 0;
        foreach (SemanticVersion version in taken.Where(version => BaseOf(version) == target))
        {
            string[] parts = version.PreRelease.Split('.');
            if (parts.Length > 1 && parts[0].Equals(label, StringComparison.OrdinalIgnoreCase)
                && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
                last = Math.Max(last, number);
        }

        return target with { PreRelease = $"{label}.{Next(last)}", Build = "" };
    }

    private static SemanticVersion BaseOf(SemanticVersion version) => new(version.Major, version.Minor, version.Patch);

    private static SemanticVersion Greater(SemanticVersion? left, SemanticVersion? right) => left?.CompareTo(right) > 0 ? left : right!;

    private static ulong Next(ulong number) => number < ulong.MaxValue
        ? number + 1
        : throw new ReleaseException(Fault.Input, $"The version number {number} has no successor. Give the version yourself.");
}
