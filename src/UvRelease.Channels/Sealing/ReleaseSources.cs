using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Channels.Sealing;

/// <summary>Where the fragments, the files and the notes of a release lie on this machine.</summary>
public sealed class ReleaseSources
{
    // What release-notes writes, and the list of artifacts.
    private static readonly string[] NotesFiles =
    [
        "legs.json", "notes.md", "notes.full.md", "notes.txt", "notes.json", "upgrade.md", "upgrade.json", "CHANGELOG.md", "UPGRADING.md", "UPGRADING.json",
    ];

    private ReleaseSources(string notesFolder, IReadOnlyList<(ReleaseFragment Fragment, string Folder)> fragments) =>
        (NotesFolder, Fragments) = (notesFolder, fragments);

    /// <summary>Folder of the notes.</summary>
    public string NotesFolder { get; }

    /// <summary>The fragments, each with the folder that its paths start from.</summary>
    public IReadOnlyList<(ReleaseFragment Fragment, string Folder)> Fragments { get; }

    /// <summary>Takes all fragments of one folder, in which files and notes lie as well.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the folder or a fragment is missing, or can't be read.</exception>
    public static ReleaseSources InOneFolder(string releaseFolder)
    {
        CheckFolder(releaseFolder);
        IReadOnlyList<ReleaseFragment> fragments = ReleaseFragmentFile.All(releaseFolder);
        return fragments.Count > 0
            ? new ReleaseSources(releaseFolder, [.. fragments.Select(fragment => (fragment, releaseFolder))])
            : throw new ReleaseException(
                Fault.Input,
                "The release folder has no fragment (release.<platform>-<arch>.json). Build first, and download the artifacts of all legs into one folder.");
    }

    /// <summary>Takes exactly the artifacts that a list names, each in a folder of its own, and the notes in the folder of the list.</summary>
    /// <param name="releaseFolder">Folder that holds nothing but the artifacts.</param>
    /// <param name="legsFile">The list, in a folder of <paramref name="releaseFolder"/>.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: an artifact is missing, or there is anything that neither the list nor a fragment names, or a fragment of another version
    /// or commit; <see cref="Fault.Input"/>: the list or a fragment can't be read.
    /// </exception>
    public static ReleaseSources Of(string releaseFolder, string legsFile)
    {
        CheckFolder(releaseFolder);
        string notesFolder = Path.GetDirectoryName(legsFile)!, notes = Path.GetFileName(notesFolder);
        if (Path.GetDirectoryName(notesFolder) != releaseFolder.TrimEnd('/'))
            throw new ReleaseException(Fault.Input, "'legs-file' must be in a folder of 'release-folder', which has the name of its artifact.");
        ReleaseLegs legs = ReleaseLegs.ReadFile(legsFile, Path.GetRelativePath(releaseFolder, legsFile));
        if (legs.Artifacts.FirstOrDefault(name => !Directory.Exists(Path.Combine(releaseFolder, name))) is { } missing)
            throw Refused($"The artifact {missing} is missing, which legs.json names. Wait for that leg of the build, or build it again.");
        HashSet<string> places = [notes, .. legs.Artifacts];
        if (Entries(releaseFolder).FirstOrDefault(entry => !places.Contains(entry)) is { } stranger)
        {
            throw Refused(
                $"'{stranger}' is in the release folder, and legs.json names no such artifact. Only what it names is published: name it there, or remove it.");
        }

        CheckFiles(notesFolder, notes, NotesFiles);
        var fragments = legs.Artifacts.SelectMany(name => InArtifact(Path.Combine(releaseFolder, name), name, legs).Select(one => (one, name))).ToArray();
        if (fragments.GroupBy(one => one.one.Leg).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refused($"The leg {twice.Key} is in {string.Join(" and in ", twice.Select(one => one.name))}. Each leg is in one artifact.");
        return new ReleaseSources(notesFolder, [.. fragments.Select(one => (one.one, Path.Combine(releaseFolder, one.name)))]);
    }

    private static IReadOnlyList<ReleaseFragment> InArtifact(string folder, string name, ReleaseLegs legs)
    {
        IReadOnlyList<ReleaseFragment> fragments = ReleaseFragmentFile.All(folder);
        if (fragments.Count == 0)
            throw Refused($"The artifact {name} has no fragment (release.<platform>-<arch>.json). Let the last step of the leg leave it there.");
        foreach (ReleaseFragment fragment in fragments)
        {
            if (fragment.Version != legs.Version || fragment.Commit != legs.Commit)
            {
                throw Refused(
                    $"{fragment.FileName} in {name} is of version {fragment.Version} and commit {fragment.Commit}, and legs.json is of {legs.Version} and "
                    + $"{legs.Commit}. Build all legs in one run, from the commit of the run.");
            }
        }

        CheckFiles(folder, name, [.. fragments.Select(one => one.FileName), .. fragments.SelectMany(one => one.Artifacts).Select(artifact => artifact.Path)]);
        return fragments;
    }

    private static void CheckFiles(string folder, string name, IEnumerable<string> known)
    {
        var files = known.ToHashSet(StringComparer.Ordinal);
        var strangers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(folder, entry.FullName);
            if (entry.LinkTarget is not null)
                throw Refused($"'{path}' in the artifact {name} is a link. An artifact holds files alone.");
            if (entry is FileInfo && !files.Contains(path))
                strangers.Add(path);
        }

        if (strangers.Min is { } stranger)
        {
            throw Refused(
                $"'{stranger}' is in the artifact {name}, and nothing names it. A step that adds a file to a leg names it in the leg's fragment; put "
                + "everything else into an artifact of its own.");
        }
    }

    private static IEnumerable<string> Entries(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Select(entry => entry.LinkTarget is null && entry is DirectoryInfo ? entry.Name : entry.Name + " (no folder)")
            .Order(StringComparer.Ordinal);

    private static void CheckFolder(string releaseFolder)
    {
        if (!Directory.Exists(releaseFolder))
        {
            throw new ReleaseException(
                Fault.Input, "The release folder does not exist. Correct 'release-folder', or download the artifacts of the build into it.");
        }
    }

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
