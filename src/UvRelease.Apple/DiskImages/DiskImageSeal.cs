using System.Security.Cryptography;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>Compares a disk image with what its signature seals. Whose the signature is, its CMS says.</summary>
public static class DiskImageSeal
{
    /// <summary>Reads and checks the seal of a disk image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The signature, whose code directories are those of the image; null where the image is not signed.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: image or signature are damaged, or don't belong together; what and where.</exception>
    public static EmbeddedSignature? Check(string path, string name, CancellationToken cancellation)
    {
        using var image = CheckedReader.Open(path, name, DiskImage.Kind);
        var trailer = UdifTrailer.Read(image);
        if (DiskImageSigner.Signature(image, trailer) is not { } signature)
            return null;
        byte[] sealedTrailer = DiskImageSigner.Trailer(image, trailer.SignatureOffset, 0);
        foreach ((_, CodeDirectory directory) in signature.Directories)
            Check(image, trailer, signature, directory, sealedTrailer, cancellation);
        return signature;
    }

    private static void Check(CheckedReader image, UdifTrailer trailer, EmbeddedSignature signature, CodeDirectory directory, byte[] sealedTrailer, CancellationToken cancellation)
    {
        if (directory.PageSize != 0 || directory.CodeLimit != trailer.SignatureOffset)
            throw image.Bad(trailer.SignatureOffset, "the code directory",
                $"seals {directory.CodeLimit} bytes in pages of {directory.PageSize}, not the {trailer.SignatureOffset} before the signature as one");
        Compare(image, trailer.SignatureOffset, "the trailer", directory.SlotHash(CodeSlot.Representation), CodeHash.Of(directory.Hash, sealedTrailer));
        for (var slot = CodeSlot.InfoPlist; (int)slot <= directory.SlotHashes.Count; slot++)
        {
            ReadOnlyMemory<byte>? expected = directory.SlotHash(slot);
            if (slot == CodeSlot.Representation || (expected is null && signature.Blob(slot) is null))
                continue;
            Compare(image, trailer.SignatureOffset, $"the signature's part {(int)slot}", expected, signature.Blob(slot) is { } blob ? CodeHash.Of(directory.Hash, blob.Bytes.Span) : []);
        }

        if (signature.Blobs.FirstOrDefault(blob => blob.Slot is > CodeSlot.CodeDirectory and < CodeSlot.AlternateDirectory && (int)blob.Slot > directory.SlotHashes.Count) is { } loose)
            throw image.Bad(trailer.SignatureOffset, $"the signature's part {(int)loose.Slot}", "is sealed by no hash");
        Compare(image, 0, "the disk image", directory.PageHashes, DiskImageSigner.Hash(image, trailer.SignatureOffset, directory.Hash, cancellation));
    }

    private static void Compare(CheckedReader image, long at, string what, ReadOnlyMemory<byte>? expected, byte[] actual)
    {
        if (expected is not { } hash || !CryptographicOperations.FixedTimeEquals(hash.Span, actual))
            throw image.Bad(at, what, "is not what was signed: its hash is another");
    }
}
