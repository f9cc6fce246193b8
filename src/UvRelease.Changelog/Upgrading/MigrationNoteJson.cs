using System.Text.Json;

namespace UvRelease.Changelog.Upgrading;

/// <summary>Writes a migration note as JSON, as notes.json and upgrade.json both have it.</summary>
internal static class MigrationNoteJson
{
    public static void Write(Utf8JsonWriter json, MigrationNote note)
    {
        json.WriteStartObject();
        json.WriteString("id", note.Id);
        json.WriteString("kind", Name(note.Kind));
        json.WriteString("title", note.Title);
        json.WriteString("scope", note.Scope);
        json.WriteString("details", note.Details);
        json.WriteString("why", note.Why);
        json.WriteString("affected", note.Affected);
        json.WriteString("before", note.Before);
        json.WriteString("after", note.After);
        json.WriteString("steps", note.Steps);
        json.WriteString("automatic", note.Automatic);
        json.WriteString("restore", note.Restore);
        Write(json, "links", note.Links);
        Write(json, "platforms", note.Platforms);
        json.WriteString("commit", note.Commit);
        json.WriteBoolean("hasMigration", note.HasMigration);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Name(MigrationKind kind) => kind switch
    {
        MigrationKind.Removed => "removed",
        MigrationKind.Api => "api",
        MigrationKind.Behavior => "behavior",
        MigrationKind.Default => "default",
        MigrationKind.Deprecated => "deprecated",
        MigrationKind.Platform => "platform",
        MigrationKind.MinimumVersion => "minimum-version",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
