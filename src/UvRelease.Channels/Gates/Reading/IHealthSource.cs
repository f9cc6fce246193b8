using UvRelease.Channels.Gates.Health;
using UvRelease.Releases;

namespace UvRelease.Channels.Gates.Reading;

/// <summary>Where counts of crashes come from.</summary>
public interface IHealthSource
{
    /// <summary>Counts what is settled.</summary>
    /// <exception cref="ReleaseException">They can't be read.</exception>
    Task<ChannelHealth> ReadAsync(HealthQuery query, CancellationToken cancellationToken);
}

/// <summary>Which counts are wanted.</summary>
/// <param name="App">Id of the app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Versions">Versions to be compared.</param>
/// <param name="Since">Since when.</param>
/// <param name="Now">The time.</param>
public sealed record HealthQuery(string App, string Channel, IReadOnlyList<string> Versions, DateTimeOffset Since, DateTimeOffset Now);

/// <summary>Counts that can't be read, which is found before anybody asks for them.</summary>
/// <param name="problem">Why, and how to mend it.</param>
public sealed class LackingHealth(string problem) : IHealthSource
{
    /// <inheritdoc/>
    public Task<ChannelHealth> ReadAsync(HealthQuery query, CancellationToken cancellationToken) =>
        Task.FromException<ChannelHealth>(new ReleaseException(Fault.Input, problem));
}

/// <summary>Counts of documents: JSON, or a table where the name ends in <c>.csv</c>.</summary>
/// <param name="pattern">Their name, with <c>{channel}</c> in place of a channel's.</param>
/// <param name="documents">All that are there, by name.</param>
public sealed class DocumentHealth(string pattern, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> documents) : IHealthSource
{
    /// <summary>Name of the document that has a channel's counts.</summary>
    public static string NameOf(string pattern, string channel) => pattern.Replace("{channel}", channel, StringComparison.Ordinal);

    /// <inheritdoc/>
    public Task<ChannelHealth> ReadAsync(HealthQuery query, CancellationToken cancellationToken)
    {
        string name = NameOf(pattern, query.Channel);
        if (!documents.TryGetValue(name, out ReadOnlyMemory<byte> bytes))
        {
            throw new ReleaseException(
                Fault.Input,
                $"{name} is not there, and promote.health.path of the configuration says that it has the counts of {query.Channel}. Have them written to "
                + "it before this step, or correct the path.");
        }

        return Task.FromResult(name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? HealthTable.Read(bytes, name, query.App, query.Channel)
            : HealthDocument.Read(bytes, name, query.App, query.Channel));
    }
}
