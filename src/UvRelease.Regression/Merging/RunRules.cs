using UvRelease.Regression.Matrices;
using UvRelease.Regression.Reports;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Merging;

/// <summary>Whether a report of a job is what it must be before anything in it counts.</summary>
internal static class RunRules
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Everything that is wrong with a report, a sentence each.</summary>
    public static IEnumerable<string> Problems(MergeRequest request, RunReport report) =>
    [
        .. Ties(request, report), .. Period(request, report), .. Row(request, report),
        .. report.Scenarios.SelectMany(entry => Entry(request, report, entry)),
        .. report.Setup.Select(entry => entry.Id).Except(request.Matrix.Setup.Select(step => step.Id), StringComparer.Ordinal)
            .Select(id => $"has the setup step '{id}', which the matrix lacks."),
        .. Skipped(report),
    ];

    private static IEnumerable<string> Ties(MergeRequest request, RunReport report)
    {
        (string What, string Is, string MustBe)[] ties =
        [
            ("app", report.App, request.Subject.App), ("repository", report.Repository, request.Subject.Repository),
                ("commit", report.Commit, request.Subject.Commit),
            ("version", report.Version ?? "", request.Subject.Version), ("release digest", report.ReleaseDigest ?? "", request.Subject.Digest),
            ("profile", report.Profile, request.Profile.Id), ("matrix", report.Matrix, request.Matrix.Digest),
        ];
        return from tie in ties
               where !string.Equals(tie.Is, tie.MustBe, tie.What == "repository" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
               select $"is of another {tie.What}: {Text(tie.Is)}, and {Text(tie.MustBe)} is tried.";
    }

    private static string Text(string text) => text.Length == 0 ? "none" : text;

    private static IEnumerable<string> Period(MergeRequest request, RunReport report)
    {
        if (Times.Read(report.EndedAt) > request.Now + Tolerance)
            yield return $"ended at {report.EndedAt}, which is in the future: one of the clocks is wrong.";
        if (Times.Read(report.StartedAt) + request.ValidFor <= request.Now)
            yield return $"began at {report.StartedAt}, and holds for {request.ValidFor.TotalHours:0.##} h.";
    }

    private static IEnumerable<string> Row(MergeRequest request, RunReport report)
    {
        IReadOnlyList<MatrixDevice> devices = request.Matrix.DevicesOf(request.Profile.Id);
        if (report.Device is not { } id)
            return devices.Count == 0 ? [] : ["names no device, and the profile has some."];
        return devices.FirstOrDefault(device => device.Id == id) is not { } device ? [$"is of the device '{id}', which is none of the profile."]
            : (report.Os, report.Arch) != (device.Os, device.Arch)
            ? [$"is of {report.Os} on {report.Arch}, and the device {id} is {device.Os} on {device.Arch}."] : [];
    }

    // A report says how scenarios ended; whether that is as it should is judged here once more.
    private static IEnumerable<string> Entry(MergeRequest request, RunReport report, RunEntry entry)
    {
        MatrixScenario? scenario = request.Matrix.ScenariosOf(request.Profile.Id, report.Device).FirstOrDefault(one => one.Id == entry.Id);
        if (scenario is null)
        {
            yield return $"has the scenario '{entry.Id}', which does not run there.";
            yield break;
        }

        if (entry.Attempts.Count > scenario.Retries + 1)
            yield return $"tried '{entry.Id}' {entry.Attempts.Count} times, and {scenario.Retries + 1} are allowed.";
        if (entry.Attempts.SkipLast(1).Any(attempt => attempt.Passed))
            yield return $"tried '{entry.Id}' again after it had passed.";
        foreach (RunAttempt attempt in entry.Attempts.Where(attempt => attempt.Passed))
        {
            foreach (string problem in Outside(scenario, attempt))
                yield return $"has '{entry.Id}' as {entry.Status.Word()}, and that is not so. {problem}";
        }
    }

    private static IEnumerable<string> Outside(MatrixScenario scenario, RunAttempt attempt) =>
    [
        .. scenario.Numbers.Select(window => window.Problem(attempt.Numbers.FirstOrDefault(number => number.Id == window.Id)?.Value)).OfType<string>(),
        .. scenario.Snapshots.Select(window => attempt.Snapshots.FirstOrDefault(snapshot => snapshot.Id == window.Id) is { Pixels: > 0 } drawn
            ? window.Problem(drawn.Differing, drawn.Pixels) : $"The picture '{window.Id}' was not compared.").OfType<string>(),
    ];

    // Nothing passes where the setup did not.
    private static IEnumerable<string> Skipped(RunReport report) =>
        report.Setup.Any(entry => entry.Status != ScenarioStatus.Passed) && report.Scenarios.Any(entry => entry.Attempts.Count > 0)
        ? ["tried scenarios though its setup did not pass."] : [];
}
