using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.Pe;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Windows.Authenticode;

/// <summary>Signs programs and libraries of Windows by Authenticode; a signature that is there is replaced.</summary>
public static class AuthenticodeSigner
{
    /// <summary>What errors say of a file that should be one.</summary>
    internal static FileKind Kind { get; } = new("PE file that can be signed", "Build it anew.");

    // A certificate table's place has 32 bits.
    private const long LargestFile = uint.MaxValue - (1 << 24);

    /// <summary>Signs a file. The result appears whole or not at all, also in the place of the file itself.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">Where the signed one goes, with the mode of the source.</param>
    /// <param name="identity">Who signs.</param>
    /// <param name="description">What the signature tells of the program.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <returns>The SHA-256 digest that was signed.</returns>
    /// <exception cref="ReleaseException">The file can't be signed, or the key can't be used.</exception>
    /// <exception cref="IOException">The file can't be read, or the new one written.</exception>
    public static async Task<byte[]> SignAsync(string source, string target, AuthenticodeIdentity identity, SignedDescription description,
        CancellationToken cancellation)
    {
        using SafeFileHandle input = RegularFile.Open(source);
        Patch patch = await PatchAsync(input, Path.GetFileName(source), identity, description, cancellation);
        AtomicFile.Write(target, FileStatus.Of(input).Mode, output =>
        {
            FileRange.Copy(input, 0, output, 0, patch.End, cancellation);
            patch.Write(output);
        }, cancellation);
        return patch.Digest;
    }

    /// <summary>Signs a file where it is, without a copy: of a folder that is moved into its place when all is done. What fails leaves it as it was.</summary>
    /// <param name="file">The file; no link.</param>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="SignAsync"/>
    /// <param name="identity">Who signs.</param>
    /// <param name="description">What the signature tells of the program.</param>
    /// <param name="cancellation">Stops; the file is as it was.</param>
    public static async Task<byte[]> SignInPlaceAsync(string file, string name, AuthenticodeIdentity identity, SignedDescription description,
        CancellationToken cancellation)
    {
        int mode = FileStatus.Of(file).Mode;
        Patch patch;
        using (SafeFileHandle input = RegularFile.Open(file))
            patch = await PatchAsync(input, name, identity, description, cancellation);
        bool isReadOnly = (mode & FileModes.OwnerWrite) == 0;
        if (isReadOnly)
            FileStatus.SetMode(file, mode | FileModes.OwnerWrite);
        using (SafeFileHandle output = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
            patch.Write(output);
        if (isReadOnly)
            FileStatus.SetMode(file, mode);
        return patch.Digest;
    }

    private static async Task<Patch> PatchAsync(SafeFileHandle input, string name, AuthenticodeIdentity identity, SignedDescription description,
        CancellationToken cancellation)
    {
        using var file = CheckedReader.Of(input, name, Kind);
        if (file.Length > LargestFile)
            throw file.Bad(0, "its length", $"is {file.Length}, and a signature has no place beyond 4 GiB");
        var place = PeSignaturePlace.Read(file);
        PeDigest digest = await Task.Run(() => PeDigest.Of(input, place, [HashAlgorithmName.SHA256], cancellation), cancellation);
        var data = new SpcIndirectData(HashAlgorithmName.SHA256, digest.Digests[0]);
        return new Patch(place, data.Digest.ToArray(), digest.Sum, await identity.SignAsync(data, description, cancellation));
    }

    // All that signing changes: the table behind the file, its entry in the headers, and the checksum.
    private sealed class Patch(PeSignaturePlace place, byte[] digest, PeChecksum sum, byte[] signature)
    {
        private const ushort Revision = 0x0200, PkcsSignedData = 2;
        private const int Header = 8;

        public byte[] Digest => digest;

        /// <summary>Bytes of the file that stay.</summary>
        public long End => place.Table;

        public void Write(SafeFileHandle file)
        {
            int before = PeDigest.Padding(End), length = Header + signature.Length + PeDigest.Padding(signature.Length);
            byte[] tail = new byte[before + length];
            Span<byte> table = tail.AsSpan(before);
            BinaryPrimitives.WriteInt32LittleEndian(table, length);
            BinaryPrimitives.WriteUInt16LittleEndian(table[4..], Revision);
            BinaryPrimitives.WriteUInt16LittleEndian(table[6..], PkcsSignedData);
            signature.CopyTo(table[Header..]);
            byte[] entry = new byte[8], check = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)(End + before));
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), length);
            PeChecksum whole = sum.Copy();
            whole.Add(entry, place.Directory);
            whole.Add(tail, End);
            BinaryPrimitives.WriteUInt32LittleEndian(check, whole.Of(End + tail.Length));
            RandomAccess.SetLength(file, End + tail.Length);
            RandomAccess.Write(file, tail, End);
            RandomAccess.Write(file, check, place.Checksum);
            RandomAccess.Write(file, entry, place.Directory);
        }
    }
}
