using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Sealing;

/// <summary>A release, its bytes, and where its files are on this machine.</summary>
public sealed class SealedRelease
{
    private readonly IReadOnlyDictionary<ReleaseFile, string> sources;

    internal SealedRelease(Release release, IReadOnlyDictionary<ReleaseFile, string> sources)
    {
        (Release, this.sources) = (release, sources);
        Bytes = ReleaseJson.Write(release);
        Digest = CanonicalJson.Digest(Bytes);
    }

    /// <summary>The release.</summary>
    public Release Release { get; }

    /// <summary>Its canonical JSON.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>: the release digest.</summary>
    public string Digest { get; }

    /// <summary>Path of a file on this machine.</summary>
    public string SourceOf(ReleaseFile file) => sources[file];

    /// <summary>The files for a host outside the store.</summary>
    public IReadOnlyList<HostedFile> HostedFiles() => [.. Release.Files.Select(file => new HostedFile(file.Name, SourceOf(file), file.Size, file.Sha256, file.ContentType))];

    /// <summary>Reads every file and compares it with what its fragment says.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Refused"/>: one has other bytes; <see cref="Releases.Fault.Input"/>: one is missing.</exception>
    public async Task VerifySourcesAsync(int parallelism, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        sources,
        new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
        (pair, token) =>
        {
            if (!File.Exists(pair.Value))
                throw new Releases.ReleaseException(Releases.Fault.Input, $"'{pair.Key.Name}' is missing in the release folder, and its fragment lists it. Download all artifacts of the build.");
            ArtifactHash hash = ArtifactHash.Of(pair.Value, token);
            return (hash.Size, hash.Sha256, hash.Sha512) == (pair.Key.Size, pair.Key.Sha256, pair.Key.Sha512)
                ? ValueTask.CompletedTask
                : throw new Releases.ReleaseException(Releases.Fault.Refused, $"'{pair.Key.Name}' has other bytes (sha256 {hash.Sha256}, {hash.Size} bytes) than its fragment says ({pair.Key.Sha256}, {pair.Key.Size} bytes). Something changed it after the build: build anew, or let the step that changes files rewrite the fragment.");
        });
}
