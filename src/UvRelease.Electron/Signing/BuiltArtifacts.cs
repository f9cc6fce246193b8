using Microsoft.Win32.SafeHandles;
using UvRelease.Electron.Blockmaps;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Signing;

/// <summary>What a leg left in a release folder, for steps that sign it.</summary>
public static class BuiltArtifacts
{
    /// <summary>The fragments of a platform in a release folder.</summary>
    /// <param name="release">The folder.</param>
    /// <param name="shown">What errors call it.</param>
    /// <param name="platform">The platform.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none.</exception>
    public static IReadOnlyList<ReleaseFragment> Fragments(string release, string shown, ReleasePlatform platform)
    {
        if (!Directory.Exists(release))
            throw new ReleaseException(Fault.Input,
                $"The folder '{shown}' is missing. Name the one that build-electron wrote by 'release-folder', or download its artifact first.");
        IReadOnlyList<ReleaseFragment> all = ReleaseFragmentFile.All(release);
        ReleaseFragment[] wanted = [.. all.Where(fragment => fragment.Platform == platform)];
        return wanted.Length > 0 ? wanted : throw new ReleaseException(Fault.Input, all.Count == 0
            ? $"The folder '{shown}' has no release fragment (release.{platform.Word()}-<arch>.json). Build the leg with build-electron."
            : $"The folder '{shown}' has fragments of {string.Join(", ", all.Select(one => one.Leg))} and none of {platform.Word()}. Run this step in "
                + "the legs of "
                + $"{platform.Word()} alone.");
    }

    /// <summary>Unpacks an archive after its bytes were compared with its fragment's.</summary>
    /// <param name="release">Folder of the fragment.</param>
    /// <param name="archive">The archive: tar or zip.</param>
    /// <param name="to">A folder that is not there yet.</param>
    /// <param name="cancellationToken">Stops; what is unpacked stays for the caller to remove.</param>
    /// <returns>Time of its files; null where the archive says none.</returns>
    /// <exception cref="ReleaseException">The archive is missing, broken, or another one than the fragment says.</exception>
    public static DateTimeOffset? Unpack(string release, Artifact archive, string to, CancellationToken cancellationToken)
    {
        string file = ArtifactPath.In(release, archive.Path);
        if (!Path.Exists(file))
            throw new ReleaseException(Fault.Input, $"'{archive.Path}' is missing beside its fragment. Download the whole artifact of the leg.")
            {
                File = archive.Path,
            };
        var hash = ArtifactHash.Below(release, archive.Path, cancellationToken);
        if (hash.Sha256 != archive.Sha256)
            throw new ReleaseException(Fault.Refused,
                $"'{archive.Path}' has other bytes (sha256 {hash.Sha256}) than its fragment says ({archive.Sha256}). Build the leg anew.");
        if (archive.Path.EndsWith(".tar", StringComparison.Ordinal))
        {
            using SafeFileHandle handle = RegularFile.OpenBelow(release, archive.Path);
            using var tar = new FileStream(handle, FileAccess.Read);
            return TarExtraction.Run(tar, archive.Path, to, cancellationToken);
        }

        using ZipReader zip = ZipReader.Open(file, archive.Path, new ZipLimits());
        ZipExtraction.Run(zip, to, null, cancellationToken);
        return null;
    }

    /// <summary>What a fragment says of a file.</summary>
    /// <param name="release">Folder of the file.</param>
    /// <param name="like">What it is, but for its bytes.</param>
    /// <param name="withBlockmap">True writes its block map beside it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<Artifact>> DescribeAsync(string release, Artifact like, bool withBlockmap, CancellationToken cancellationToken)
    {
        if (!withBlockmap)
            return [Hashed(release, like with { Blockmap = null }, cancellationToken)];
        MappedFile mapped = await BlockmapFile.WriteBesideAsync(ArtifactPath.In(release, like.Path), new BlockmapOptions(), cancellationToken);
        string map = like.Path + ".blockmap";
        return
        [
            like with { Size = mapped.Size, Sha256 = mapped.Sha256, Sha512 = mapped.Sha512, Blockmap = ArtifactBlockmap.External(map, mapped.BlockmapSize) },
            Hashed(release, like with { Kind = ArtifactKind.Blockmap, Path = map, Blockmap = null, AdminRights = false }, cancellationToken),
        ];
    }

    private static Artifact Hashed(string release, Artifact like, CancellationToken cancellationToken)
    {
        var hash = ArtifactHash.Below(release, like.Path, cancellationToken);
        return like with { Size = hash.Size, Sha256 = hash.Sha256, Sha512 = hash.Sha512 };
    }
}
