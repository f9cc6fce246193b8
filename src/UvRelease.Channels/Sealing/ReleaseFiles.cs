using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Sealing;

/// <summary>Whether the files of a release can stand side by side.</summary>
internal static class ReleaseFiles
{
    /// <summary>Refuses files that would hide each other, or that clients would take for another one.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public static void Check(IReadOnlyList<ReleaseFile> files, string version, string? artifactsUrl)
    {
        if (files.Count == 0)
            throw Refused("No fragment lists a file that users get (installer, update or portable). Build packages first.");
        bool perLeg = artifactsUrl is null || (artifactsUrl.Contains("{platform}", StringComparison.Ordinal) && artifactsUrl.Contains("{arch}", StringComparison.Ordinal));
        if (files.GroupBy(file => (perLeg ? file.Platform : default, perLeg ? file.Arch : default, file.Name.ToUpperInvariant())).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refused($"The name '{twice.First().Name}' stands {twice.Count()} times in {(perLeg ? "one leg" : "the release, whose files are hosted in one folder")}. Give each file its own name.");
        IEnumerable<ReleaseFile> updates = files.Where(file => file.Kind is ArtifactKind.Installer or ArtifactKind.Update);
        if (updates.GroupBy(file => (file.Platform, file.Arch, file.Extension.ToUpperInvariant())).FirstOrDefault(group => group.Count() > 1) is { } rivals)
            throw Refused($"{string.Join(" and ", rivals.Select(file => file.Name))} are both the {rivals.First().Extension} of {rivals.First().Leg}, and clients could take either. Build one.");
        foreach (ReleaseFile file in updates)
        {
            if (ArtifactNames.UpdateProblem(file, version) is { } problem)
                throw Refused($"The file name '{file.Name}' {problem}");
            CheckMap(file, files);
        }
    }

    private static void CheckMap(ReleaseFile file, IReadOnlyList<ReleaseFile> files)
    {
        if (file.Blockmap is not { Form: BlockmapForm.External } map)
            return;
        if (map.Path != file.Name + ".blockmap")
            throw Refused($"The block map of '{file.Name}' is named '{map.Path}', and clients ask for '{file.Name}.blockmap'.");
        ReleaseFile? stored = files.FirstOrDefault(other => other.Kind == ArtifactKind.Blockmap && (other.Platform, other.Arch, other.Name) == (file.Platform, file.Arch, map.Path));
        if (stored is null || stored.Size != map.Size)
            throw Refused($"The fragment names the block map '{map.Path}' of {map.Size} bytes, and {(stored is null ? "does not list that file" : $"lists it with {stored.Size}")}. Build the leg anew.");
    }

    private static ReleaseException Refused(string message) => new(Fault.Refused, MarkdownText.Visible(message));
}
