using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>A file that is submitted: hashed once as a whole and in parts, and sent only if it is still the same.</summary>
internal sealed class NotaryFile : IDisposable
{
    private const int Block = 256 * 1024;
    private readonly SafeFileHandle file;

    private NotaryFile(SafeFileHandle file, string name, int partSize, string sha256, IReadOnlyList<byte[]> parts) =>
        (this.file, Name, PartSize, Sha256, Parts) = (file, name, partSize, sha256, parts);

    /// <summary>Its name, without folders.</summary>
    public string Name { get; }

    /// <summary>Most bytes of a part.</summary>
    public int PartSize { get; }

    /// <summary>SHA-256 of all of it, lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>SHA-256 of each part, at least one.</summary>
    public IReadOnlyList<byte[]> Parts { get; }

    /// <summary>Opens and hashes a file; a link is not followed.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none that Apple takes.</exception>
    /// <exception cref="IOException">It is no regular file, or can't be read.</exception>
    public static NotaryFile Open(string path, int partSize, CancellationToken cancellation)
    {
        string name = Path.GetFileName(path);
        if (Path.GetExtension(name).ToUpperInvariant() is not (".ZIP" or ".DMG" or ".PKG"))
            throw new ReleaseException(Fault.Input, $"{name} can't be notarized: Apple takes .zip, .dmg and .pkg. Pack an app or a program into a zip first.") { File = name };
        SafeFileHandle opened = RegularFile.Open(path);
        try
        {
            if (RandomAccess.GetLength(opened) == 0)
                throw new ReleaseException(Fault.Input, $"{name} is empty. Make it anew.") { File = name };
            (string whole, IReadOnlyList<byte[]> parts) = Hash(opened, partSize, cancellation);
            return new NotaryFile(opened, name, partSize, whole, parts);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads a part, counted from 0.</summary>
    /// <returns>Its length.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the file changed.</exception>
    public int Read(int number, byte[] buffer)
    {
        int length = 0;
        for (int read; length < PartSize && (read = RandomAccess.Read(file, buffer.AsSpan(length, PartSize - length), ((long)number * PartSize) + length)) > 0;)
            length += read;
        return SHA256.HashData(buffer.AsSpan(0, length)).AsSpan().SequenceEqual(Parts[number]) ? length
            : throw new ReleaseException(Fault.Environment, $"{Name} changed while it was uploaded. Let nothing write to it, and run this again.") { File = Name };
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static (string Whole, IReadOnlyList<byte[]> Parts) Hash(SafeFileHandle file, int partSize, CancellationToken cancellation)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = new List<byte[]>();
        byte[] buffer = new byte[Block];
        int filled = 0;
        long at = 0;
        for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(0, Math.Min(Block, partSize - filled)), at)) > 0; at += read)
        {
            cancellation.ThrowIfCancellationRequested();
            whole.AppendData(buffer, 0, read);
            part.AppendData(buffer, 0, read);
            filled += read;
            if (filled < partSize)
                continue;
            parts.Add(part.GetHashAndReset());
            filled = 0;
        }

        if (filled > 0)
            parts.Add(part.GetHashAndReset());
        return (Convert.ToHexStringLower(whole.GetHashAndReset()), parts);
    }
}
