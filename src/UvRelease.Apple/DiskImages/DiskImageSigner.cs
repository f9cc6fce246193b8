using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Formats;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>
/// Signs disk images: between property list and trailer comes a signature over all that is in front of it and over the trailer (diskimagerep.cpp of Apple's
/// Security framework). Notarization adds its ticket to it.
/// </summary>
public static class DiskImageSigner
{
    /// <summary>Signs a disk image; a signature that is there is replaced. The result appears whole or not at all, also in the place of the image itself.</summary>
    /// <param name="source">The disk image.</param>
    /// <param name="target">Where the signed one goes, with the mode of the source.</param>
    /// <param name="identity">Who signs.</param>
    /// <param name="identifier">What it is called; null for its file's name without extension.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <returns>The 20 bytes by which the system, and a ticket of notarization, knows it.</returns>
    /// <exception cref="ReleaseException">The file is no disk image, or the key can't be used.</exception>
    public static async Task<byte[]> SignAsync(string source, string target, CodeIdentity identity, string? identifier, CancellationToken cancellation)
    {
        using var image = CheckedReader.Open(source, Path.GetFileName(source), DiskImage.Kind);
        long end = Content(image);
        byte[] trailer = Trailer(image, end, 0);
        string name = identifier ?? CodeIdentifier.OfFileName(Path.GetFileName(source));
        RequirementSet requirements = identity.Designated(name) is { } designated ? RequirementSet.Of(designated) : RequirementSet.Empty;
        var seal = new CodeSeal
        {
            Identifier = name,
            CodeLimit = end,
            PageSize = 0,
            Hashed = new Dictionary<CodeSlot, ReadOnlyMemory<byte>> { [CodeSlot.Representation] = trailer },
            Blobs = [new CodeBlob(CodeSlot.Requirements, requirements.Write())],
        };
        SignedCode signed = await seal.SignAsync(identity, [Hash(image, end, CodeHashKind.Sha256, cancellation)], cancellation);
        Write(image, source, target, end, signed.Blob, cancellation);
        return signed.DirectoryHash;
    }

    /// <summary>Adds the ticket of a notarization to the signature, in place of one that is there.</summary>
    /// <param name="source">A signed disk image.</param>
    /// <param name="target">Where the stapled one goes.</param>
    /// <param name="ticket">What Apple's service gave.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the image is not signed.</exception>
    public static void Staple(string source, string target, ReadOnlySpan<byte> ticket, CancellationToken cancellation)
    {
        using var image = CheckedReader.Open(source, Path.GetFileName(source), DiskImage.Kind);
        EmbeddedSignature signature = Signature(image, UdifTrailer.Read(image))
            ?? throw new ReleaseException(Fault.Input, $"{image.Name} is not signed, and a ticket can't be stapled to it. Sign it first.") { File = image.Name };
        IEnumerable<CodeBlob> blobs = signature.Blobs.Where(blob => blob.Slot != CodeSlot.Ticket);
        byte[] blob = SuperBlob.Write(blobs.Append(CodeBlob.Of(CodeSlot.Ticket, SuperBlob.WrapperMagic, ticket)));
        Write(image, source, target, Content(image), blob, cancellation);
    }

    /// <summary>The signature of an image; null where there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is damaged, or leaves room for something else.</exception>
    internal static EmbeddedSignature? Signature(CheckedReader image, UdifTrailer trailer)
    {
        if (trailer.SignatureLength == 0)
            return null;
        CheckedReader part = image.Part(trailer.SignatureOffset, trailer.SignatureLength, image.Name, SuperBlob.Kind, "the signature");
        // Apple's reader refuses what doesn't fill its place, and nothing else may be there.
        if (part.U32BigEndian(4, "the length of the signature") != part.Length)
            throw part.Bad(4, "the length of the signature", $"is not {part.Length}, the bytes to the trailer");
        return EmbeddedSignature.Read(part);
    }

    /// <summary>Hash of the first bytes.</summary>
    internal static byte[] Hash(CheckedReader image, long end, CodeHashKind kind, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(CodeHash.Algorithm(kind));
        byte[] buffer = new byte[UdifFormat.ChunkSize];
        for (long at = 0; at < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = image.Read(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)));
            if (read == 0)
                throw image.Bad(at, "the disk image", "has become shorter while it was read");
            hash.AppendData(buffer, 0, read);
            at += read;
        }

        return hash.GetHashAndReset()[..CodeHash.Size(kind)];
    }

    /// <summary>The trailer with a signature's place and length.</summary>
    internal static byte[] Trailer(CheckedReader image, long signature, long length)
    {
        byte[] trailer = image.Bytes(image.Length - UdifFormat.TrailerSize, UdifFormat.TrailerSize, "the trailer");
        BinaryPrimitives.WriteInt64BigEndian(trailer.AsSpan(UdifFormat.SignatureOffset), signature);
        BinaryPrimitives.WriteInt64BigEndian(trailer.AsSpan(UdifFormat.SignatureLengthOffset), length);
        return trailer;
    }

    // Where a signature begins, or would.
    private static long Content(CheckedReader image)
    {
        var trailer = UdifTrailer.Read(image);
        return trailer.SignatureLength > 0 ? trailer.SignatureOffset : image.Length - UdifFormat.TrailerSize;
    }

    private static void Write(CheckedReader image, string source, string target, long end, byte[] blob, CancellationToken cancellation) => AtomicFile.Write(
        target,
        FileStatus.Of(source).Mode,
        (SafeFileHandle file) =>
        {
            FileRange.Copy(image.File, 0, file, 0, end, cancellation);
            RandomAccess.Write(file, blob, end);
            RandomAccess.Write(file, Trailer(image, end, blob.Length), end + blob.Length);
        },
        cancellation);
}
