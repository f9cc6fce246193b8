using UvRelease.Formats.Archives;
using UvRelease.Posix;

namespace UvRelease.Electron.Signing;

/// <summary>A release folder while it is made anew beside the old one, which it then takes the place of in one move.</summary>
public sealed class ReplacedRelease : IDisposable
{
    private const string Name = "release";
    private readonly StagingFolder staging;
    private readonly string old;

    private ReplacedRelease(string old) => (this.old, staging) = (old, StagingFolder.Beside(old));

    /// <summary>Where the new files go.</summary>
    public string Folder => staging.At(Name);

    /// <summary>Begins one.</summary>
    /// <param name="old">The release folder as it is.</param>
    public static ReplacedRelease Beside(string old)
    {
        var release = new ReplacedRelease(Path.TrimEndingDirectorySeparator(old));
        Directory.CreateDirectory(release.Folder);
        return release;
    }

    /// <summary>Copies what was not made anew, and puts the folder in the place of the old one.</summary>
    /// <param name="gone">Paths of the old folder that stay behind.</param>
    /// <param name="cancellationToken">Stops before the move.</param>
    public void Commit(IReadOnlySet<string> gone, CancellationToken cancellationToken)
    {
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
}
