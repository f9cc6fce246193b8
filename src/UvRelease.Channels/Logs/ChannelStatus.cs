using System.Text.Json.Serialization;

namespace UvRelease.Channels.Logs;

/// <summary>What a channel serves; <c>standing</c> in documents.</summary>
/// <param name="Current">The release that the channel offers, and to whom.</param>
/// <param name="Fallback">The release that clients outside the rollout get: the last one that reached everybody; null for none.</param>
/// <param name="Halted">True while nothing is offered to anybody.</param>
/// <param name="Floor">Lowest version that a rollback may serve; null for any.</param>
/// <param name="Highest">Highest version that the channel ever served: it can't be used a second time.</param>
/// <param name="Cohorts">
/// All cohorts that have feeds of their own, in ordinal order, whether or not they are offered the current release in full.
/// </param>
/// <param name="Buckets">
/// True once the channel has feeds by bucket, with which clients outside a rollout still get the fallback; they stay, because clients poll them.
/// </param>
/// <param name="RolledBack">
/// True while the release, halted, is given up: everybody who lacks it is offered the fallback in full. Only another release follows.
/// </param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChannelStatus(
    ChannelOffer Current,
    ReleaseReference? Fallback,
    bool Halted,
    string? Floor,
    string Highest,
    IReadOnlyList<string> Cohorts,
    bool Buckets,
    bool RolledBack)
{
    /// <summary>Percentage that feeds really offer: none while the channel is halted.</summary>
    [JsonIgnore]
    public int Offered => Halted ? 0 : Current.Percent;

    /// <summary>True when everybody gets the current release.</summary>
    [JsonIgnore]
    public bool IsComplete => Offered == 100;

    /// <summary>The release that feeds offer beside the current one; null for none.</summary>
    [JsonIgnore]
    public ReleaseReference? ServedFallback => Buckets || RolledBack ? Fallback : null;

    /// <summary>The fallback once another release is current: this one if it reached everybody, else the one before it.</summary>
    [JsonIgnore]
    public ReleaseReference? NextFallback => IsComplete ? Current.Reference : Fallback;
}

/// <summary>A release by its identity.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its release digest.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReleaseReference(string Version, string Digest);

/// <summary>A release that a channel offers.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its release digest.</param>
/// <param name="Percent">Share of clients that is offered it: 0 to 100.</param>
/// <param name="Cohorts">Cohorts that are offered it whatever the share is, in ordinal order.</param>
/// <param name="Since">When the channel began to offer it (UTC).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChannelOffer(string Version, string Digest, int Percent, IReadOnlyList<string> Cohorts, string Since)
{
    /// <summary>The release without whom it is offered to.</summary>
    [JsonIgnore]
    public ReleaseReference Reference => new(Version, Digest);
}
