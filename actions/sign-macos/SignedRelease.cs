using UvRelease.Electron.Signing;
using UvRelease.Releases.Artifacts;

namespace UvRelease.SignMacos;

/// <summary>What signing makes of a leg of a release.</summary>
internal static class SignedRelease
{
    /// <summary>Files of a leg after signing: those that it had, and dmg and pkg beside the zip.</summary>
    public static IReadOnlyList<string> Files(ReleaseFragment fragment, IReadOnlyList<string> formats)
    {
        Artifact archive = BuiltApp.Archive(fragment);
        Artifact? update = Ending(fragment, ".zip");
        string stem = Path.ChangeExtension((update ?? archive).Path, null);
        IEnumerable<string> made = formats.Select(format => Ending(fragment, "." + format)?.Path ?? $"{stem}.{format}");
        return [.. made.Prepend(archive.Path).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Writes a leg's fragment, and the block maps of its files.</summary>
    /// <param name="folder">The new release folder.</param>
    /// <param name="fragment">The fragment as it was.</param>
    /// <param name="files">Files that were made.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ReleaseFragment> DescribeAsync(string folder, ReleaseFragment fragment, IReadOnlyList<string> files,
        CancellationToken cancellationToken)
    {
        var made = new List<Artifact>();
        foreach (string file in files)
        {
            ArtifactKind kind = Path.GetExtension(file) switch { ".tar" => ArtifactKind.App, ".zip" => ArtifactKind.Update, _ => ArtifactKind.Installer };
            made.AddRange(await BuiltArtifacts.DescribeAsync(folder, new Artifact(kind, file, fragment.Platform, fragment.Arch, 0, "", "", null),
                withBlockmap: kind == ArtifactKind.Update, cancellationToken));
        }

        ReleaseFragment signed = fragment.Without(Gone(fragment, files)).With(made);
        ReleaseFragmentFile.Write(folder, signed, cancellationToken);
        return signed;
    }

    /// <summary>Paths that are not taken over: files that were made anew, and their block maps.</summary>
    /// <param name="fragments">The fragments as they were, with the files that were made.</param>
    public static IReadOnlySet<string> Replaced(IEnumerable<(ReleaseFragment Fragment, IReadOnlyList<string> Files)> fragments) =>
        fragments.SelectMany(one => Gone(one.Fragment, one.Files)).ToHashSet(StringComparer.Ordinal);

    private static Artifact? Ending(ReleaseFragment fragment, string ending) => fragment.Artifacts.FirstOrDefault(one =>
        one.Kind is ArtifactKind.App or ArtifactKind.Update or ArtifactKind.Installer && one.Path.EndsWith(ending, StringComparison.Ordinal));

    private static string[] Gone(ReleaseFragment fragment, IReadOnlyList<string> files) =>
        [.. files, .. fragment.Artifacts.Where(one => files.Contains(one.Path, StringComparer.Ordinal)).Select(one => one.Blockmap?.Path).OfType<string>()];
}
