using System.Text.Json;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Logs;

/// <summary>Log entries and states as canonical JSON.</summary>
public static class LogJson
{
    private static readonly string[] Actions = ["publish", "promote", "widen", "halt", "resume", "rollback"];

    /// <summary>The word of an action.</summary>
    public static string Word(this ChannelAction action) => Actions[(int)action];

    /// <summary>Writes an entry. Only the commit loop puts one into a store.</summary>
    internal static byte[] WriteEntry(LogEntry entry) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", entry.Schema);
        json.WriteString("app", entry.App);
        json.WriteString("channel", entry.Channel);
        json.WriteNumber("generation", entry.Generation);
        json.WriteString("prevHash", entry.PrevHash);
        json.WriteString("action", entry.Action.Word());
        json.WriteString("at", entry.At);
        json.WriteString("actor", entry.Actor);
        json.WriteString("run", entry.Run);
        json.WriteString("idempotencyKey", entry.IdempotencyKey);
        json.WriteString("planDigest", entry.PlanDigest);
        json.WriteString("reason", entry.Reason);
        GroundsJson.Write(json, entry.Grounds);
        WriteStatus(json, entry.Status);
    });

    /// <summary>Writes a state.</summary>
    public static byte[] WriteState(ChannelState state) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", state.Schema);
        json.WriteString("app", state.App);
        json.WriteString("channel", state.Channel);
        json.WriteNumber("generation", state.Generation);
        json.WriteString("entryHash", state.EntryHash);
        WriteStatus(json, state.Status);
    });

    /// <summary>Reads an entry, strictly.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static LogEntry ReadEntry(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var entry = new LogEntry(
            root.Text("schema", Is(LogEntry.Format)),
            root.Text("app", DocumentForms.Name),
            root.Text("channel", DocumentForms.Name),
            root.Number("generation", 1, int.MaxValue),
            root.TextOrNull("prevHash", DocumentForms.Digest),
            (ChannelAction)Array.IndexOf(Actions, root.Text("action", ActionProblem)),
            root.Text("at", DocumentForms.Time),
            root.Text("actor"),
            root.TextOrNull("run"),
            root.Text("idempotencyKey", DocumentForms.Digest),
            root.Text("planDigest", DocumentForms.Digest),
            root.TextOrNull("reason"),
            root.MappingOrNull("grounds") is { } grounds ? GroundsJson.Read(grounds) : null,
            ReadStatus(root.Mapping("standing")));
        root.End();
        return (entry.Generation == 1) == (entry.PrevHash is null)
            ? entry
            : throw root.Wrong(
                "prevHash",
                entry.PrevHash is null
                    ? "is null, and only the first entry has none before it."
                    : "is given, and nothing is before the first entry.");
    }

    /// <summary>Reads a state, strictly.</summary>
    /// <inheritdoc cref="ReadEntry"/>
    public static ChannelState ReadState(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var state = new ChannelState(
            root.Text("schema", Is(ChannelState.Format)),
            root.Text("app", DocumentForms.Name),
            root.Text("channel", DocumentForms.Name),
            root.Number("generation", 1, int.MaxValue),
            root.Text("entryHash", DocumentForms.Digest),
            ReadStatus(root.Mapping("standing")));
        root.End();
        return state;
    }

    private static void WriteStatus(Utf8JsonWriter json, ChannelStatus status)
    {
        json.WriteStartObject("standing");
        json.WriteStartObject("current");
        json.WriteString("version", status.Current.Version);
        json.WriteString("digest", status.Current.Digest);
        json.WriteNumber("percent", status.Current.Percent);
        json.WriteTexts("cohorts", status.Current.Cohorts);
        json.WriteString("since", status.Current.Since);
        json.WriteEndObject();
        WriteReference(json, "fallback", status.Fallback);
        json.WriteBoolean("halted", status.Halted);
        json.WriteString("floor", status.Floor);
        json.WriteString("highest", status.Highest);
        json.WriteTexts("cohorts", status.Cohorts);
        json.WriteBoolean("buckets", status.Buckets);
        json.WriteBoolean("rolledBack", status.RolledBack);
        json.WriteEndObject();
    }

    /// <summary>Writes a reference to a release, or null.</summary>
    internal static void WriteReference(Utf8JsonWriter json, string name, ReleaseReference? reference)
    {
        if (reference is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("version", reference.Version);
        json.WriteString("digest", reference.Digest);
        json.WriteEndObject();
    }

    private static ChannelStatus ReadStatus(JsonMapping at)
    {
        JsonMapping current = at.Mapping("current");
        var offer = new ChannelOffer(
            current.Text("version", DocumentForms.Version), current.Text("digest", DocumentForms.Digest), current.Number("percent", 0, 100),
            current.Texts("cohorts", DocumentForms.Name), current.Text("since", DocumentForms.Time));
        current.End();
        ReleaseReference? fallback = null;
        if (at.MappingOrNull("fallback") is { } reference)
        {
            fallback = new ReleaseReference(reference.Text("version", DocumentForms.Version), reference.Text("digest", DocumentForms.Digest));
            reference.End();
        }

        var status = new ChannelStatus(
            offer,
            fallback,
            at.Flag("halted"),
            at.TextOrNull("floor", DocumentForms.Version),
            at.Text("highest", DocumentForms.Version),
            at.Texts("cohorts", DocumentForms.Name),
            at.Flag("buckets"),
            at.Flag("rolledBack"));
        at.End();
        return status;
    }

    private static string? ActionProblem(string text) =>
        Actions.Contains(text, StringComparer.Ordinal) ? null : $"is no action that is known here: {string.Join(", ", Actions)}.";

    private static Func<string, string?> Is(string format) => text => text == format ? null : $"is '{text}', and this version reads {format}.";
}
