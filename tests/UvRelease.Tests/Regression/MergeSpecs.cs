using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Regression.Merging;
using UvRelease.Regression.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>Reports of jobs are believed only as far as they are of this release, say nothing against themselves, and leave nothing out.</summary>
public class MergeSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 18, 9, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (string Words, Action<JsonNode> Spoil)> Lies = new(StringComparer.Ordinal)
    {
        ["of another commit"] = ("is of another commit", report => report["commit"] = new string('e', 40)),
        ["of another digest"] = ("is of another release digest", report => report["releaseDigest"] = new string('e', 64)),
        ["of another version"] = ("is of another version", report => report["version"] = "1.2.1"),
        ["of no release"] = ("is of another version: none", report => (report["version"], report["releaseDigest"]) = (null, null)),
        ["of half a release"] = ("must both be there or both be null", report => report["version"] = null),
        ["of another repository"] = ("is of another repository", report => report["repository"] = "evil/sample-app"),
        ["of another app"] = ("is of another app", report => report["app"] = "other-app"),
        ["of an unknown profile"] = ("is of another profile", report => report["profile"] = "nightly"),
        ["of another matrix"] = ("is of another matrix", report => report["matrix"] = new string('e', 64)),
        ["of an unknown device"] = ("is of the device 'linux-amd', which is none of the profile", report => report["device"] = "linux-amd"),
        ["of no device"] = ("names no device", report => report["device"] = null),
        ["of another system"] = ("is of mac on x64, and the device linux-swiftshader is linux on x64", report => report["os"] = "mac"),
        ["of the future"] = ("in the future", report => report["endedAt"] = "2026-03-19T00:00:00.000Z"),
        ["too old"] = ("and holds for 336 h", report => report["startedAt"] = "2026-03-01T00:00:00.000Z"),
        ["ended before it began"] = ("'endedAt' is before 'startedAt'", report => report["endedAt"] = "2026-03-18T07:00:00.000Z"),
        ["with a field that nobody knows"] = ("is no known property", report => report["passed"] = true),
        ["without scenarios"] = ("'scenarios' is empty", report => report["scenarios"] = new JsonArray()),
        ["with a scenario twice"] = ("has the id 'starts' twice", report => report["scenarios"]![1]!["id"] = "starts"),
        ["with a scenario that the matrix lacks"] = ("has the scenario 'dances', which does not run there", report =>
            report["scenarios"]![1]!["id"] = "dances"),
        ["with a setup step that the matrix lacks"] = ("has the setup step 'cleans', which the matrix lacks", report => report["setup"]![0]!["id"] = "cleans"),
        ["skipped counted as passed"] = ("is passed, and from the attempts follows skipped", report => report["scenarios"]![2]!["attempts"] = new JsonArray()),
        ["failed counted as passed"] = ("is passed, and from the attempts follows failed", report => Fail(report["scenarios"]![2]!)),
        ["flaky counted as passed"] = ("is passed, and from the attempts follows flaky", report => Again(report["scenarios"]![0]!)),
        ["failed without a word"] = ("is empty, and it did not pass", report =>
        {
            Fail(report["scenarios"]![2]!);
            report["scenarios"]![2]!["attempts"]![0]!["problems"] = new JsonArray();
        }
        ),
        ["timed out with exit code 0"] = ("it ended, or it was ended", report => report["scenarios"]![2]!["attempts"]![0]!["timedOut"] = true),
        ["tried more often than it may"] = ("tried 'disk-full' 2 times, and 1 are allowed", report =>
        {
            Again(report["scenarios"]![2]!);
            report["scenarios"]![2]!["status"] = "flaky";
        }
        ),
        ["tried again after it had passed"] = ("tried 'starts' again after it had passed", report =>
            report["scenarios"]![0]!["attempts"]!.AsArray().Add(report["scenarios"]![0]!["attempts"]![0]!.DeepClone())),
        ["a number outside of its window counted as passed"] = ("has 'starts' as passed, and that is not so. 'cold-start' is 481 ms",
            report => report["scenarios"]![0]!["attempts"]![0]!["numbers"]![0]!["value"] = 481),
        ["a number that nobody measured"] = ("'cold-start' was not measured", report => report["scenarios"]![0]!["attempts"]![0]!["numbers"] = new JsonArray()),
        ["a picture that differs counted as passed"] = ("The picture 'scene' differs from goldens/scene.png in 51 of 10000 pixels (0.51 %)",
            report => report["scenarios"]![1]!["attempts"]![0]!["snapshots"]![0]!["differing"] = 51),
        ["a picture that nobody compared"] = ("The picture 'scene' was not compared",
            report => report["scenarios"]![1]!["attempts"]![0]!["snapshots"] = new JsonArray()),
        ["a picture with more differences than pixels"] = ("'scenarios[1].attempts[0].snapshots[0].differing' is more than 'pixels'",
            report => report["scenarios"]![1]!["attempts"]![0]!["snapshots"]![0]!["differing"] = 10_001),
        ["scenarios passed though the setup failed"] = ("tried scenarios though its setup did not pass", report => Fail(report["setup"]![0]!, "failed")),
    };

    private static readonly Dictionary<string, (string Words, Func<JsonNode, bool> Spoil)> Gaps = new(StringComparer.Ordinal)
    {
        ["a dropped scenario"] = ("disk-full on linux-swiftshader was not tried", report =>
        {
            report["scenarios"]!.AsArray().RemoveAt(2);
            return true;
        }
        ),
        ["a scenario that failed"] = ("disk-full on linux-swiftshader failed. It ended with exit code 1.", report => Fail(report["scenarios"]![2]!, "failed")),
        ["a flaky scenario"] = ("starts on linux-swiftshader is flaky", report => Again(report["scenarios"]![0]!, "flaky")),
        ["a skipped scenario"] = ("disk-full on linux-swiftshader was not tried", report =>
        {
            (report["scenarios"]![2]!["attempts"], report["scenarios"]![2]!["status"]) = (new JsonArray(), "skipped");
            return true;
        }
        ),
    };

    public static TheoryData<string> Lying => [.. Lies.Keys];

    public static TheoryData<string> Lacking => [.. Gaps.Keys];

    [Fact]
    public void Reports_of_all_machines_become_evidence_that_the_gate_reads()
    {
        MergedRuns merged = Merge(Report("linux-swiftshader"), Report("win-nvidia"));
        Assert.Empty(merged.Problems);
        RegressionReport report = RegressionReport.Read(RegressionReportJson.Write(merged.Report), "regression.json");
        Assert.Equal(Reflected.Write(merged.Report), Encoding.UTF8.GetString(RegressionReportJson.Write(report)), ignoreLineEndingDifferences: false);
        Assert.Equal([("starts", ScenarioStatus.Passed), ("draws", ScenarioStatus.Passed), ("disk-full", ScenarioStatus.Passed)],
            report.Scenarios.Select(scenario => (scenario.Id, scenario.Status)));
        Assert.Equal(["linux-swiftshader", "win-nvidia"], report.Devices.Covered);
        Assert.Equal(["opens", "syncs"], report.Acceptance.Covered);
        Assert.Equal(["editor", "sync"], report.Coverage.Covered);
        // From when the first machine began, not from when somebody merged.
        Assert.Equal("2026-04-01T08:00:00.000Z", report.ExpiresAt);
    }

    [Theory, MemberData(nameof(Lying))]
    public void A_report_that_lies_is_refused_with_its_sentence(string name)
    {
        JsonNode report = Report("linux-swiftshader");
        Lies[name].Spoil(report);
        ReleaseException e = Assert.Throws<ReleaseException>(() => Merge(report, Report("win-nvidia")));
        Assert.Contains(Lies[name].Words, e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Lacking))]
    public void What_is_missing_or_weak_on_one_machine_is_so_in_all(string name)
    {
        JsonNode report = Report("linux-swiftshader");
        Gaps[name].Spoil(report);
        MergedRuns merged = Merge(report, Report("win-nvidia"));
        Assert.Contains(merged.Problems, problem => problem.Contains(Gaps[name].Words, StringComparison.Ordinal));
        Assert.Contains(merged.Report.Scenarios, scenario => scenario.Status != ScenarioStatus.Passed);
    }

    [Fact]
    public void A_missing_row_is_missing_evidence()
    {
        MergedRuns merged = Merge(Report("linux-swiftshader"));
        Assert.Contains("There is no report of the device win-nvidia.", merged.Problems);
        Assert.Contains("starts on win-nvidia was not tried.", merged.Problems);
        Assert.Equal(["win-nvidia"], merged.Report.Devices.Missing);
        Assert.Equal(ScenarioStatus.Skipped, merged.Report.Scenarios[0].Status);
    }

    [Fact]
    public void Nothing_at_all_covers_nothing()
    {
        MergedRuns merged = Merge();
        Assert.Contains("There is no report: nothing was run.", merged.Problems);
        Assert.Equal(["editor", "sync"], merged.Report.Coverage.Missing);
        Assert.Equal(["opens", "syncs"], merged.Report.Acceptance.Missing);
    }

    [Fact]
    public void Two_reports_of_one_machine_are_refused() => Assert.Contains(
        "0.json and 1.json are of one machine, win-nvidia. Keep one.",
        Assert.Throws<ReleaseException>(() => Merge(Report("win-nvidia"), Report("win-nvidia"))).Message, StringComparison.Ordinal);

    private static MergedRuns Merge(params JsonNode[] reports) => MergedRuns.Of(new MergeRequest
    {
        Matrix = RegressionStage.Matrix(),
        Profile = RegressionStage.Matrix().Profile("full"),
        Subject = new EvidenceSubject("sample-app", RegressionStage.Version, RegressionStage.Repository, RegressionStage.Digest, RegressionStage.Commit),
        Reports = [.. reports.Select((report, i) => ($"{i}.json", RunReport.Read(Encoding.UTF8.GetBytes(report.ToJsonString()), $"{i}.json")))],
        Now = Now,
        ValidFor = TimeSpan.FromDays(14),
    });

    /// <summary>What a machine says that has nothing to complain of.</summary>
    internal static JsonNode Report(string device)
    {
        RunAttempt Passed(string id, IReadOnlyList<RunNumber>? numbers = null, IReadOnlyList<RunSnapshot>? snapshots = null) =>
            new(0, false, 0, 120, $"{id}/attempt-1.log", "", numbers ?? [], snapshots ?? [], []);
        List<RunEntry> scenarios =
        [
            RunEntry.Of("starts", [Passed("starts", numbers: [new("cold-start", 480)])]), RunEntry.Of("disk-full", [Passed("disk-full")]),
        ];
        if (device == "linux-swiftshader")
            scenarios.Insert(1, RunEntry.Of("draws", [Passed("draws", snapshots: [new("scene", 10_000, 50, "draws/attempt-1/scene.difference.png")])]));
        var report = new RunReport(
            RunReport.Format, "sample-app", RegressionStage.Version, RegressionStage.Repository, RegressionStage.Digest, RegressionStage.Commit,
            RegressionStage.Matrix().Digest, "full", device, device.StartsWith("win", StringComparison.Ordinal) ? "win" : "linux", "x64", 1,
            "2026-03-18T08:00:00.000Z", "2026-03-18T08:10:00.000Z", [RunEntry.Of("install", [Passed("install")])], scenarios);
        string text = Encoding.UTF8.GetString(RunReportJson.Write(report));
        Assert.Equal(Reflected.Write(report).ToUpperInvariant(), text.ToUpperInvariant());
        return JsonNode.Parse(text)!;
    }

    private static bool Fail(JsonNode entry, string? status = null)
    {
        (entry["attempts"]![0]!["exitCode"], entry["attempts"]![0]!["problems"]) = (1, new JsonArray("It ended with exit code 1."));
        entry["status"] = status ?? entry["status"]!.GetValue<string>();
        return true;
    }

    private static bool Again(JsonNode entry, string? status = null)
    {
        JsonNode passed = entry["attempts"]![0]!.DeepClone();
        Fail(entry);
        entry["attempts"]!.AsArray().Add(passed);
        entry["status"] = status ?? entry["status"]!.GetValue<string>();
        return true;
    }
}
