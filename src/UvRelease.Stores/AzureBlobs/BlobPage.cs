using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>A page of a listing ("List Blobs", Azure Storage REST API).</summary>
/// <param name="Blobs">Names and sizes.</param>
/// <param name="Next">Where the next page begins; null after the last.</param>
internal sealed record BlobPage(IReadOnlyList<(string Name, long Size)> Blobs, string? Next)
{
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 32 << 20 };

    /// <summary>Reads a page.</summary>
    /// <exception cref="IOException">It is no listing.</exception>
    public static BlobPage Read(Stream stream)
    {
        try
        {
            using var reader = XmlReader.Create(stream, Strict);
            XElement root = XDocument.Load(reader).Root!;
            string next = (string?)root.Element("NextMarker") ?? "";
            IEnumerable<(string, long)> blobs =
                from blob in root.Element("Blobs")?.Elements("Blob") ?? []
                select ((string)blob.Element("Name")!, long.Parse((string)blob.Element("Properties")!.Element("Content-Length")!, CultureInfo.InvariantCulture));
            return new BlobPage([.. blobs], next.Length > 0 ? next : null);
        }
        catch (Exception e) when (e is XmlException or ArgumentNullException or NullReferenceException or FormatException or OverflowException)
        {
            throw new IOException("The listing of the container is not what Azure documents.", e);
        }
    }
}
