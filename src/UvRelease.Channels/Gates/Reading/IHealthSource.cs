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

/// <summary>Counts of a document: JSON, or a table where its name ends in <c>.csv</c>.</summary>
/// <param name="name">Its name, for errors.</param>
/// <param name="bytes">All of it.</param>
public sealed class DocumentHealth(string name, ReadOnlyMemory<byte> bytes) : IHealthSource
{
    /// <inheritdoc/>
    public Task<ChannelHealth> ReadAsync(HealthQuery query, CancellationToken cancellationToken) => Task.FromResult(
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? HealthTable.Read(bytes, name, query.App, query.Channel)
            : HealthDocument.Read(bytes, name));
}
