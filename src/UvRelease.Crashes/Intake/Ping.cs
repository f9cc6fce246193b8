using System.Buffers;
using System.Text.Json;
using UvRelease.Crashes.Reports;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Intake;

/// <summary>What a ping counts.</summary>
public enum PingKind
{
    /// <summary>A device that ran the app on this day.</summary>
    Day,

    /// <summary>A session of the app, at its end or after each hour of it.</summary>
    Session,
}

/// <summary>
/// Says that an app ran, and of nobody who: what crashes are counted against (<c>schema/ping.schema.json</c>). The client sends it after consent.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Kind">What it counts.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">The app's version.</param>
/// <param name="Channel">The channel that it was installed from.</param>
/// <param name="Device">A random id of the device that holds for one day: 32 lower-case hexadecimal digits.</param>
/// <param name="Minutes">Minutes of the session since its last ping; 0 where the ping counts a day.</param>
public sealed record Ping(string Schema, PingKind Kind, string App, string Version, string Channel, string Device, int Minutes)
{
    /// <summary>The format that this version reads and writes.</summary>
    public const string Format = "uv-release/ping/1";

    /// <summary>The most bytes of a document.</summary>
    public const int MostBytes = 4 << 10;

    private const int MinutesOfDay = 24 * 60;

    /// <summary>Reads a document, strictly.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it is not as its schema says.</exception>
    public static Ping Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var ping = new Ping(
            root.Text("schema", text => text == Format ? null : $"is '{text}', and this version reads {Format}."),
            root.Text("kind") switch
            {
                nameof(PingKind.Day) => PingKind.Day,
                nameof(PingKind.Session) => PingKind.Session,
                _ => throw root.Wrong("kind", $"must be {nameof(PingKind.Day)} or {nameof(PingKind.Session)}."),
            },
            root.Text("app", DocumentForms.Name),
            root.Text("version", ReportForms.Version),
            root.Text("channel", DocumentForms.Name),
            root.Text("device", ReportForms.Device),
            root.Number("minutes", 0, MinutesOfDay));
        root.End();
        return ping;
    }

    /// <summary>Writes it on one line, the line's end included.</summary>
    public byte[] WriteLine()
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("kind", Kind.ToString());
            json.WriteString("app", App);
            json.WriteString("version", Version);
            json.WriteString("channel", Channel);
            json.WriteString("device", Device);
            json.WriteNumber("minutes", Minutes);
            json.WriteEndObject();
        }

        return [.. bytes.WrittenSpan, (byte)'\n'];
    }
}
