using System.Text.Json.Serialization;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Facts;

/// <summary>Stops all promotions of an app while it is in the store; published as schema/stop.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Actor">Who stopped them.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When (UTC).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StopDocument(string Schema, string Actor, string Reason, string At)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/stop/1";

    /// <summary>Reads a document, strictly.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static StopDocument Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var document = new StopDocument(
            root.Text("schema", text => text == Format ? null : $"is '{text}', and this version reads {Format}."),
            root.Text("actor", DocumentForms.Line),
            root.Text("reason", DocumentForms.Line),
            root.Text("at", DocumentForms.Time));
        root.End();
        return document;
    }
}
