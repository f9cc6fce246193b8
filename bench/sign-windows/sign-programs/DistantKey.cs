using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Keys;

namespace UvRelease.Bench;

/// <summary>A key that answers after a while, as one in a cloud does.</summary>
internal sealed class DistantKey(ISigningKey key, int milliseconds) : ISigningKey
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<X509Certificate2>> GetChainAsync(CancellationToken cancellation) => key.GetChainAsync(cancellation);

    /// <inheritdoc/>
    public async Task<KeySignature> SignAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        await Task.Delay(milliseconds, cancellation);
        return await key.SignAsync(digest, algorithm, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
