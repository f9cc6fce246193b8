using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.DiskImages;
using UvRelease.Apple.Installers;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>Names under which Apple keeps tickets: <c>2/kind of hash/first 20 bytes of the hash</c>, as the stapler of rcodesign and Apple's ask for them.</summary>
public static class TicketName
{
    /// <summary>Those of an app: one for each slice of its program.</summary>
    /// <param name="app">The app's folder.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no app, or not signed by anybody.</exception>
    public static IReadOnlyList<string> OfApp(string app)
    {
        var folder = AppFolder.Read(app);
        string executable = CodeBundle.All(folder)[0].Executable;
        using var input = CheckedReader.Open(folder.At(executable), executable, MachFile.Kind);
        if (!MachFile.IsMachO(input))
            throw input.Bad(0, "the magic number", "is none of Mach-O");
        return [.. MachFile.Read(input).Slices.Select(slice => Of(EmbeddedSignature.Read(MachCode.Read(slice)), executable)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>That of a disk image.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no disk image, or not signed by anybody.</exception>
    public static string OfDiskImage(string path)
    {
        using var image = CheckedReader.Open(path, Path.GetFileName(path), DiskImage.Kind);
        return Of(DiskImageSigner.Signature(image, UdifTrailer.Read(image)), image.Name);
    }

    /// <summary>That of a package.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no package, or not signed.</exception>
    public static string OfPackage(string path)
    {
        using var archive = CheckedReader.Open(path, Path.GetFileName(path), FlatPackage.Kind);
        var package = new XarReader(archive);
        if (package.Table.Element("signature") is null)
            throw Unsigned(archive.Name);
        return Of(package.Checksum == PackageChecksum.Sha1 ? CodeHashKind.Sha1 : CodeHashKind.Sha256, package.Digest);
    }

    /// <summary>True for such a name.</summary>
    internal static bool IsOne(string name) => name.Split('/') is ["2", var kind, { Length: 2 * CodeHash.DirectoryHashSize } hash]
        && kind is "1" or "2" or "3" or "4" && hash.All(char.IsAsciiHexDigitLower);

    private static string Of(EmbeddedSignature? signature, string name) =>
        signature is { Cms.Length: > 0 } ? Of(signature.Best.Hash, signature.DirectoryHash) : throw Unsigned(name);

    private static string Of(CodeHashKind kind, ReadOnlySpan<byte> hash) => $"2/{(int)kind}/{Convert.ToHexStringLower(hash[..CodeHash.DirectoryHashSize])}";

    private static ReleaseException Unsigned(string name) =>
        new(Fault.Input, $"{name} is signed by nobody, so there is no ticket for it. Sign it with a Developer ID and notarize it first.") { File = name };
}
