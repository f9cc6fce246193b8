using System.Text.Json;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Redaction;

/// <summary>What was taken out of a report; it goes with the report (<c>schema/redaction-proof.schema.json</c>).</summary>
public sealed record RedactionProof
{
    /// <summary>Name and version of the format.</summary>
    public const string Format = "uv-release/redaction-proof/1";

    /// <summary>Name and version of the format.</summary>
    public string Schema { get; init; } = Format;

    /// <summary>Number of the rules: <see cref="RedactionRules.Version"/>.</summary>
    public int Rules { get; init; }

    /// <summary>SHA-256 of the report as it came, in lower-case hexadecimal.</summary>
    public required string Before { get; init; }

    /// <summary>SHA-256 of the report as it is kept.</summary>
    public required string After { get; init; }

    /// <summary>Words of stacks that stayed.</summary>
    public long StackWordsKept { get; init; }

    /// <summary>Words of stacks that were defaced.</summary>
    public long StackWordsDefaced { get; init; }

    /// <summary>Registers and parameters of the exception that were defaced.</summary>
    public long RegistersDefaced { get; init; }

    /// <summary>Bytes of memory, other than stacks, that were cleared.</summary>
    public long MemoryBytesCleared { get; init; }

    /// <summary>Streams that were cleared: environment, command line, and whatever is not known.</summary>
    public long StreamsCleared { get; init; }

    /// <summary>Annotations that stayed.</summary>
    public long AnnotationsKept { get; init; }

    /// <summary>Annotations that were dropped.</summary>
    public long AnnotationsDropped { get; init; }

    /// <summary>Paths of which the name alone stayed.</summary>
    public long PathsReduced { get; init; }

    /// <summary>Texts that lost something: folders of people, addresses, tokens.</summary>
    public long TextsChanged { get; init; }

    /// <summary>Fields and files that are none of a report.</summary>
    public long FieldsDropped { get; init; }

    /// <summary>Writes its properties.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("schema", Schema);
        json.WriteNumber("rules", Rules);
        json.WriteString("before", Before);
        json.WriteString("after", After);
        json.WriteNumber("stackWordsKept", StackWordsKept);
        json.WriteNumber("stackWordsDefaced", StackWordsDefaced);
        json.WriteNumber("registersDefaced", RegistersDefaced);
        json.WriteNumber("memoryBytesCleared", MemoryBytesCleared);
        json.WriteNumber("streamsCleared", StreamsCleared);
        json.WriteNumber("annotationsKept", AnnotationsKept);
        json.WriteNumber("annotationsDropped", AnnotationsDropped);
        json.WriteNumber("pathsReduced", PathsReduced);
        json.WriteNumber("textsChanged", TextsChanged);
        json.WriteNumber("fieldsDropped", FieldsDropped);
    }

    /// <summary>Reads one, strictly.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it is not as its schema says.</exception>
    public static RedactionProof Read(JsonMapping root)
    {
        var proof = new RedactionProof
        {
            Schema = root.Text("schema", text => text == Format ? null : $"is '{text}', and this version reads {Format}."),
            Rules = root.Number("rules", 1, int.MaxValue),
            Before = root.Text("before", DocumentForms.Digest),
            After = root.Text("after", DocumentForms.Digest),
            StackWordsKept = root.Size("stackWordsKept"),
            StackWordsDefaced = root.Size("stackWordsDefaced"),
            RegistersDefaced = root.Size("registersDefaced"),
            MemoryBytesCleared = root.Size("memoryBytesCleared"),
            StreamsCleared = root.Size("streamsCleared"),
            AnnotationsKept = root.Size("annotationsKept"),
            AnnotationsDropped = root.Size("annotationsDropped"),
            PathsReduced = root.Size("pathsReduced"),
            TextsChanged = root.Size("textsChanged"),
            FieldsDropped = root.Size("fieldsDropped"),
        };
        root.End();
        return proof;
    }

    internal static RedactionProof Of(RedactionCounts counts, string before, string after) => new()
    {
        Rules = RedactionRules.Version,
        Before = before,
        After = after,
        StackWordsKept = counts.StackWordsKept,
        StackWordsDefaced = counts.StackWordsDefaced,
        RegistersDefaced = counts.RegistersDefaced,
        MemoryBytesCleared = counts.MemoryBytesCleared,
        StreamsCleared = counts.StreamsCleared,
        AnnotationsKept = counts.AnnotationsKept,
        AnnotationsDropped = counts.AnnotationsDropped,
        PathsReduced = counts.PathsReduced,
        TextsChanged = counts.TextsChanged,
        FieldsDropped = counts.FieldsDropped,
    };
}
