using System.IO.Compression;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.UploadSymbols;

/// <summary>An app as its users get it, and the source maps that were set aside for it.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Folder">Its folder; null where no package of it can be looked into.</param>
/// <param name="Files">Its programs and libraries.</param>
/// <param name="MapFolders">Folders with its source maps.</param>
internal sealed record UnpackedApp(string Name, string? Folder, IReadOnlyList<SymbolFile> Files, IReadOnlyList<string> MapFolders)
{
    private const string Resources = "resources";

    /// <summary>An app in a folder.</summary>
    public static UnpackedApp Of(string name, string? folder, IReadOnlyList<string> mapFolders, CancellationToken cancellationToken) =>
        new(name, folder, Found(folder, cancellationToken), mapFolders);

    /// <summary>The programs, libraries and debug files of a folder; none where there is no folder.</summary>
    public static SymbolFile[] Found(string? folder, CancellationToken cancellationToken) => folder is null ? []
        : [.. DebugFolder.Find(folder, cancellationToken).Select(facts => new SymbolFile(Path.Combine(folder, facts.Path), facts))];

    /// <summary>Unpacks the app of a leg out of a package that is an archive: the target dir, zip or tar.gz.</summary>
    /// <param name="release">Folder of the fragment.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="to">A folder to unpack into, which is not there.</param>
    /// <param name="cancellationToken">Stops; what is unpacked stays for the caller to remove.</param>
    /// <returns>The app's folder; null where no package is such an archive.</returns>
    /// <exception cref="ReleaseException">An archive is broken, or writes elsewhere.</exception>
    public static string? Unpack(string release, ReleaseFragment fragment, string to, CancellationToken cancellationToken)
    {
        Artifact[] archives = [.. fragment.Artifacts.Where(artifact => artifact.Kind is ArtifactKind.App or ArtifactKind.Update or ArtifactKind.Portable)];
        if (Find(archives, ".tar") is { } tar)
            UnpackTar(File.OpenRead(Path.Combine(release, tar.Path)), tar.Path, to, cancellationToken);
        else if (Find(archives, ".zip") is { } zip)
            UnpackZip(Path.Combine(release, zip.Path), zip.Path, to, cancellationToken);
        else if (Find(archives, ".tar.gz") is { } packed)
            UnpackTar(new GZipStream(File.OpenRead(Path.Combine(release, packed.Path)), CompressionMode.Decompress), packed.Path, to, cancellationToken);
        else
            return null;
        // electron-builder's tar.gz has everything in a folder with the app's name.
        return !Directory.Exists(Path.Combine(to, Resources)) && Directory.GetDirectories(to) is [var only] && Directory.Exists(Path.Combine(only, Resources))
            ? only : to;
    }

    private static Artifact? Find(Artifact[] archives, string ending) =>
        Array.Find(archives, artifact => artifact.Path.EndsWith(ending, StringComparison.Ordinal));

    private static void UnpackZip(string file, string name, string to, CancellationToken cancellationToken)
    {
        using ZipReader zip = ZipReader.Open(file, name, new ZipLimits());
        ZipExtraction.Run(zip, to, null, cancellationToken);
    }

    private static void UnpackTar(Stream archive, string name, string to, CancellationToken cancellationToken)
    {
        using (archive)
            TarExtraction.Run(archive, name, to, cancellationToken);
    }
}
