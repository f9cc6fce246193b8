namespace UvRelease.Stores;

/// <summary>
/// Somewhere that files of a release lie for clients to download, and nothing else: it can't replace what was read (no compare and swap), so feeds,
/// log and state
/// stay in an <see cref="IStore"/>. It is opened for one release.
/// </summary>
public interface IArtifactHost : IDisposable
{
    /// <summary>Reads what is there and reports what placing the files would take; writes nothing.</summary>
    /// <exception cref="Releases.ReleaseException">The files can't be placed, whatever is done.</exception>
    Task<HostEstimate> EstimateAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken);

    /// <summary>Places the files and makes them public, all or none. Run again after any failure, it finishes or finds all done.</summary>
    /// <exception cref="Releases.ReleaseException">Something is wrong; the files are not public unless the message says so.</exception>
    Task<HostOutcome> PlaceAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken);

    /// <summary>Holds what is public against the files: names, lengths, SHA-256.</summary>
    /// <exception cref="Releases.ReleaseException">They differ, or are not public.</exception>
    Task VerifyAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken);

    /// <summary>The address that clients read a file by once it is public.</summary>
    /// <param name="name">Name of the file.</param>
    Uri PublicUrl(string name);
}

/// <summary>A file for a host.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Path">Where it is on this machine.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="ContentType">Its media type.</param>
public sealed record HostedFile(string Name, string Path, long Size, string Sha256, string ContentType);

/// <summary>What placing files takes when nothing fails.</summary>
/// <param name="Files">Files to send.</param>
/// <param name="Bytes">Bytes to send.</param>
/// <param name="Requests">Requests, reading ones too.</param>
/// <param name="AtLeast">How long it takes even on the fastest line.</param>
/// <param name="Remaining">Requests that the host still grants in this hour; null where it doesn't say.</param>
public sealed record HostEstimate(int Files, long Bytes, int Requests, TimeSpan AtLeast, int? Remaining);

/// <summary>How the files came to be public.</summary>
/// <param name="AlreadyDone">True when they were before.</param>
/// <param name="Sent">Files that were sent.</param>
public sealed record HostOutcome(bool AlreadyDone, int Sent);
