namespace UvRelease.StoreInputs;

/// <summary>A sum of what many threads report.</summary>
public sealed class Counter : IProgress<long>
{
    private long value;

    /// <summary>The sum so far.</summary>
    public long Value => Interlocked.Read(ref value);

    /// <inheritdoc/>
    public void Report(long value) => Interlocked.Add(ref this.value, value);
}
