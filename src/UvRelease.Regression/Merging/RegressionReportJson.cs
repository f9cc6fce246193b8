using System.Text.Json;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Merging;

/// <summary>Writes the evidence of regression.</summary>
public static class RegressionReportJson
{
    /// <summary>A report as canonical JSON.</summary>
    public static byte[] Write(RegressionReport report) => CanonicalJson.Write(json =>
    {
        DocumentHead.Write(json, report, report.Schema);
        json.WriteString("profile", report.Profile);
        Write(json, "coverage", report.Coverage);
        Write(json, "acceptance", report.Acceptance);
        Write(json, "devices", report.Devices);
        json.WriteList("scenarios", report.Scenarios, scenario =>
        {
            json.WriteString("id", scenario.Id);
            json.WriteString("category", scenario.Category.Word());
            json.WriteString("status", scenario.Status.Word());
            json.WriteNumber("durationMs", scenario.DurationMs);
        });
    });

    private static void Write(Utf8JsonWriter json, string name, RegressionCoverage coverage)
    {
        json.WriteStartObject(name);
        json.WriteTexts("required", coverage.Required);
        json.WriteTexts("covered", coverage.Covered);
        json.WriteEndObject();
    }
}
