using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>A private key in this process's memory.</summary>
public sealed class PrivateKey : ISigningKey
{
    private readonly RSA? rsa;
    private readonly ECDsa? ecdsa;
    private readonly IReadOnlyList<X509Certificate2> chain;
    private readonly SemaphoreSlim free = new(Environment.ProcessorCount);

    private PrivateKey(RSA? rsa, ECDsa? ecdsa, IReadOnlyList<X509Certificate2> chain) => (this.rsa, this.ecdsa, this.chain) = (rsa, ecdsa, chain);

    /// <summary>Takes a certificate with its key.</summary>
    /// <param name="leaf">The certificate; its private key is with it.</param>
    /// <param name="others">What may be in its chain, in any order.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the key is of another kind than RSA and ECDSA.</exception>
    public static PrivateKey Of(X509Certificate2 leaf, IEnumerable<X509Certificate2> others)
    {
        RSA? ofRsa = leaf.GetRSAPrivateKey();
        ECDsa? ofEcdsa = ofRsa is null ? leaf.GetECDsaPrivateKey() : null;
        if (ofRsa is null && ofEcdsa is null)
            throw new ReleaseException(Fault.Input, $"The key of '{leaf.Subject}' is none of RSA or ECDSA. Get a certificate for such a key.");
        var bare = X509CertificateLoader.LoadCertificate(leaf.RawData);
        return new PrivateKey(ofRsa, ofEcdsa, [bare, .. others.Where(other => !other.RawData.AsSpan().SequenceEqual(bare.RawData))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<X509Certificate2>> GetChainAsync(CancellationToken cancellation) => Task.FromResult(chain);

    /// <inheritdoc/>
    public async Task<KeySignature> SignAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            byte[] value = rsa is not null ? rsa.SignHash(digest.Span, algorithm, RSASignaturePadding.Pkcs1)
                : ecdsa!.SignHash(digest.Span, DSASignatureFormat.Rfc3279DerSequence);
            return new KeySignature(value, chain).Checked(digest.Span, algorithm);
        }
        catch (CryptographicException e)
        {
            throw new ReleaseException(Fault.Input, $"The key of '{chain[0].Subject}' can't sign: {e.Message}", e);
        }
        finally
        {
            free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rsa?.Dispose();
        ecdsa?.Dispose();
        free.Dispose();
    }
}
