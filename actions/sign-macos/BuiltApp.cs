using UvRelease.Electron.Signing;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.SignMacos;

/// <summary>An app of a release, unpacked out of what its leg left.</summary>
/// <param name="Fragment">The leg's fragment.</param>
/// <param name="Folder">The app: a folder whose name ends with <c>.app</c>.</param>
/// <param name="Time">Time of its files; null where the archive says none.</param>
internal sealed record BuiltApp(ReleaseFragment Fragment, string Folder, DateTimeOffset? Time)
{
    /// <summary>Name of its bundle: "Sample.app".</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The fragments of macOS in a release folder.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none.</exception>
    public static IReadOnlyList<ReleaseFragment> Fragments(string release, string shown) => BuiltArtifacts.Fragments(release, shown, ReleasePlatform.Mac);

    /// <summary>The archive that an app is taken out of: the target dir, else the zip.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is neither.</exception>
    public static Artifact Archive(ReleaseFragment fragment) =>
        fragment.Artifacts.FirstOrDefault(one => one.Kind == ArtifactKind.App && Is(one, ".tar"))
        ?? fragment.Artifacts.FirstOrDefault(one => one.Kind == ArtifactKind.Update && Is(one, ".zip"))
        ?? throw new ReleaseException(Fault.Input,
            $"{fragment.FileName} has neither an app (.tar) nor a zip. Name 'dir' or 'zip' in electron.targets of the configuration.");

    /// <summary>Unpacks the app of a leg.</summary>
    /// <param name="release">Folder of the fragment.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="to">A folder that is not there yet.</param>
    /// <param name="cancellationToken">Stops; what is unpacked stays for the caller to remove.</param>
    /// <exception cref="ReleaseException">The archive is broken, is another one than the fragment says, or has no app.</exception>
    public static BuiltApp Unpack(string release, ReleaseFragment fragment, string to, CancellationToken cancellationToken)
    {
        Artifact archive = Archive(fragment);
        DateTimeOffset? time = BuiltArtifacts.Unpack(release, archive, to, cancellationToken);
        return new BuiltApp(fragment, In(to, archive.Path), time);
    }

    /// <summary>The one app of a folder.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none, or something beside it.</exception>
    public static string In(string folder, string shown) =>
        Directory.GetFileSystemEntries(folder) is [var only] && only.EndsWith(".app", StringComparison.Ordinal)
            && Directory.Exists(only) && FileStatus.Of(only).Type == FileType.Directory
            ? only
            : throw new ReleaseException(Fault.Input, $"'{shown}' does not hold one app (….app) and nothing else. Build the leg anew.") { File = shown };

    private static bool Is(Artifact artifact, string ending) => artifact.Path.EndsWith(ending, StringComparison.Ordinal);
}
