using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Sealing;

/// <summary>A release, its bytes, and where its files are on this machine.</summary>
public sealed class SealedRelease
{
    private readonly IReadOnlyDictionary<ReleaseFile, (string Folder, string Path)> sources;

    internal SealedRelease(Release release, IReadOnlyDictionary<ReleaseFile, (string Folder, string Path)> sources)
    {
        (Release, this.sources) = (release, sources);
        Bytes = ReleaseJson.Write(release);
        Digest = CanonicalJson.Digest(Bytes);
    }

    /// <summary>The release.</summary>
    public Release Release { get; }

    /// <summary>Where the apps of its legs look for updates, as far as their builders say.</summary>
    public IReadOnlyList<(Leg Leg, AppUpdates Updates)> Asked { get; internal init; } = [];

    /// <summary>Its canonical JSON.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>: the release digest.</summary>
    public string Digest { get; }

    /// <summary>Path of a file on this machine.</summary>
    public string SourceOf(ReleaseFile file) => Path.Combine(sources[file].Folder, sources[file].Path);

    /// <summary>The files for a host outside the store.</summary>
    public IReadOnlyList<HostedFile> HostedFiles() =>
        [.. Release.Files.Select(file => new HostedFile(file.Name, SourceOf(file), file.Size, file.Sha256, file.ContentType))];

    /// <summary>Reads every file and compares it with what its fragment says.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: one has other bytes; <see cref="Fault.Input"/>: one is missing.</exception>
    public async Task VerifySourcesAsync(int parallelism, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        sources,
        new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
        (pair, token) =>
        {
            VerifySource(pair.Key, pair.Value, token);
            return ValueTask.CompletedTask;
        });

    private static void VerifySource(ReleaseFile file, (string Folder, string Path) at, CancellationToken cancellationToken)
    {
        ArtifactHash hash;
        try
        {
            hash = ArtifactHash.Below(at.Folder, at.Path, cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            throw new ReleaseException(
                Fault.Input, $"'{file.Name}' is missing in the release folder, and its fragment lists it. Download all artifacts of the build.", e);
        }

        if ((hash.Size, hash.Sha256, hash.Sha512) != (file.Size, file.Sha256, file.Sha512))
        {
            throw new ReleaseException(
                Fault.Refused,
                $"'{file.Name}' has other bytes (sha256 {hash.Sha256}, {hash.Size} bytes) than its fragment says ({file.Sha256}, {file.Size} bytes). "
                + "Something changed it after the build: build anew, or let the step that changes files rewrite the fragment.");
        }
    }
}
