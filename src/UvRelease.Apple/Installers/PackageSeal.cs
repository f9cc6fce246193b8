using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>What signs a package. Whose the certificates are, their chain says.</summary>
/// <param name="Chain">The certificates of the RSA signature, leaf first.</param>
/// <param name="Digest">The table's digest, which is what was signed.</param>
/// <param name="Cms">The CMS over it; null where there is none.</param>
public sealed record PackageSignature(IReadOnlyList<X509Certificate2> Chain, ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte>? Cms);

/// <summary>Compares a package with its checksums and signatures.</summary>
public static class PackageSeal
{
    /// <summary>Checks the table, every file of it, and the RSA signature.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>What signs it; null where the package is not signed.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the package is damaged, or not what was signed; what and where.</exception>
    public static PackageSignature? Check(string path, string name, CancellationToken cancellation)
    {
        using var archive = CheckedReader.Open(path, name, FlatPackage.Kind);
        var package = new XarReader(archive);
        package.CheckFiles(cancellation);
        PackageTicket.Check(archive, package.HeapStart + package.HeapEnd);
        CheckPlaces(package);
        XElement? rsa = package.Table.Element("signature"), cms = package.Table.Element("x-signature");
        if (rsa is null)
            return cms is null ? null : throw package.Bad("<x-signature>", "is there without <signature>");
        X509Certificate2[] chain = Chain(package, rsa);
        using RSA? key = chain[0].GetRSAPublicKey();
        if (rsa.Attribute("style")?.Value != "RSA" || key is null)
            throw package.Bad("<signature>", $"is of the kind '{rsa.Attribute("style")?.Value}', and only RSA is known");
        if (!key.VerifyHash(package.Digest, package.Bytes(rsa), XarFormat.Algorithm(package.Checksum), RSASignaturePadding.Pkcs1))
            throw package.Bad("<signature>", "is not that of the table by its certificate");
        return new PackageSignature(chain, package.Digest, cms is null ? null : Cms(package, cms, chain[0]));
    }

    /// <summary>Files of a package, whose table was compared with its checksum.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no package, or says what can't be.</exception>
    public static IReadOnlyList<PackageFile> Files(string path, string name)
    {
        using var archive = CheckedReader.Open(path, name, FlatPackage.Kind);
        return new XarReader(archive).Files;
    }

    // Nothing may hide between files and signatures, nor be two of them.
    private static void CheckPlaces(XarReader package)
    {
        long end = 0;
        foreach ((long offset, long length) in package.Table.Descendants().Where(element => element.Element("offset") is not null).Select(package.Place).Distinct().Order())
        {
            if (offset != end && length > 0)
                throw package.Bad("the heap", offset < end ? $"has two parts at {offset}" : $"has {offset - end} bytes at {end} that belong to nothing");
            end = Math.Max(end, offset + length);
        }
    }

    private static X509Certificate2[] Chain(XarReader package, XElement signature)
    {
        try
        {
            X509Certificate2[] chain = [.. signature.Descendants().Where(element => element.Name.LocalName == "X509Certificate")
                .Select(element => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(element.Value)))];
            return chain.Length > 0 ? chain : throw package.Bad("<signature>", "has no certificate");
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw package.Bad("<X509Certificate>", "is no certificate", e);
        }
    }

    // Behind the DER may be room, which must be empty.
    private static byte[] Cms(XarReader package, XElement element, X509Certificate2 leaf)
    {
        byte[] bytes = package.Bytes(element);
        try
        {
            AsnDecoder.ReadSequence(bytes, AsnEncodingRules.BER, out _, out _, out int length);
            if (bytes.AsSpan(length).ContainsAnyExcept((byte)0))
                throw package.Bad("<x-signature>", $"has something behind its {length} bytes");
            var cms = new System.Security.Cryptography.Pkcs.SignedCms(new System.Security.Cryptography.Pkcs.ContentInfo(package.Digest), detached: true);
            cms.Decode(bytes.AsSpan(0, length));
            cms.CheckSignature(verifySignatureOnly: true);
            if (cms.SignerInfos.Count != 1 || cms.SignerInfos[0].Certificate?.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span) != true)
                throw package.Bad("<x-signature>", "is by another certificate than <signature>");
            return bytes[..length];
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw package.Bad("<x-signature>", "is not that of the table by its certificate", e);
        }
    }
}
