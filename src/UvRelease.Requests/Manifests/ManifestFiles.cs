using System.Text;
using UvRelease.Requests.Checkouts;

namespace UvRelease.Requests.Manifests;

/// <summary>All manifests and lock files that new versions change.</summary>
internal static class ManifestFiles
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files that change; every other byte of them stays.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: one of them can't be read.</exception>
    public static IEnumerable<FileChange> Change(Checkout checkout, VersionChanges changes)
    {
        foreach (WorkspacePackage package in changes.Packages)
        {
            if (Changed(checkout, package.File, file => NpmFiles.Manifest(package, file, changes)) is { } manifest)
                yield return manifest;
        }

        foreach (string path in checkout.Files)
        {
            int slash = path.LastIndexOf('/');
            string folder = slash < 0 ? "" : path[..slash];
            Func<byte[], byte[]>? change = path[(slash + 1)..] switch
            {
                "package-lock.json" or "npm-shrinkwrap.json" => file => NpmFiles.Lock(folder, file, path, changes),
                "pnpm-lock.yaml" => file => Text(file, path, text => PnpmLock.Change(folder, text, changes)),
                "yarn.lock" => file => Text(file, path, text => YarnLock.Change(text, changes)),
                _ => null,
            };
            if (change is not null && changes.Packages.Any(package => package.Folder == folder) && Changed(checkout, path, change) is { } lockFile)
                yield return lockFile;
        }
    }

    private static FileChange? Changed(Checkout checkout, string path, Func<byte[], byte[]> change)
    {
        byte[] before = checkout.Read(path), after = change(before);
        return before.AsSpan().SequenceEqual(after) ? null : new FileChange(path, checkout.Mode(path), after);
    }

    private static byte[] Text(byte[] file, string path, Func<string, string> change)
    {
        try
        {
            return StrictUtf8.GetBytes(change(StrictUtf8.GetString(file)));
        }
        catch (DecoderFallbackException e)
        {
            throw new Releases.ReleaseException(Releases.Fault.Input, $"{path} is no UTF-8 text: byte {e.Index} can't be read.", e) { File = path };
        }
    }
}
