using System.Text.Json;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Logs;

/// <summary>The grounds of a log entry as canonical JSON.</summary>
public static class GroundsJson
{
    private static readonly string[] Modes = ["fallback", "fix-forward", "downgrade"];

    /// <summary>The word of a way back.</summary>
    public static string Word(this RollbackMode mode) => Modes[(int)mode];

    /// <summary>Writes grounds, or null.</summary>
    internal static void Write(Utf8JsonWriter json, LogGrounds? grounds)
    {
        if (grounds is null)
        {
            json.WriteNull("grounds");
            return;
        }

        json.WriteStartObject("grounds");
        json.WriteString("from", grounds.From);
        json.WriteString("mode", grounds.Mode?.Word());
        json.WriteBoolean("emergency", grounds.Emergency);
        json.WriteTexts("approvers", grounds.Approvers);
        WriteGates(json, grounds.Gates);
        json.WriteEndObject();
    }

    /// <summary>Writes gates that a move went through.</summary>
    internal static void WriteGates(Utf8JsonWriter json, IReadOnlyList<LogGate> gates) => json.WriteList("gates", gates, gate =>
    {
        json.WriteString("gate", gate.Gate);
        if (gate.Waiver is not { } waiver)
        {
            json.WriteNull("waiver");
            return;
        }

        json.WriteStartObject("waiver");
        json.WriteString("actor", waiver.Actor);
        json.WriteString("reason", waiver.Reason);
        json.WriteString("expires", waiver.Expires);
        json.WriteEndObject();
    });

    /// <summary>Reads grounds, strictly.</summary>
    internal static LogGrounds Read(JsonMapping at)
    {
        var grounds = new LogGrounds(
            at.TextOrNull("from", DocumentForms.Name),
            at.TextOrNull("mode", ModeProblem) is { } mode ? (RollbackMode)Array.IndexOf(Modes, mode) : null,
            at.Flag("emergency"),
            at.Texts("approvers"),
            [.. at.Mappings("gates").Select(ReadGate)]);
        at.End();
        return grounds;
    }

    private static LogGate ReadGate(JsonMapping at)
    {
        var gate = new LogGate(at.Text("gate", DocumentForms.Name), at.MappingOrNull("waiver") is { } waiver ? ReadWaiver(waiver) : null);
        at.End();
        return gate;
    }

    private static LogWaiver ReadWaiver(JsonMapping at)
    {
        var waiver = new LogWaiver(at.Text("actor"), at.Text("reason"), at.Text("expires", DocumentForms.Time));
        at.End();
        return waiver;
    }

    private static string? ModeProblem(string text) =>
        Modes.Contains(text, StringComparer.Ordinal) ? null : $"is no way back that is known here: {string.Join(", ", Modes)}.";
}
