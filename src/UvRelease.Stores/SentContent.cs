using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Stores;

/// <summary>One part of what is sent.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">How many.</param>
/// <param name="Hash">SHA-256, or what else the store checks.</param>
internal sealed record SentPart(int Number, long Offset, long Length, byte[] Hash);

/// <summary>
/// Content on its way to a store: hashed once before anything is sent, so that the store refuses what changes on the way and a file that isn't what it
/// should be is never sent.
/// </summary>
internal sealed class SentContent : IDisposable
{
    private const int Block = 1 << 20;
    private const int Buffer = 80 * 1024;

    private readonly SafeFileHandle? file;
    private readonly ReadOnlyMemory<byte> bytes;

    private SentContent(StoreContent facts, SafeFileHandle? file, ReadOnlyMemory<byte> bytes, long length)
    {
        (Facts, this.file, this.bytes, Length) = (facts, file, bytes, length);
        Put = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>How it is served.</summary>
    public StoreContent Facts { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of all of it, lower-case hexadecimal digits.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Its parts; one of the whole length when it goes in one request.</summary>
    public IReadOnlyList<SentPart> Parts { get; private set; } = [];

    /// <summary>True when it goes in parts.</summary>
    public bool InParts { get; private set; }

    /// <summary>Names this one write: by it a writer that lost the answer knows its own object again.</summary>
    public string Put { get; }

    /// <summary>Opens and hashes it.</summary>
    /// <param name="content">The content.</param>
    /// <param name="partSize">Longer content goes in parts of so many bytes.</param>
    /// <param name="algorithm">Hash of the parts.</param>
    /// <param name="cancellationToken">Stops the hashing.</param>
    /// <exception cref="Releases.ReleaseException">The file can't be read, or isn't what it is known to be.</exception>
    public static SentContent Open(StoreContent content, long partSize, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        SafeFileHandle? opened = content is StoreContent.File source ? SourceFile.Open(source) : null;
        ReadOnlyMemory<byte> given = content is StoreContent.Bytes small ? small.Content : default;
        var sent = new SentContent(content, opened, given, opened is null ? given.Length : RandomAccess.GetLength(opened));
        try
        {
            sent.Hash(partSize, algorithm, cancellationToken);
            if (content is StoreContent.File checkedFile)
                SourceFile.Check(checkedFile, sent.Sha256);
            return sent;
        }
        catch
        {
            sent.Dispose();
            throw;
        }
    }

    /// <summary>A part as a stream. The S3 client reads it in small bites where it hashes it for a signature of its own.</summary>
    public Stream Read(SentPart part) => file is not null
        ? new BufferedStream(new FileSlice(file, part.Offset, part.Length, owns: false), Buffer)
        : new MemoryStream(bytes.Slice((int)part.Offset, (int)part.Length).ToArray(), writable: false);

    public void Dispose() => file?.Dispose();

    private void Hash(long partSize, HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        InParts = Length > partSize || Facts.InParts;
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var part = IncrementalHash.CreateHash(algorithm);
        bool same = !InParts && algorithm == HashAlgorithmName.SHA256;
        byte[] block = new byte[Math.Min(Block, Math.Max(Length, 1))];
        var parts = new List<SentPart>();
        for (long at = 0; at < Length || parts.Count == 0; at += partSize)
        {
            long length = Math.Min(partSize, Length - at);
            using Stream stream = Read(new SentPart(0, at, length, []));
            for (int read; (read = stream.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                whole.AppendData(block, 0, read);
                if (!same)
                    part.AppendData(block, 0, read);
            }

            parts.Add(new SentPart(parts.Count + 1, at, length, same ? whole.GetCurrentHash() : part.GetHashAndReset()));
        }

        Parts = parts;
        Sha256 = Convert.ToHexStringLower(whole.GetHashAndReset());
    }
}
