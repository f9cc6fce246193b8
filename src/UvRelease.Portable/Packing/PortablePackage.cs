using System.Security.Cryptography;
using System.Text;
using UvRelease.Formats.Archives;
using UvRelease.Portable.Proving;
using UvRelease.Portable.Verifying;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Packing;

/// <summary>A portable archive that was written, and the files beside it.</summary>
/// <param name="Name">Name without extensions.</param>
/// <param name="Manifest">What the archive says of itself.</param>
/// <param name="Hash">Size and hashes of the archive.</param>
public sealed record PortablePackage(string Name, PortableManifest Manifest, ArtifactHash Hash)
{
    /// <summary>File name of the archive.</summary>
    public string Archive => Name + ".zip";

    /// <summary>File name of the manifest's copy beside it.</summary>
    public string ManifestCopy => $"{Name}.{PortableManifest.FileName}";

    /// <summary>File name of the checksums' copy beside it.</summary>
    public string ChecksumsCopy => $"{Name}.{PortableManifest.ChecksumsName}";

    /// <summary>File name of the archive's own checksum.</summary>
    public string ArchiveChecksum => Archive + ".sha256";

    /// <summary>File name of the statement of provenance beside it.</summary>
    public string Provenance => Archive + BuildProvenance.Extension;

    /// <summary>The archive as its leg's fragment has it.</summary>
    public Artifact Artifact => new(ArtifactKind.Portable, Archive, Manifest.Platform, Manifest.Arch, Hash.Size, Hash.Sha256, Hash.Sha512, Blockmap: null);

    private string[] Files => [ManifestCopy, ChecksumsCopy, ArchiveChecksum, Provenance, Archive];

    /// <summary>
    /// Asserts, packs, and reads the result back as verify-portable does. It is made beside its place and moved when all is well; nothing is replaced
    /// that the leg's fragment has with other bytes.
    /// </summary>
    /// <param name="request">What goes in.</param>
    /// <param name="folder">Where it is written.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: something declared is missing or wrong, see the message; or
    /// the fragment has other bytes.</exception>
    public static async Task<PortablePackage> WriteAsync(PortableRequest request, string folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<PayloadFile> payload = PortablePayload.List(request);
        if (ZipForecast.Problem([.. payload.Select(file => file.Entry)], request.Archive, new ZipLimits(), cancellationToken) is { } problem)
            throw new ReleaseException(Fault.Refused, $"{request.Name} can't be packaged: {problem}.");
        PortableFile[] files = Describe(payload, request.Archive.Parallelism, cancellationToken);
        var manifest = new PortableManifest(
            PortableManifest.Format, request.Name, request.Kind, request.Version, request.Platform, request.Arch, request.Commit, files,
            [.. new ForbiddenContent(request.Configuration.Forbidden,
                request.Configuration.Allowed).Patterns.Select(pattern => new PortableBoundary(pattern))]);
        byte[] json = PortableJson.Write(manifest);
        byte[] checksums = ChecksumList.Write(files.Select(file => KeyValuePair.Create(file.Path, file.Sha256))
            .Append(KeyValuePair.Create(PortableManifest.FileName, Convert.ToHexStringLower(SHA256.HashData(json)))));
        ArchiveEntry[] entries =
        [
            .. payload.Select(file => file.Entry),
            new(PortableManifest.FileName, ArchiveEntryKind.File, FileModes.Plain) { Content = json },
            new(PortableManifest.ChecksumsName, ArchiveEntryKind.File, FileModes.Plain) { Content = checksums },
        ];
        using var stage = StagingFolder.Beside(Path.Combine(folder, request.Name));
        PortablePackage package = await StageAsync(request, stage, manifest, entries, cancellationToken);
        ReleaseFragmentFile.Find(folder, request.Leg)?.With(package.Artifact);
        foreach (string name in package.Files)
            stage.MoveFile(name, Path.Combine(folder, name));
        return package;
    }

    private static async Task<PortablePackage> StageAsync(
        PortableRequest request, StagingFolder stage, PortableManifest manifest, ArchiveEntry[] entries, CancellationToken cancellationToken)
    {
        string archive = stage.At(request.Name + ".zip");
        await ZipWriter.WriteAsync(archive, entries, request.Archive, cancellationToken);
        var package = new PortablePackage(request.Name, manifest, ArtifactHash.Of(archive, cancellationToken));
        AtomicFile.Write(stage.At(package.ManifestCopy), entries[^2].Content.ToArray(), cancellationToken);
        AtomicFile.Write(stage.At(package.ChecksumsCopy), entries[^1].Content.ToArray(), cancellationToken);
        AtomicFile.Write(stage.At(package.ArchiveChecksum), Encoding.UTF8.GetBytes($"{package.Hash.Sha256}  {package.Archive}\n"), cancellationToken);
        AtomicFile.Write(stage.At(package.Provenance), BuildProvenance.Write(package.Archive, package.Hash.Sha256, request.Facts), cancellationToken);
        // A file that changed between its hash and its compression is found here.
        PortableCheck.Run(archive, new PortableExpectation
        {
            Name = request.Name,
            Kind = request.Kind,
            Version = request.Version,
            Platform = request.Platform,
            Arch = request.Arch,
            Commit = request.Commit,
            Forbidden = request.Configuration.Forbidden,
            Allowed = request.Configuration.Allowed,
            Sha256 = package.Hash.Sha256,
        }, cancellationToken).ThrowIfRefused();
        return package;
    }

    private static PortableFile[] Describe(IReadOnlyList<PayloadFile> payload, int parallelism, CancellationToken cancellationToken)
    {
        var files = new PortableFile[payload.Count];
        try
        {
            Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, i =>
            {
                (ArchiveEntry entry, PortableRole role) = payload[i];
                (long size, byte[] hash) = HashOf(entry);
                files[i] = new PortableFile(entry.Name, role, size, Convert.ToHexStringLower(hash), FileModes.Octal(entry.Mode));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is ReleaseException first)
        {
            throw new ReleaseException(first.Fault, first.Message, e);
        }

        return files;
    }

    private static (long Size, byte[] Hash) HashOf(ArchiveEntry entry)
    {
        if (entry.Source is not { } path)
            return (entry.Content.Length, SHA256.HashData(entry.Content.Span));
        try
        {
            using var stream = new FileStream(RegularFile.Open(path), FileAccess.Read, bufferSize: 0);
            byte[] hash = SHA256.HashData(stream);
            return (stream.Position, hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Environment, $"'{entry.Name}' can't be read: {e.Message}", e);
        }
    }
}
