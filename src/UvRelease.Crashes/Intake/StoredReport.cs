using UvRelease.Crashes.Redaction;
using UvRelease.Crashes.Reports;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Intake;

/// <summary>What is kept of a report beside its content (<c>schema/crash-record.schema.json</c>). Once it is there, the report is.</summary>
public sealed record StoredReport
{
    /// <summary>Name and version of the format.</summary>
    public const string Format = "uv-release/crash-record/1";

    /// <summary>Name and version of the format.</summary>
    public string Schema { get; init; } = Format;

    /// <summary>Its id: the day, and 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary><see cref="CrashKind.Native"/> or <see cref="CrashKind.JavaScript"/>.</summary>
    public required CrashKind Kind { get; init; }

    /// <summary>The hour in which it came (UTC).</summary>
    public required string Received { get; init; }

    /// <summary>Id of the app; null where the report doesn't say.</summary>
    public string? App { get; init; }

    /// <summary>The app's version; null where the report doesn't say.</summary>
    public string? Version { get; init; }

    /// <summary>The channel; null where the report doesn't say.</summary>
    public string? Channel { get; init; }

    /// <summary>A random id of the device that holds for one day; null where devices are not counted.</summary>
    public string? Device { get; init; }

    /// <summary>Whether the app was not up yet.</summary>
    public bool Startup { get; init; }

    /// <summary>Annotations that may stay, in the order of their names.</summary>
    public IReadOnlyList<StoredAnnotation> Annotations { get; init; } = [];

    /// <summary>What was taken out of it.</summary>
    public required RedactionProof Proof { get; init; }

    /// <summary>What the report doesn't say of what it must say to be counted for a release; empty where it is counted.</summary>
    public IEnumerable<string> NotSaid()
    {
        foreach ((string field, string? said) in new[] { ("app", App), ("release", Version), ("channel", Channel) })
        {
            if (said is null)
                yield return field;
        }
    }

    /// <summary>Writes it.</summary>
    public byte[] Write() => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", Schema);
        json.WriteString("id", Id);
        json.WriteString("kind", Kind.ToString());
        json.WriteString("received", Received);
        json.WriteString("app", App);
        json.WriteString("version", Version);
        json.WriteString("channel", Channel);
        json.WriteString("device", Device);
        json.WriteBoolean("startup", Startup);
        json.WriteList("annotations", Annotations, annotation =>
        {
            json.WriteString("name", annotation.Name);
            json.WriteString("value", annotation.Value);
        });
        json.WriteStartObject("proof");
        Proof.WriteTo(json);
        json.WriteEndObject();
    });

    /// <summary>Reads one, strictly.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it is not as its schema says.</exception>
    public static StoredReport Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var report = new StoredReport
        {
            Schema = root.Text("schema", text => text == Format ? null : $"is '{text}', and this version reads {Format}."),
            Id = root.Text("id"),
            Kind = Enum.TryParse(root.Text("kind"), out CrashKind kind) && Enum.IsDefined(kind) ? kind : throw root.Wrong("kind", "is no kind of report."),
            Received = root.Text("received", DocumentForms.Time),
            App = root.TextOrNull("app"),
            Version = root.TextOrNull("version"),
            Channel = root.TextOrNull("channel"),
            Device = root.TextOrNull("device"),
            Startup = root.Flag("startup"),
            Annotations = [.. root.Mappings("annotations").Select(one => new StoredAnnotation(one.Text("name"), one.Text("value")))],
            Proof = RedactionProof.Read(root.Mapping("proof")),
        };
        root.End();
        return report;
    }
}

/// <summary>An annotation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it says. It comes from the user's machine: it is untrusted.</param>
public sealed record StoredAnnotation(string Name, string Value);
