using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Publishing;

/// <summary>A write of a plan.</summary>
/// <param name="Step">artifact, release, log, state, feed or board.</param>
/// <param name="Key">Key in the store, or the address of a hosted file, which is verified only.</param>
/// <param name="Size">Bytes; null where they hold the time of the commit.</param>
/// <param name="Sha256">Hash of the bytes; null where they hold the time of the commit.</param>
public sealed record PlannedWrite(string Step, string Key, long? Size, string? Sha256);

/// <summary>
/// What a publish would write, in the order in which it does. It holds no clock: planned twice on the same generation it is the same, and its digest
/// is what people approve.
/// </summary>
public sealed class PublishPlan
{
    /// <summary>The format of <see cref="Bytes"/>.</summary>
    public const string Format = "uv-release/publish-plan/1";

    internal PublishPlan(PublishRequest request, SealedRelease release, LogHead? head, ChannelStanding standing, IReadOnlyList<PlannedWrite> writes)
    {
        (BaseGeneration, BaseHash, Standing, Writes) = (head?.Entry.Generation ?? 0, head?.Hash, standing, writes);
        Bytes = CanonicalJson.Write(json =>
        {
            json.WriteString("schema", Format);
            json.WriteString("app", request.App);
            json.WriteString("channel", request.Channel);
            json.WriteString("version", release.Release.Version);
            json.WriteString("commit", release.Release.Commit);
            json.WriteString("releaseDigest", release.Digest);
            json.WriteNumber("baseGeneration", BaseGeneration);
            json.WriteString("baseHash", BaseHash);
            json.WriteNumber("generation", Generation);
            json.WriteNumber("percent", standing.Current.Percent);
            json.WriteTexts("cohorts", standing.Current.Cohorts);
            LogJson.WriteReference(json, "fallback", standing.Fallback);
            json.WriteList("writes", writes, write =>
            {
                json.WriteString("step", write.Step);
                json.WriteString("key", write.Key);
                if (write.Size is { } size)
                    json.WriteNumber("size", size);
                else
                    json.WriteNull("size");
                json.WriteString("sha256", write.Sha256);
            });
        });
        Digest = CanonicalJson.Digest(Bytes);
    }

    /// <summary>Generation that the plan starts from; 0 for a channel without any.</summary>
    public int BaseGeneration { get; }

    /// <summary>Hash of that generation's log entry; null for none.</summary>
    public string? BaseHash { get; }

    /// <summary>Generation that the plan makes.</summary>
    public int Generation => BaseGeneration + 1;

    /// <summary>What the channel would serve; the time in it is not part of the plan.</summary>
    public ChannelStanding Standing { get; }

    /// <summary>What would be written, in order.</summary>
    public IReadOnlyList<PlannedWrite> Writes { get; }

    /// <summary>Canonical JSON.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public string Digest { get; }
}
