using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;

namespace UvRelease.Stores.Directories;

/// <summary>One file of a directory store. A file that has its name never changes, so that an open one is a whole state of the object.</summary>
internal static class StoredFile
{
    private const int Block = 1 << 20;
    private const long Slice = 16 << 20;

    public static StoredObject? Find(string root, StoreKey key, CancellationToken cancellationToken)
    {
        using SafeFileHandle? file = Open(root, key);
        return file is null ? null : Facts(file, key, cancellationToken);
    }

    public static StoreRead? Read(string root, StoreKey key, ByteRange? range, CancellationToken cancellationToken)
    {
        SafeFileHandle? file = Open(root, key);
        if (file is null)
            return null;
        StoredObject facts = Facts(file, key, cancellationToken);
        long offset = Math.Min(range?.Offset ?? 0, facts.Size);
        long length = Math.Min(range?.Length ?? long.MaxValue, facts.Size - offset);
        return new StoreRead(facts, new FileSlice(file, offset, length));
    }

    /// <summary>Writes a new file and flushes it to disk; returns its SHA-256.</summary>
    public static string Write(string path, StoreContent content, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        string hash = content switch
        {
            StoreContent.Bytes bytes => WriteBytes(file, bytes),
            StoreContent.File source => WriteFile(file, source, cancellationToken),
            _ => throw new NotSupportedException(),
        };
        FileFlush.File(file);
        return hash;
    }

    private static string WriteBytes(SafeFileHandle file, StoreContent.Bytes content)
    {
        RandomAccess.Write(file, content.Content.Span, 0);
        content.Progress?.Report(content.Content.Length);
        return content.Hash();
    }

    private static string WriteFile(SafeFileHandle file, StoreContent.File content, CancellationToken cancellationToken)
    {
        using SafeFileHandle source = SourceFile.Open(content);
        long size = RandomAccess.GetLength(source);
        for (long at = 0; at < size; at += Slice)
        {
            long length = Math.Min(Slice, size - at);
            FileRange.Copy(source, at, file, at, length, cancellationToken);
            content.Progress?.Report(length);
        }

        // What was written is hashed, not what was read: a file that changes meanwhile is seen.
        string hash = Hash(file, 0, size, cancellationToken);
        SourceFile.Check(content, hash);
        return hash;
    }

    /// <summary>SHA-256 of a part of a file.</summary>
    public static string Hash(SafeFileHandle file, long offset, long length, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[Math.Min(Block, Math.Max(length, 1))];
        while (length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = RandomAccess.Read(file, block.AsSpan(0, (int)Math.Min(block.Length, length)), offset);
            if (read == 0)
                throw new EndOfStreamException("A file became shorter while it was read.");
            sha256.AppendData(block, 0, read);
            (offset, length) = (offset + read, length - read);
        }

        return Convert.ToHexStringLower(sha256.GetHashAndReset());
    }

    private static StoredObject Facts(SafeFileHandle file, StoreKey key, CancellationToken cancellationToken)
    {
        long size = RandomAccess.GetLength(file);
        string hash = Hash(file, 0, size, cancellationToken);
        return new StoredObject(key, size, hash) { Sha256 = hash };
    }

    // Below the store's folder no link is followed: what it leads to is no object of the store.
    private static SafeFileHandle? Open(string root, StoreKey key)
    {
        try
        {
            return RegularFile.OpenBelow(root, key.Text);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (NoRegularFileException) when (Directory.Exists(Path.Combine(root, key.Text)) && new FileInfo(Path.Combine(root, key.Text)).LinkTarget is null)
        {
            // A folder of other objects.
            return null;
        }
    }
}
