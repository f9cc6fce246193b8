namespace UvRelease.Credentials;

/// <summary>A token that is exchanged anew before it ends, once for all who wait, and when somebody says that it is not taken any more.</summary>
/// <param name="exchange">Gets one, and says when it ends.</param>
/// <param name="time">The clock.</param>
public sealed class BearerToken(Func<CancellationToken, Task<ExchangedToken>> exchange, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim gate = new(1);
    private ExchangedToken? held;

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="Releases.ReleaseException">None can be had.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (held is null || held.Expires - Margin <= time.GetUtcNow())
                held = await exchange(cancellationToken);
            return held.Text;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Drops a token that was refused; one that another has got meanwhile stays.</summary>
    public void Refused(string token) => Interlocked.CompareExchange(ref held, null, held is { } one && one.Text == token ? one : null);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();
}

/// <summary>A token of a cloud.</summary>
/// <param name="Text">It.</param>
/// <param name="Expires">When it ends.</param>
public sealed record ExchangedToken(string Text, DateTimeOffset Expires)
{
    /// <inheritdoc/>
    public override string ToString() => $"token until {Expires:O}";
}
