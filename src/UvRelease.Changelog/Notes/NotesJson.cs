using System.Text.Json;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;

namespace UvRelease.Changelog.Notes;

/// <summary>
/// Notes as JSON; the format is published as schema/notes.schema.json. Written value by value: what a serializer builds for itself at each start
/// takes longer than all the rest of a run.
/// </summary>
public static class NotesJson
{
    private const int MostPending = 16 * 1024;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes the notes in UTF-8, indented, with a line end at the end.</summary>
    public static void Write(Stream stream, ReleaseNotes notes)
    {
        using (var json = new Utf8JsonWriter(stream, Options))
            Write(json, notes);
        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, ReleaseNotes notes)
    {
        json.WriteStartObject();
        json.WriteString("schema", notes.Schema);
        json.WriteString("version", notes.Version);
        json.WriteString("previousVersion", notes.PreviousVersion);
        json.WriteString("commit", notes.Commit);
        json.WriteString("date", notes.Date);
        json.WriteString("language", notes.Language);
        json.WriteString("compareUrl", notes.CompareUrl);
        json.WriteStartArray("sections");
        foreach (NotesSection section in notes.Sections)
            Write(json, section);
        json.WriteEndArray();
        json.WriteStartArray("upgrade");
        foreach (MigrationNote note in notes.Upgrade)
            MigrationNoteJson.Write(json, note);
        json.WriteEndArray();
        json.WriteStartArray("contributors");
        foreach (NotesContributor person in notes.Contributors)
        {
            json.WriteStartObject();
            json.WriteString("name", person.Name);
            json.WriteString("login", person.Login);
            json.WriteBoolean("firstTime", person.FirstTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        MigrationNoteJson.Write(json, "fragments", notes.Fragments);
        json.WritePropertyName("commits");
        Write(json, notes.Commits);
        json.WriteNumber("hidden", notes.Hidden);
        json.WritePropertyName("versionReason");
        Write(json, notes.VersionReason);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VersionReason? reason)
    {
        if (reason is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", reason.Kind);
        json.WriteString("bump", reason.Bump);
        json.WriteString("commit", reason.Commit);
        json.WriteString("fragment", reason.Fragment);
        json.WriteString("text", reason.Text);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NotesSection section)
    {
        json.WriteStartObject();
        json.WriteString("id", section.Id);
        json.WriteString("title", section.Title);
        json.WriteStartArray("entries");
        foreach (NotesEntry entry in section.Entries)
        {
            Write(json, entry);
            if (json.BytesPending > MostPending)
                json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NotesEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("type", entry.Type);
        json.WriteString("scope", entry.Scope);
        json.WriteString("description", entry.Description);
        json.WriteString("details", entry.Details);
        json.WriteBoolean("breaking", entry.Breaking);
        MigrationNoteJson.Write(json, "upgrade", entry.Upgrade);
        json.WriteString("commit", entry.Commit);
        if (entry.PullRequest is { } number)
            json.WriteNumber("pullRequest", number);
        else
            json.WriteNull("pullRequest");
        json.WriteStartArray("references");
        foreach (NotesReference reference in entry.References)
        {
            json.WriteStartObject();
            json.WriteString("text", reference.Text);
            json.WriteString("url", reference.Url);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        MigrationNoteJson.Write(json, "authors", entry.Authors);
        json.WriteString("since", entry.Since);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CommitCounts counts)
    {
        json.WriteStartObject();
        json.WriteNumber("total", counts.Total);
        json.WriteNumber("conventional", counts.Conventional);
        json.WriteNumber("lookAlike", counts.LookAlike);
        json.WriteNumber("other", counts.Other);
        json.WriteNumber("reverted", counts.Reverted);
        json.WriteNumber("repeated", counts.Repeated);
        json.WriteNumber("leftOut", counts.LeftOut);
        json.WriteEndObject();
    }
}
