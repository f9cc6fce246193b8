using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels.Publishing;

/// <summary>What is to be published, where to, and for whom.</summary>
public sealed record PublishRequest
{
    /// <summary>Id of the app.</summary>
    public required string App { get; init; }

    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Share of clients that is offered the release: 0 to 100.</summary>
    public required int Percent { get; init; }

    /// <summary>Cohorts that are offered it whatever the share is.</summary>
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>Legs that may be dropped since the release before, because the configuration lists all that there are; false refuses to drop any.</summary>
    public bool LegsAreListed { get; init; }

    /// <summary>True when the files are at the release's ArtifactsUrl already, so that nothing is uploaded.</summary>
    public bool Hosted { get; init; }

    /// <summary>True gives the channel feeds by bucket; a channel that has them keeps them.</summary>
    public bool BucketFeeds { get; init; }

    /// <summary>Digest of the plan that was approved; null applies whatever is planned.</summary>
    public string? ApprovedPlan { get; init; }

    /// <summary>True plans and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who publishes.</summary>
    public required string Actor { get; init; }

    /// <summary>Address of the workflow run; null outside of one.</summary>
    public string? Run { get; init; }
}

/// <summary>What publishing works with.</summary>
public sealed record PublishSettings
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told what happens, a sentence each.</summary>
    public required IProgress<string> Progress { get; init; }

    /// <summary>Told what goes wrong without changing the outcome.</summary>
    public required IProgress<string> Warnings { get; init; }

    /// <summary>Told how many bytes were sent since it was last told.</summary>
    public IProgress<long>? Bytes { get; init; }

    /// <summary>Told 1 for each file and each feed that could not be read back as it was built; null for nobody.</summary>
    public IProgress<long>? VerifyFailures { get; init; }

    /// <summary>Files that are hashed, sent and verified at the same time.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>Where the files of the release lie, at the release's ArtifactsUrl; null for the store, or for files that somebody else puts there.</summary>
    public IArtifactHost? ArtifactHost { get; init; }

    /// <summary>How long what was written may take to be seen at the address that clients use.</summary>
    public TimeSpan VisibleWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Makes the client for addresses that clients use; called only where there are such.</summary>
    public required Func<HttpClient> Http { get; init; }

    /// <summary>Reads something back, and tells of it where clients could not read it as it was built.</summary>
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
