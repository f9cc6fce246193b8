using System.Text.Json;
using System.Text.Json.Serialization;

namespace UvRelease.Changelog.Notes;

/// <summary>Notes as JSON; the format is published as schema/notes.schema.json.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReleaseNotes))]
public sealed partial class NotesJson : JsonSerializerContext
{
    /// <summary>Writes the notes, indented, with a line end at the end.</summary>
    public static string Write(ReleaseNotes notes) => JsonSerializer.Serialize(notes, Default.ReleaseNotes) + "\n";
}
