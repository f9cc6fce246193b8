using System.Text.Json.Serialization;

namespace UvRelease.Channels.Gates.Health;

/// <summary>Counts of several channels in one document; published as schema/health-of-channels.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Channels">Those of each channel of an app, once.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HealthOfChannels(string Schema, IReadOnlyList<ChannelHealth> Channels)
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/health-of-channels/1";
}
