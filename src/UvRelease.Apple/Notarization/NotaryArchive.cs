using UvRelease.Formats.Archives;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>The zip in which an app is submitted, as ditto makes it: the app's folder on top, links as links, modes kept.</summary>
public static class NotaryArchive
{
    /// <summary>Writes one. It is for Apple alone: what users get is packed after the ticket is in the app.</summary>
    /// <param name="app">The signed app: a folder whose name ends with <c>.app</c>.</param>
    /// <param name="path">The zip.</param>
    /// <param name="cancellation">Stops; no file is left behind.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no app, or something is in it that zips can't hold.</exception>
    public static Task WriteAsync(string app, string path, CancellationToken cancellation)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(app)), name = Path.GetFileName(folder);
        if (!Directory.Exists(folder) || !name.EndsWith(".app", StringComparison.Ordinal))
            throw new ReleaseException(Fault.Input, $"'{name}' is no app. Give the path of a folder that ends with .app.") { File = name };
        return ZipWriter.WriteAsync(path, ArchiveTree.Read(folder, name), new ArchiveOptions { Speed = ArchiveSpeed.Fast }, cancellation);
    }
}
