using UvRelease.Posix;

namespace UvRelease.Releases.Artifacts;

/// <summary>Fragments in a release folder.</summary>
public static class ReleaseFragmentFile
{
    private const int LongestDocument = 16 * 1024 * 1024;

    /// <summary>Reads a leg's fragment.</summary>
    /// <returns>Null when the leg has none yet.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: see <see cref="ReleaseFragmentJson.Read"/>; also a file that is too long, or of
    /// another leg than its name says.</exception>
    public static ReleaseFragment? Find(string releaseFolder, Leg leg)
    {
        string name = ReleaseFragment.NameOf(leg);
        var file = new FileInfo(Path.Combine(releaseFolder, name));
        return file.Exists ? Read(file) : null;
    }

    /// <summary>Reads every fragment of a release folder, in the order of their names.</summary>
    /// <inheritdoc cref="Find"/>
    public static IReadOnlyList<ReleaseFragment> All(string releaseFolder) =>
        [.. new DirectoryInfo(releaseFolder).EnumerateFiles("release.*-*.json").OrderBy(file => file.Name, StringComparer.Ordinal).Select(Read)];

    /// <summary>Puts artifacts into their leg's fragment and rewrites it atomically; the leg's file need not exist.</summary>
    /// <returns>The fragment as it is now.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: see <see cref="ReleaseFragment.Merge"/>; or see <see cref="Find"/>.</exception>
    public static ReleaseFragment Merge(string releaseFolder, ReleaseFragment added, CancellationToken cancellationToken)
    {
        ReleaseFragment merged = (Find(releaseFolder, added.Leg) ?? added with { Artifacts = [] }).Merge(added);
        Write(releaseFolder, merged, cancellationToken);
        return merged;
    }

    /// <summary>Writes a fragment under its leg's name, in place of what stood there: old or new for every reader, never a part.</summary>
    public static void Write(string releaseFolder, ReleaseFragment fragment, CancellationToken cancellationToken) =>
        AtomicFile.Write(Path.Combine(releaseFolder, fragment.FileName), ReleaseFragmentJson.Write(fragment), cancellationToken);

    private static ReleaseFragment Read(FileInfo file)
    {
        byte[] bytes = RegularFile.Read(file.FullName, LongestDocument)
            ?? throw new ReleaseException(Fault.Input, $"{file.Name} has more than the {LongestDocument} bytes that it may have.") { File = file.Name };
        ReleaseFragment fragment = ReleaseFragmentJson.Read(bytes, file.Name);
        return fragment.FileName == file.Name
            ? fragment
            : throw new ReleaseException(Fault.Input, $"{file.Name} holds the fragment of {fragment.Leg}. Name it {fragment.FileName}.") { File = file.Name };
    }
}
