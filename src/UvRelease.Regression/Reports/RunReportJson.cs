using System.Text.Json;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Reports;

/// <summary>Writes reports.</summary>
public static class RunReportJson
{
    /// <summary>A report as canonical JSON.</summary>
    public static byte[] Write(RunReport report) => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", report.Schema);
        json.WriteString("app", report.App);
        json.WriteString("version", report.Version);
        json.WriteString("repository", report.Repository);
        json.WriteString("releaseDigest", report.ReleaseDigest);
        json.WriteString("commit", report.Commit);
        json.WriteString("matrix", report.Matrix);
        json.WriteString("profile", report.Profile);
        json.WriteString("device", report.Device);
        json.WriteString("os", report.Os);
        json.WriteString("arch", report.Arch);
        json.WriteNumber("seed", report.Seed);
        json.WriteString("startedAt", report.StartedAt);
        json.WriteString("endedAt", report.EndedAt);
        json.WriteList("setup", report.Setup, entry => Write(json, entry));
        json.WriteList("scenarios", report.Scenarios, entry => Write(json, entry));
    });

    private static void Write(Utf8JsonWriter json, RunEntry entry)
    {
        json.WriteString("id", entry.Id);
        json.WriteString("status", entry.Status.Word());
        json.WriteList("attempts", entry.Attempts, attempt => Write(json, attempt));
    }

    private static void Write(Utf8JsonWriter json, RunAttempt attempt)
    {
        if (attempt.ExitCode is { } code)
            json.WriteNumber("exitCode", code);
        else
            json.WriteNull("exitCode");
        json.WriteBoolean("timedOut", attempt.TimedOut);
        json.WriteNumber("leftovers", attempt.Leftovers);
        json.WriteNumber("durationMs", attempt.DurationMs);
        json.WriteString("log", attempt.Log);
        json.WriteString("excerpt", attempt.Excerpt);
        json.WriteList("numbers", attempt.Numbers, number =>
        {
            json.WriteString("id", number.Id);
            if (number.Value is { } value)
                json.WriteNumber("value", value);
            else
                json.WriteNull("value");
        });
        json.WriteList("snapshots", attempt.Snapshots, snapshot =>
        {
            json.WriteString("id", snapshot.Id);
            json.WriteNumber("pixels", snapshot.Pixels);
            json.WriteNumber("differing", snapshot.Differing);
            json.WriteString("difference", snapshot.Difference);
        });
        json.WriteTexts("problems", attempt.Problems);
    }
}
