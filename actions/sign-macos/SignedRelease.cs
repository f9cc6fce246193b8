using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;

namespace UvRelease.SignMacos;

/// <summary>A release folder while it is made anew beside the old one, which it then takes the place of in one move.</summary>
internal sealed class SignedRelease : IDisposable
{
    private const string Name = "release";
    private readonly StagingFolder staging;
    private readonly string old;

    private SignedRelease(string old) => (this.old, staging) = (old, StagingFolder.Beside(old));

    /// <summary>Where the new files go.</summary>
    public string Folder => staging.At(Name);

    /// <summary>Begins one.</summary>
    /// <param name="old">The release folder as it is.</param>
    public static SignedRelease Beside(string old)
    {
        var release = new SignedRelease(Path.TrimEndingDirectorySeparator(old));
        Directory.CreateDirectory(release.Folder);
        return release;
    }

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
    /// <param name="fragment">The fragment as it was.</param>
    /// <param name="files">Files that were made.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<ReleaseFragment> DescribeAsync(ReleaseFragment fragment, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var made = new List<Artifact>();
        foreach (string file in files)
        {
            ArtifactKind kind = Path.GetExtension(file) switch { ".tar" => ArtifactKind.App, ".zip" => ArtifactKind.Update, _ => ArtifactKind.Installer };
            made.AddRange(await AppPackages.DescribeAsync(Folder, new Artifact(kind, file, fragment.Platform, fragment.Arch, 0, "", "", null),
                cancellationToken));
        }

        ReleaseFragment signed = fragment.Without(Gone(fragment, files)).With(made);
        ReleaseFragmentFile.Write(Folder, signed, cancellationToken);
        return signed;
    }

    /// <summary>Copies what was not made anew, and puts the folder in the place of the old one.</summary>
    /// <param name="fragments">The fragments as they were, with the files that were made.</param>
    /// <param name="cancellationToken">Stops before the move.</param>
    public void Commit(IEnumerable<(ReleaseFragment Fragment, IReadOnlyList<string> Files)> fragments, CancellationToken cancellationToken)
    {
        var gone = fragments.SelectMany(one => Gone(one.Fragment, one.Files)).ToHashSet(StringComparer.Ordinal);
        foreach (ArchiveEntry entry in ArchiveTree.Read(old))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(Folder, entry.Name);
            if (gone.Contains(entry.Name) || Path.Exists(path))
                continue;
            if (entry.Kind == ArchiveEntryKind.Directory)
                Directory.CreateDirectory(path);
            else if (entry.Kind == ArchiveEntryKind.Link)
                File.CreateSymbolicLink(path, entry.Target);
            else
                File.Copy(entry.Source!, path);
        }

        staging.MoveFolder(Name, old, replace: true);
    }

    /// <inheritdoc/>
    public void Dispose() => staging.Dispose();

    private static Artifact? Ending(ReleaseFragment fragment, string ending) => fragment.Artifacts.FirstOrDefault(one =>
        one.Kind is ArtifactKind.App or ArtifactKind.Update or ArtifactKind.Installer && one.Path.EndsWith(ending, StringComparison.Ordinal));

    private static string[] Gone(ReleaseFragment fragment, IReadOnlyList<string> files) =>
        [.. files, .. fragment.Artifacts.Where(one => files.Contains(one.Path, StringComparer.Ordinal)).Select(one => one.Blockmap?.Path).OfType<string>()];
}
