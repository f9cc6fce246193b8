using UvRelease.Releases;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Sealing;

/// <summary>How two releases of one version differ, and what to do about it.</summary>
internal static class SealedDifference
{
    /// <summary>The sentences.</summary>
    /// <param name="there">Bytes of the release in the store, whoever wrote them.</param>
    /// <param name="made">The release that was to be published.</param>
    public static string Of(ReadOnlyMemory<byte> there, Release made)
    {
        Release stored;
        try
        {
            stored = ReleaseJson.Read(there, "release.json");
        }
        catch (ReleaseException)
        {
            return "A version is used once: publish under a higher one.";
        }

        if (stored.Commit != made.Commit)
        {
            return $"That one was built of commit {stored.Commit}, and this one of {made.Commit}: versions are derived from tags, and {made.Version} has "
                + $"none. Give {stored.Commit} the tag of {made.Version}, push the tag (tag-release makes it on GitHub), and build again.";
        }

        string[] before = Legs(stored), now = Legs(made);
        if (before.Except(now, StringComparer.Ordinal).Concat(now.Except(before, StringComparer.Ordinal)).Any())
        {
            return $"That one has {string.Join(", ", before)}, and this one {string.Join(", ", now)}: a release is published once, with all its legs. "
                + "Bring the artifacts of all legs into one folder, and publish them under a higher version.";
        }

        string[] files = [.. made.Files.Except(stored.Files).Select(file => file.Name).Take(3)];
        return (files.Length == 0 ? "Their files are the same; notes or settings differ. " : $"The bytes of {string.Join(", ", files)} differ. ")
            + "A version is used once: publish the artifacts of the first build, or everything under a higher version.";
    }

    private static string[] Legs(Release release) => [.. release.Legs.Select(leg => new Releases.Artifacts.Leg(leg.Platform, leg.Arch).ToString())];
}
