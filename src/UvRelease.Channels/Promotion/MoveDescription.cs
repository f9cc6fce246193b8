using System.Text.Json;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Promotion;

/// <summary>What plans say of a move: everything that is approved with it, and no clock.</summary>
internal static class MoveDescription
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, MoveRequest request, ChannelStatus next, Release? release, LogGrounds? grounds)
    {
        json.WriteString("version", next.Current.Version);
        json.WriteString("commit", release?.Commit);
        json.WriteString("releaseDigest", next.Current.Digest);
        json.WriteString("from", grounds?.From);
        json.WriteString("mode", grounds?.Mode?.Word());
        json.WriteBoolean("emergency", grounds?.Emergency == true);
        json.WriteBoolean("halted", next.Halted);
        json.WriteBoolean("rolledBack", next.RolledBack);
        json.WriteString("floor", next.Floor);
        json.WriteString("reason", request.Reason);
        // Who approves is known after the plan.
        GroundsJson.WriteGates(json, [.. (grounds?.Gates ?? []).Where(gate => gate.Gate != GateKind.SignOff.Word())]);
    }
}
