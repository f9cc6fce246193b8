using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UvRelease.Keys;

/// <summary>A private key that signs digests, wherever it is kept: in this process, in a token, in a cloud.</summary>
public interface ISigningKey : IDisposable
{
    /// <summary>The chain that it signs with now, for what must be known before there is a digest: who signs, for which team.</summary>
    /// <param name="cancellation">Ends a request that waits for somebody else.</param>
    /// <returns>The certificates, leaf first, without the root where the key's owner gave none.</returns>
    /// <exception cref="Releases.ReleaseException">The key can't be used.</exception>
    Task<IReadOnlyList<X509Certificate2>> GetChainAsync(CancellationToken cancellation);

    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The digest's bytes, as long as those of <paramref name="algorithm"/>.</param>
    /// <param name="algorithm">What made the digest.</param>
    /// <param name="cancellation">Ends a request that waits for somebody else.</param>
    /// <returns>The signature, checked against the leaf of the chain that comes with it.</returns>
    /// <exception cref="Releases.ReleaseException">The key can't be used: no access, another key than the certificate's, no answer.</exception>
    Task<KeySignature> SignAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation);
}
