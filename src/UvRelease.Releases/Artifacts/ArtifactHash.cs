using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;

namespace UvRelease.Releases.Artifacts;

/// <summary>Size and hashes of an artifact, as fragments have them.</summary>
/// <param name="Size">Length in bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Sha512">Base64.</param>
public sealed record ArtifactHash(long Size, string Sha256, string Sha512)
{
    private const int Block = 1 << 20;

    /// <summary>Reads a file once, in blocks of 1 MiB, and hashes it with both algorithms side by side.</summary>
    /// <exception cref="IOException">It is no regular file, or can't be read.</exception>
    public static ArtifactHash Of(string path, CancellationToken cancellationToken)
    {
        using var file = RegularFile.Open(path);
        return Of(file, cancellationToken);
    }

    /// <summary>Reads a file below a folder, and follows no link on the way: see <see cref="RegularFile.OpenBelow"/>.</summary>
    /// <inheritdoc cref="Of(string, CancellationToken)"/>
    public static ArtifactHash Below(string folder, string path, CancellationToken cancellationToken)
    {
        using var file = RegularFile.OpenBelow(folder, path);
        return Of(file, cancellationToken);
    }

    private static ArtifactHash Of(SafeFileHandle file, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        byte[][] blocks = [new byte[Block], new byte[Block]];
        long size = 0;
        Task running = Task.CompletedTask;
        for (int turn = 0; ; turn ^= 1)
        {
            // One block is read while the one before it is hashed.
            byte[] block = blocks[turn];
            int length = RandomAccess.Read(file, block, size);
            running.GetAwaiter().GetResult();
            if (length == 0)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            size += length;
            running = Task.Run(() => Parallel.Invoke(() => sha256.AppendData(block, 0, length), () => sha512.AppendData(block, 0, length)),
                CancellationToken.None);
        }

        return new ArtifactHash(size, Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToBase64String(sha512.GetHashAndReset()));
    }
}
