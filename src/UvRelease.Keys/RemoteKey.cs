using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>
/// A private key that is kept elsewhere: a digest goes there and a signature comes back, which is checked against the leaf before anybody gets it. As many
/// requests run at once as the owner of the key is asked to bear.
/// </summary>
public abstract class RemoteKey : ISigningKey
{
    private readonly SemaphoreSlim free;
    private readonly Lazy<Task<IReadOnlyList<X509Certificate2>>> chain;

    private protected RemoteKey(string name, int parallelism)
    {
        Name = name;
        free = new SemaphoreSlim(parallelism);
        chain = new Lazy<Task<IReadOnlyList<X509Certificate2>>>(() => AskChainAsync(CancellationToken.None));
    }

    /// <summary>What errors call it.</summary>
    private protected string Name { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<X509Certificate2>> GetChainAsync(CancellationToken cancellation) => chain.Value.WaitAsync(cancellation);

    /// <inheritdoc/>
    public async Task<KeySignature> SignAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        if (digest.Length != SizeOf(algorithm))
            throw new ReleaseException(Fault.Input, $"A digest of {algorithm} has {SizeOf(algorithm)} bytes, and {digest.Length} were given.");
        await free.WaitAsync(cancellation);
        try
        {
            return (await AskAsync(digest, algorithm, cancellation)).Checked(digest.Span, algorithm);
        }
        finally
        {
            free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes connections.</summary>
    private protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            free.Dispose();
    }

    /// <summary>Asks who signs.</summary>
    private protected abstract Task<IReadOnlyList<X509Certificate2>> AskChainAsync(CancellationToken cancellation);

    /// <summary>Has a digest signed.</summary>
    private protected abstract Task<KeySignature> AskAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation);

    /// <summary>Bits of a hash that clouds sign.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they don't sign it.</exception>
    private protected int BitsOf(HashAlgorithmName algorithm) => algorithm != HashAlgorithmName.SHA1 ? SizeOf(algorithm) * 8
        : throw new ReleaseException(Fault.Input, $"{Name} signs no SHA-1. Give a key in a secret or in a token for what still needs it (docs/keys.md).");

    /// <summary>True for a leaf with an RSA key, false for one with an elliptic curve.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is another kind.</exception>
    private protected static bool IsRsa(X509Certificate2 leaf) => leaf.GetKeyAlgorithm() switch
    {
        "1.2.840.113549.1.1.1" => true,
        "1.2.840.10045.2.1" => false,
        _ => throw new ReleaseException(Fault.Input, $"The key of '{leaf.Subject}' is none of RSA or ECDSA. Get a certificate for such a key."),
    };

    /// <summary>r and s side by side (IEEE P1363) as the DER sequence that signatures carry (RFC 3279).</summary>
    private protected static byte[] Der(ReadOnlySpan<byte> sides)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Write(sides[..(sides.Length / 2)]);
            Write(sides[(sides.Length / 2)..]);
        }

        return writer.Encode();

        void Write(ReadOnlySpan<byte> number) => writer.WriteInteger(new System.Numerics.BigInteger(number, isUnsigned: true, isBigEndian: true));
    }

    private static int SizeOf(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        "SHA1" => SHA1.HashSizeInBytes,
        "SHA256" => SHA256.HashSizeInBytes,
        "SHA384" => SHA384.HashSizeInBytes,
        "SHA512" => SHA512.HashSizeInBytes,
        _ => throw new ReleaseException(Fault.Input, $"'{algorithm}' is signed by no key. Use SHA-256."),
    };
}
