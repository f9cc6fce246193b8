using System.Globalization;
using System.Text.Json;

namespace UvRelease.Sbom;

/// <summary>Writes SPDX 2.3 as JSON. The same bill gives the same bytes.</summary>
public static class SpdxDocument
{
    private const string Nothing = "NOASSERTION", Root = "SPDXRef-release-file";

    /// <summary>What the file's name gets at its end.</summary>
    public const string Extension = ".spdx.json";

    /// <summary>Writes it.</summary>
    public static byte[] Write(SoftwareBill bill) => SbomForm.Write(json =>
    {
        json.WriteString("spdxVersion", "SPDX-2.3");
        json.WriteString("dataLicense", "CC0-1.0");
        json.WriteString("SPDXID", "SPDXRef-DOCUMENT");
        json.WriteString("name", $"{bill.App} {bill.Version}: {bill.File.Path}");
        json.WriteString("documentNamespace", $"urn:uuid:{SbomForm.Id(bill, "SPDX")}");
        if (!bill.IsComplete)
            json.WriteString("comment", "The packages are those of the lock file: the app's own files don't tell which of them are in it.");
        json.WriteStartObject("creationInfo");
        json.WriteString("created", SbomForm.Time(bill.Time));
        json.WriteStartArray("creators");
        json.WriteStringValue("Tool: uv-release");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("documentDescribes");
        json.WriteStringValue(Root);
        json.WriteEndArray();
        json.WriteStartArray("packages");
        Write(json, Root, new SbomComponent(SbomKind.File, bill.App, bill.Version) { Sha256 = bill.File.Sha256, Sha512 = SbomForm.Sha512(bill) },
            bill.File.Path);
        foreach ((int i, SbomComponent component) in bill.Components.Index())
            Write(json, Id(i), component, component.Kind == SbomKind.File ? component.Name : null);
        json.WriteEndArray();
        json.WriteStartArray("relationships");
        Relate(json, "SPDXRef-DOCUMENT", "DESCRIBES", Root);
        foreach ((int i, _) in bill.Components.Index())
            Relate(json, Root, "CONTAINS", Id(i));
        json.WriteEndArray();
    });

    private static string Id(int index) => $"SPDXRef-{(index + 1).ToString(CultureInfo.InvariantCulture)}";

    private static void Write(Utf8JsonWriter json, string id, SbomComponent component, string? file)
    {
        json.WriteStartObject();
        json.WriteString("SPDXID", id);
        json.WriteString("name", component.Name);
        if (component.Version is { } version)
            json.WriteString("versionInfo", version);
        if (file is not null)
            json.WriteString("packageFileName", file);
        json.WriteString("downloadLocation", Nothing);
        json.WriteBoolean("filesAnalyzed", false);
        json.WriteString("licenseConcluded", Nothing);
        json.WriteString("licenseDeclared", component.Licence is { } licence && SbomForm.IsExpression(licence) ? licence : Nothing);
        if (component.Licence is { } own && !SbomForm.IsExpression(own))
            json.WriteString("licenseComments", $"Its maker says: {own}");
        json.WriteString("copyrightText", Nothing);
        Checksums(json, component);
        References(json, component);
        json.WriteEndObject();
    }

    private static void Checksums(Utf8JsonWriter json, SbomComponent component)
    {
        (string Algorithm, string? Value)[] hashes = [("SHA256", component.Sha256), ("SHA512", component.Sha512)];
        if (Array.TrueForAll(hashes, hash => hash.Value is null))
            return;
        json.WriteStartArray("checksums");
        foreach ((string algorithm, string? value) in hashes.Where(hash => hash.Value is not null))
        {
            json.WriteStartObject();
            json.WriteString("algorithm", algorithm);
            json.WriteString("checksumValue", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void References(Utf8JsonWriter json, SbomComponent component)
    {
        (string Category, string Kind, string? Value)[] references =
            [("PACKAGE-MANAGER", "purl", component.Purl), ("SECURITY", "cpe23Type", component.Cpe)];
        if (Array.TrueForAll(references, reference => reference.Value is null))
            return;
        json.WriteStartArray("externalRefs");
        foreach ((string category, string kind, string? value) in references.Where(reference => reference.Value is not null))
        {
            json.WriteStartObject();
            json.WriteString("referenceCategory", category);
            json.WriteString("referenceType", kind);
            json.WriteString("referenceLocator", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Relate(Utf8JsonWriter json, string from, string how, string to)
    {
        json.WriteStartObject();
        json.WriteString("spdxElementId", from);
        json.WriteString("relationshipType", how);
        json.WriteString("relatedSpdxElement", to);
        json.WriteEndObject();
    }
}
