using System.Security.Cryptography;

namespace UvRelease.Stores;

/// <summary>Hashes what a server sends. It may take as long as it likes while it moves on; what stalls ends.</summary>
public static class SteadyHash
{
    private const int Least = 1 << 16;

    /// <summary>Reads all of it.</summary>
    /// <param name="content">What the server sends.</param>
    /// <param name="algorithm">Of the hash.</param>
    /// <param name="patience">How long 64 KiB, or the rest, may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Bytes and hash.</returns>
    /// <exception cref="IOException">It stalled, or broke off.</exception>
    public static async Task<(long Size, byte[] Hash)> ReadAsync(
        Stream content, HashAlgorithmName algorithm, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        byte[] block = new byte[2 * Least];
        for (long size = 0; ;)
        {
            using var late = new CancellationTokenSource(patience, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            try
            {
                int read = await content.ReadAtLeastAsync(block, Least, throwOnEndOfStream: false, end.Token);
                hash.AppendData(block, 0, read);
                size += read;
                if (read < Least)
                    return (size, hash.GetHashAndReset());
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException($"The download stalls after {size} bytes: less than 64 KiB came in {patience.TotalSeconds:0} s.", e);
            }
        }
    }
}
