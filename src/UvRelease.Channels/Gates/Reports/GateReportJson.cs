using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Reports;

/// <summary>Reports as canonical JSON.</summary>
public static class GateReportJson
{
    /// <summary>Writes a report.</summary>
    public static byte[] Write(GateReport report) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", report.Schema);
        json.WriteString("app", report.App);
        json.WriteString("version", report.Version);
        json.WriteString("releaseDigest", report.ReleaseDigest);
        json.WriteString("commit", report.Commit);
        json.WriteString("from", report.From);
        json.WriteNumber("share", report.Share);
        json.WriteString("to", report.To);
        json.WriteNumber("rollout", report.Rollout);
        json.WriteString("evaluatedAt", report.EvaluatedAt);
        json.WriteBoolean("promotable", report.Promotable);
        json.WriteList("gates", report.Gates, gate =>
        {
            json.WriteString("gate", gate.Gate.Word());
            json.WriteString("outcome", gate.Outcome.Word());
            json.WriteString("reason", gate.Reason);
            json.WriteString("change", gate.Change);
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
        json.WriteTexts("problems", report.Problems);
    });

    /// <summary>SHA-256 of a report's canonical JSON: names exactly what was decided, on what, and when.</summary>
    public static string Digest(GateReport report) => CanonicalJson.Digest(Write(report));
}
