using UvRelease.Channels.Feeds;
using UvRelease.Releases;

namespace UvRelease.Channels.Moves;

/// <summary>What changes of channels work with.</summary>
public sealed record MoveSettings
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Gets what happens, a sentence each.</summary>
    public required IProgress<string> Progress { get; init; }

    /// <summary>Gets what goes wrong without changing the outcome.</summary>
    public required IProgress<string> Warnings { get; init; }

    /// <summary>Gets 1 for each file and each feed that could not be read back as it was built; null for nobody.</summary>
    public IProgress<long>? VerifyFailures { get; init; }

    /// <summary>Second places of feeds, of all channels.</summary>
    public IReadOnlyList<LegacyFeeds> LegacyFeeds { get; init; } = [];

    /// <summary>Signs feeds; null where feeds are not signed.</summary>
    public FeedSigner? Signer { get; init; }

    /// <summary>By channel, the generation whose entry has a wrong time: what follows it directly has the right one again.</summary>
    public IReadOnlyDictionary<string, int> WrongTimes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Files and feeds that are hashed, sent and verified at the same time.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>How long what was written may take to be seen at the address that clients use.</summary>
    public TimeSpan VisibleWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a server may take until it answers, and then for each 64 KiB: what moves on may take as long as it likes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes the client for addresses that clients use; called only where there are such.</summary>
    public required Func<HttpClient> Http { get; init; }

    /// <summary>Reads something back, and counts it where clients could not read it as it was built.</summary>
    internal async Task VerifyAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (ReleaseException)
        {
            VerifyFailures?.Report(1);
            throw;
        }
    }
}
