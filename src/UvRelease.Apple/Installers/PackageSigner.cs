using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.Win32.SafeHandles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>
/// Signs packages: the table's digest is signed twice, by RSA alone, which Installer of old systems reads, and by CMS with a time-stamp. The certificates
/// are in the table, which is therefore written anew.
/// </summary>
public static class PackageSigner
{
    private const int CmsRoom = 4096, TokenRoom = 16 * 1024;
    private static readonly XNamespace Dsig = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Signs a package; signatures that are there are replaced, and a ticket is dropped. The result appears whole or not at all.</summary>
    /// <param name="source">The package.</param>
    /// <param name="target">Where the signed one goes, with the mode of the source; may be the same.</param>
    /// <param name="identity">Who signs, opened for packages.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException">The file is no package, or the key can't be used: packages are signed by RSA.</exception>
    public static async Task SignAsync(string source, string target, CodeIdentity identity, CancellationToken cancellation)
    {
        using var archive = CheckedReader.Open(source, Path.GetFileName(source), FlatPackage.Kind);
        var package = new XarReader(archive);
        using RSA key = (identity.IsAdhoc ? null : identity.Chain[0].GetRSAPublicKey())
            ?? throw new ReleaseException(Fault.Input, "A package is signed by an RSA key with its certificate. Give a Developer ID Installer identity.");
        int sum = XarFormat.Size(package.Checksum), rsaSize = key.KeySize / 8;
        int cmsSize = CmsRoom + TokenRoom + rsaSize + identity.Chain.Sum(certificate => certificate.RawDataMemory.Length);
        XElement table = Signed(package, sum, rsaSize, cmsSize, identity.Chain, out long first);
        (_, byte[] digest) = XarWriter.Head(table, package.Checksum);
        byte[] rsa = await identity.SignDigestAsync(digest, XarFormat.Algorithm(package.Checksum), cancellation);
        byte[] cms = await identity.SignAsync(SHA256.HashData(digest), [], cancellation);
        if (rsa.Length != rsaSize || cms.Length > cmsSize)
            throw new ReleaseException(Fault.Input, $"The signatures have {rsa.Length} and {cms.Length} bytes, and {rsaSize} and {cmsSize} were kept for them. "
                + "Leave certificates out of the key's chain that are not needed.");
        byte[] signatures = [.. rsa, .. cms, .. new byte[cmsSize - cms.Length]];
        AtomicFile.Write(
            target,
            FileStatus.Of(source).Mode,
            (SafeFileHandle file) =>
            {
                long at = XarWriter.WriteHead(file, table, package.Checksum, signatures);
                FileRange.Copy(archive.File, package.HeapStart + first, file, at, package.HeapEnd - first, cancellation);
            },
            cancellation);
    }

    // The table with signatures after the checksum, and all files behind them.
    private static XElement Signed(XarReader package, int sum, int rsa, int cms, IReadOnlyList<X509Certificate2> chain, out long first)
    {
        var table = new XElement(package.Table);
        table.Elements().Where(element => element.Name.LocalName is "signature" or "x-signature").Remove();
        XElement checksum = table.Element("checksum")!;
        (XElement Offset, long Value)[] places = [.. table.Elements("file").DescendantsAndSelf().Where(element => element.Element("offset") is not null)
            .Select(element => (element.Element("offset")!, package.Place(element).Offset))];
        long begin = places.Length == 0 ? package.HeapEnd : places.Min(place => place.Value);
        checksum.SetElementValue("offset", 0);
        foreach ((XElement offset, long value) in places)
            offset.Value = (value - begin + sum + rsa + cms).ToString(CultureInfo.InvariantCulture);
        checksum.AddAfterSelf(Signature("signature", "RSA", sum, rsa), Signature("x-signature", "CMS", sum + rsa, cms));
        first = begin;
        return table;

        XElement Signature(string name, string style, int offset, int size) => new(name, new XAttribute("style", style), new XElement("offset", offset), new XElement("size", size),
            new XElement(Dsig + "KeyInfo", new XElement(Dsig + "X509Data",
                chain.Select(certificate => new XElement(Dsig + "X509Certificate", Convert.ToBase64String(certificate.RawDataMemory.Span))))));
    }
}
