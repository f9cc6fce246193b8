using System.Text.Json.Serialization;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Reports;

/// <summary>Somebody takes the responsibility for a gate of one release.</summary>
/// <param name="Gate">Word of the gate.</param>
/// <param name="ReleaseDigest">The release.</param>
/// <param name="Actor">Login of who does.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expires">Until when (UTC).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Waiver(string Gate, string ReleaseDigest, string Actor, string Reason, string Expires);

/// <summary>Waivers as a file; published as schema/waivers.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Waivers">The waivers.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WaiverDocument(string Schema, IReadOnlyList<Waiver> Waivers)
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/waivers/1";

    /// <summary>Reads a file, strictly. Whether the waivers count is for the gate keeper to say.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static WaiverDocument Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var document = new WaiverDocument(
            root.Text("schema", text => text == Format ? null : $"is '{text}', and this version reads {Format}."),
            [.. root.Mappings("waivers").Select(Entry)]);
        root.End();
        return document;
    }

    private static Waiver Entry(JsonMapping at)
    {
        var waiver = new Waiver(
            at.Text("gate"),
            at.Text("releaseDigest", DocumentForms.Digest),
            at.Text("actor", DocumentForms.Line),
            at.Text("reason", DocumentForms.Line),
            at.Text("expires", DocumentForms.Time));
        at.End();
        return waiver;
    }
}
