using System.Text;
using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>
/// Tries what the safety of a publish rests on, before anything is published: of two who create one key, one succeeds; who replaces what isn't there any
/// more, doesn't. Not every server that takes the headers keeps them.
/// </summary>
public static class StoreProbe
{
    /// <summary>What the keys of probes begin with.</summary>
    public const string Folder = "uv-release-probe/";

    /// <summary>Tries it with a key of its own, which is deleted again.</summary>
    /// <param name="store">The store, opened without <see cref="StoreSettings.UnsafeSingleWriter"/>.</param>
    /// <param name="name">A name that no other probe uses at the same time.</param>
    /// <param name="progress">Gets a message when the key can't be deleted.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the store does not keep preconditions. <see cref="Fault.Environment"/>: it
    /// can't be used.</exception>
    public static async Task RunAsync(IStore store, string name, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var key = StoreKey.Of(Folder + name);
        try
        {
            if (await ProblemAsync(store, key, cancellationToken) is { } problem)
            {
                throw new ReleaseException(
                    Fault.Refused,
                    $"{store.Address} does not keep the preconditions of writes: {problem} Two publishes at once could overwrite each other unseen, so "
                        + "nothing is published there. Use a store that keeps them (docs/stores.md), or, if nobody else ever writes to it, allow it with "
                        + "unsafe-single-writer.");
            }
        }
        finally
        {
            await CleanAsync(store, key, progress, cancellationToken);
        }
    }

    private static async Task<string?> ProblemAsync(IStore store, StoreKey key, CancellationToken cancellationToken)
    {
        if (await store.CreateAsync(key, Text("1"), cancellationToken) is not PutResult.Written first)
            return "a key that nobody has used could not be created.";
        if (await store.CreateAsync(key, Text("2"), cancellationToken) is PutResult.Written)
            return "an object that was there could be created once more (If-None-Match).";
        if (await store.CreateAsync(key, Text("3") with { InParts = true }, cancellationToken) is PutResult.Written)
            return "an object that was there could be created once more by an upload in parts (If-None-Match).";
        if (await store.ReplaceAsync(key, Text("4"), first.ETag, cancellationToken) is not PutResult.Written)
            return "an object that nobody had changed could not be replaced (If-Match).";
        if (await store.ReplaceAsync(key, Text("5"), first.ETag, cancellationToken) is PutResult.Written)
            return "an object that had been changed could be replaced (If-Match).";
        SmallObject? last = await store.ReadSmallAsync(key, 16, cancellationToken);
        return last is not null && last.Content.Span.SequenceEqual("4"u8) ? null : "what was written last is not what is read.";
    }

    private static async Task CleanAsync(IStore store, StoreKey key, IProgress<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
        }
        catch (ReleaseException e)
        {
            // Stores that let nobody delete are good stores.
            progress.Report($"The probe '{key}' stays in the store: {e.Message}");
        }
    }

    private static StoreContent.Bytes Text(string text) =>
        new(Encoding.ASCII.GetBytes(text)) { ContentType = "text/plain", CacheControl = StoreContent.NoCache };
}
