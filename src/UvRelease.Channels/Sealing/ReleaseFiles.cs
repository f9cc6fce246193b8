using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Sealing;

/// <summary>Whether the files of a release can be published together.</summary>
internal static class ReleaseFiles
{
    /// <summary>Refuses files that would hide each other, or that clients would take for another one.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public static void Check(IReadOnlyList<ReleaseFile> files, string version, string? artifactsUrl)
    {
        if (files.Count == 0)
            throw Refused("No fragment lists a file that users get (installer, update or portable). Build packages first.");
        CheckNames(files, artifactsUrl);
        IEnumerable<ReleaseFile> updates = files.Where(file => file.Kind is ArtifactKind.Installer or ArtifactKind.Update);
        if (updates.GroupBy(file => (file.Platform, file.Arch, file.Extension.ToUpperInvariant())).FirstOrDefault(IsSeveral) is { } rivals)
        {
            string names = string.Join(" and ", rivals.Select(file => file.Name));
            throw Refused($"{names} are both the {rivals.First().Extension} of {rivals.First().Leg}, and clients could take either. Build one.");
        }

        foreach (ReleaseFile file in updates)
        {
            if (ArtifactNames.UpdateProblem(file, version) is { } problem)
                throw Refused($"The file name '{file.Name}' {problem}");
            CheckMap(file, files);
        }
    }

    private static void CheckNames(IReadOnlyList<ReleaseFile> files, string? url)
    {
        bool perLeg = url is null || (url.Contains("{platform}", StringComparison.Ordinal) && url.Contains("{arch}", StringComparison.Ordinal));
        var places = files.GroupBy(file => (perLeg ? file.Platform : default, perLeg ? file.Arch : default, file.Name.ToUpperInvariant()));
        if (places.FirstOrDefault(IsSeveral) is not { } twice)
            return;
        string where = perLeg ? "one leg" : "the release, whose files are hosted in one folder";
        throw Refused($"The name '{twice.First().Name}' appears {twice.Count()} times in {where}. Give each file its own name.");
    }

    private static bool IsSeveral<TKey>(IGrouping<TKey, ReleaseFile> group) => group.Skip(1).Any();

    private static void CheckMap(ReleaseFile file, IReadOnlyList<ReleaseFile> files)
    {
        // The map is followed by its length in four bytes (app-builder's blockmap), and something comes before it.
        if (file.Blockmap is { Form: BlockmapForm.Embedded } embedded && embedded.Size > file.Size - 4)
        {
            throw Refused(
                $"The fragment says that '{file.Name}', of {file.Size} bytes, ends with a block map of {embedded.Size}. Clients would read it from outside of "
                + "the file. Build the leg anew.");
        }

        if (file.Blockmap is not { Form: BlockmapForm.External } map)
            return;
        if (map.Path != file.Name + ".blockmap")
            throw Refused($"The block map of '{file.Name}' is named '{map.Path}', and clients ask for '{file.Name}.blockmap'.");
        ReleaseFile? stored = files.FirstOrDefault(other =>
            other.Kind == ArtifactKind.Blockmap && (other.Platform, other.Arch, other.Name) == (file.Platform, file.Arch, map.Path));
        if (stored?.Size == map.Size)
            return;
        string listed = stored is null ? "does not list that file" : $"lists it with {stored.Size}";
        throw Refused($"The fragment names the block map '{map.Path}' of {map.Size} bytes, and {listed}. Build the leg anew.");
    }

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
