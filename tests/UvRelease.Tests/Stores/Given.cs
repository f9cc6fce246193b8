using System.Text;
using UvRelease.Stores;

namespace UvRelease.Tests.Stores;

/// <summary>What tests put into stores.</summary>
internal static class Given
{
    public static StoreSettings Settings { get; } = new()
    {
        Time = TimeProvider.System,
        Jitter = () => 0.05,
        Progress = new Progress<string>(),
        PartSize = 5 << 20,
    };

    public static StoreContent.Bytes Text(string text) =>
        new(Encoding.UTF8.GetBytes(text)) { ContentType = "text/yaml; charset=utf-8", CacheControl = StoreContent.NoCache };

    public static StoreContent.File File(string path) => new(path) { ContentType = "application/octet-stream", CacheControl = StoreContent.Immutable };

    /// <summary>Bytes that are the same each time and alike nowhere.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<string?> TextAsync(this IStore store, StoreKey key, CancellationToken cancellationToken) =>
        await store.ReadSmallAsync(key, 1 << 20, cancellationToken) is { } found ? Encoding.UTF8.GetString(found.Content.Span) : null;

    public static async Task<byte[]> BytesAsync(this IStore store, StoreKey key, ByteRange? range, CancellationToken cancellationToken)
    {
        await using StoreRead? read = await store.ReadAsync(key, range, cancellationToken);
        using var copy = new MemoryStream();
        await read!.Content.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }

    public static async Task<string[]> KeysAsync(this IStore store, string prefix, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken)).Select(one => one.Key.Text)];
}

/// <summary>Counts what is reported to it.</summary>
internal sealed class Sum : IProgress<long>
{
    private long value;

    public long Value => Interlocked.Read(ref value);

    public void Report(long value) => Interlocked.Add(ref this.value, value);
}

/// <summary>Keeps what is reported to it.</summary>
internal sealed class Told : IProgress<string>
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public void Report(string value)
    {
        lock (gate)
            lines.Add(value);
    }
}
