using System.Text.Json;

namespace UvRelease.Sbom;

/// <summary>Writes CycloneDX 1.6 (ECMA-424) as JSON. The same bill gives the same bytes.</summary>
public static class CycloneDxDocument
{
    private const string Root = "release-file";

    /// <summary>What the file's name gets at its end.</summary>
    public const string Extension = ".cdx.json";

    /// <summary>Writes it.</summary>
    public static byte[] Write(SoftwareBill bill) => SbomForm.Write(json =>
    {
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", $"urn:uuid:{SbomForm.Id(bill, "CycloneDX")}");
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteString("timestamp", SbomForm.Time(bill.Time));
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteString("name", "uv-release");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", Root);
        json.WriteString("name", bill.App);
        json.WriteString("version", bill.Version);
        Hashes(json, bill.File.Sha256, SbomForm.Sha512(bill));
        json.WriteStartArray("properties");
        json.WriteStartObject();
        json.WriteString("name", "uv-release:file");
        json.WriteString("value", bill.File.Path);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("components");
        foreach (SbomComponent component in bill.Components)
            Write(json, component);
        json.WriteEndArray();
        json.WriteStartArray("dependencies");
        json.WriteStartObject();
        json.WriteString("ref", Root);
        json.WriteStartArray("dependsOn");
        foreach (SbomComponent component in bill.Components)
            json.WriteStringValue(component.Reference);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("compositions");
        json.WriteStartObject();
        json.WriteString("aggregate", bill.IsComplete ? "complete" : "incomplete");
        json.WriteStartArray("assemblies");
        json.WriteStringValue(Root);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, SbomComponent component)
    {
        json.WriteStartObject();
        json.WriteString("type", component.Kind switch { SbomKind.Library => "library", SbomKind.Framework => "framework", _ => "file" });
        json.WriteString("bom-ref", component.Reference);
        json.WriteString("name", component.Name);
        if (component.Version is { } version)
            json.WriteString("version", version);
        Hashes(json, component.Sha256, component.Sha512);
        if (component.Licence is { } licence)
            Licence(json, licence);
        if (component.Cpe is { } cpe)
            json.WriteString("cpe", cpe);
        if (component.Purl is { } purl)
            json.WriteString("purl", purl);
        json.WriteEndObject();
    }

    private static void Hashes(Utf8JsonWriter json, string? sha256, string? sha512)
    {
        (string Algorithm, string? Value)[] hashes = [("SHA-256", sha256), ("SHA-512", sha512)];
        if (sha256 is null && sha512 is null)
            return;
        json.WriteStartArray("hashes");
        foreach ((string algorithm, string? value) in hashes.Where(hash => hash.Value is not null))
        {
            json.WriteStartObject();
            json.WriteString("alg", algorithm);
            json.WriteString("content", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Licence(Utf8JsonWriter json, string licence)
    {
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        if (SbomForm.IsExpression(licence))
        {
            json.WriteString("expression", licence);
        }
        else
        {
            json.WriteStartObject("license");
            json.WriteString("name", licence);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }
}
