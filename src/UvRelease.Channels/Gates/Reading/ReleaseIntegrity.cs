using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Gates.Reading;

/// <summary>Reads a release and every file of it as clients do, and the kill switch.</summary>
internal sealed class ReleaseIntegrity(IStore store, MoveSettings settings)
{
    private const int LongestRelease = 16 << 20, LongestStop = 64 << 10;

    private readonly ClientView view = new(store, settings);

    /// <summary>Reads a release.</summary>
    /// <exception cref="ReleaseException">There is none, or it can't be read.</exception>
    public async Task<IntegrityFacts> ReadAsync(string version, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.Release(version);
        StoredDocument document = await StoredDocument.ReadAsync(store, key, LongestRelease, cancellationToken)
            ?? throw new ReleaseException(Fault.Refused, $"{key} is missing. Put it back from a backup.");
        Release release = ReleaseJson.Read(document.Bytes, key.Text);
        string?[] problems = new string?[release.Files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            release.Files.Index(), options, async (file, token) => problems[file.Index] = await ProblemAsync(release, file.Item, token));
        // A release says nothing of signatures yet; what it will say belongs into the claims.
        return new IntegrityFacts(
            CanonicalJson.Digest(document.Bytes.Span),
            release.Version,
            release.Commit,
            problems.Count(problem => problem is null),
            [.. problems.OfType<string>()],
            []);
    }

    /// <summary>Reads the kill switch.</summary>
    /// <exception cref="ReleaseException">It can't be read.</exception>
    public Task<KillSwitchFacts> ReadStopAsync(CancellationToken cancellationToken) => ReadStopAsync(store, cancellationToken);

    /// <summary>Whether somebody stopped all releases of a store.</summary>
    /// <exception cref="ReleaseException">The document can't be read.</exception>
    public static async Task<KillSwitchFacts> ReadStopAsync(IStore store, CancellationToken cancellationToken) =>
        await StoredDocument.ReadAsync(store, StorePaths.Stop, LongestStop, cancellationToken) is { } document
            ? new KillSwitchFacts(StopDocument.Read(document.Bytes, StorePaths.Stop.Text))
            : new KillSwitchFacts(null);

    private async Task<string?> ProblemAsync(Release release, ReleaseFile file, CancellationToken cancellationToken)
    {
        try
        {
            (long Size, string Sha512)? found = release.HostedUrl(file) is { } url
                ? await view.HashAsync(new Uri(url), cancellationToken)
                : await view.HashAsync(StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name), cancellationToken);
            return found is not { } read ? $"{file.Name} is missing."
                : read == (file.Size, file.Sha512) ? null : $"{file.Name} has other bytes ({read.Size}, and {file.Size} were sealed).";
        }
        catch (ReleaseException e)
        {
            return e.Message;
        }
    }
}
