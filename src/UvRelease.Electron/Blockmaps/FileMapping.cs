using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Electron.Blockmaps;

/// <summary>Reads a file once, and makes its block map and its digests of what was read.</summary>
internal sealed class FileMapping(string path, SafeFileHandle file) : IDisposable
{
    private readonly IncrementalHash sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long length = RandomAccess.GetLength(file);

    /// <summary>Reads the file, and returns its block map.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the file changed meanwhile.</exception>
    public async Task<Blockmap> ReadAsync(BlockmapOptions options, CancellationToken cancellationToken)
    {
        var sizes = new List<int>();
        using var checksums = new MemoryStream();
        var (round, next) = (new ChunkRound(), new ChunkRound());
        Fill(round, 0);
        long offset = 0;
        do
        {
            (offset, ChunkRound current, ChunkRound after) = (offset + round.PieceLength, round, next);
            long position = offset;
            bool isLast = offset == length;
            Task filling = isLast ? Task.CompletedTask : Task.Run(() => Fill(after, position), CancellationToken.None);
            Task hashing = Task.Run(() => sha512.AppendData(current.PieceBytes), CancellationToken.None);
            Task hashingToo = Task.Run(() => sha256.AppendData(current.PieceBytes), CancellationToken.None);
            try
            {
                current.Cut(isLast ? null : after, sizes, checksums, options.Parallelism, cancellationToken);
            }
            finally
            {
                await Task.WhenAll(filling, hashing, hashingToo);
            }

            options.Progress?.Report(current.PieceLength);
            (round, next) = (after, current);
        }
        while (offset < length);

        return RandomAccess.GetLength(file) == length ? new Blockmap(sizes, checksums.ToArray()) : throw Changed();
    }

    /// <summary>Digests of the file and whatever was appended to it.</summary>
    public (string Sha256, string Sha512) Digests(ReadOnlySpan<byte> appended)
    {
        sha256.AppendData(appended);
        sha512.AppendData(appended);
        return (Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToBase64String(sha512.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sha512.Dispose();
        sha256.Dispose();
    }

    private void Fill(ChunkRound round, long offset)
    {
        round.PieceLength = (int)Math.Min(ChunkRound.PieceSize, length - offset);
        Span<byte> rest = round.Piece.Span[..round.PieceLength];
        while (rest.Length > 0)
        {
            int read = RandomAccess.Read(file, rest, offset);
            if (read == 0)
                throw Changed();
            offset += read;
            rest = rest[read..];
        }
    }

    private ReleaseException Changed() =>
        new(Fault.Environment, $"{path} changed while its block map was made. Let the step that writes it end first.");
}
