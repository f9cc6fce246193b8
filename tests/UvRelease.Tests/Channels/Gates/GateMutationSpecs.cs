using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.GitHub.Facts;
using Xunit;
using static UvRelease.Tests.Channels.Gates.GateStage;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>Whatever is wrong with what gates decide on blocks, with the sentence that a maintainer needs.</summary>
public class GateMutationSpecs
{
    private const string Wide = "readiness";

    private static readonly Dictionary<string, (string Gate, GateOutcome Outcome, string Words, Action<GateStage> Mutate)> Mutations = new()
    {
        ["readiness of another digest"] = (Wide, GateOutcome.Error, "another release digest", stage => stage.Readiness["releaseDigest"] = new string('e', 64)),
        ["readiness of another commit"] = (Wide, GateOutcome.Error, "another commit", stage => stage.Readiness["commit"] = new string('e', 40)),
        ["readiness of another repository"] = (Wide, GateOutcome.Error, "another repository", stage => stage.Readiness["repository"] = "evil/sample-app"),
        ["readiness of another app"] = (Wide, GateOutcome.Error, "another app", stage => stage.Readiness["app"] = "other-app"),
        ["readiness of another version"] = (Wide, GateOutcome.Error, "another version", stage => stage.Readiness["version"] = "1.2.1"),
        ["readiness of the future"] = (Wide, GateOutcome.Error, "in the future", stage => stage.Readiness["producedAt"] = "2026-03-19T00:00:00.000Z"),
        ["readiness that ends before it began"] =
            (Wide, GateOutcome.Error, "before it began", stage => stage.Readiness["expiresAt"] = "2026-03-01T00:00:00.000Z"),
        ["readiness that has ended"] = (Wide, GateOutcome.Expired, "held until", stage => stage.Readiness["expiresAt"] = "2026-03-18T08:59:59.999Z"),
        ["unknown field"] = (Wide, GateOutcome.Error, "is no known property", stage => stage.Readiness["ready"] = true),
        ["missing field"] = (Wide, GateOutcome.Error, "'evidence' is missing", stage => stage.Readiness.Remove("evidence")),
        ["no rollout controls"] = (Wide, GateOutcome.Error, "'rolloutControls' is empty", stage => stage.Readiness["rolloutControls"] = Array.Empty<object>()),
        ["a rollout control that fails open"] = (Wide, GateOutcome.Fail, "fails open",
            stage => stage.Readiness["rolloutControls"] = new[] { new { id = "flag", kind = "feature-flag", summary = "x", failsClosed = false } }),
        ["a migration without a way back"] = (Wide, GateOutcome.Error, "'migrationTracks[0].rollback'",
            stage => stage.Readiness["migrationTracks"] = new[] { new { id = "a", apply = "x", rollback = " ", reversible = false } }),
        ["a limitation that nobody accepts any more"] = (Wide, GateOutcome.Expired, "accepted the limitation 'a' until",
            stage =>
                stage.Readiness["knownLimitations"] =
                new[] { new { id = "a", state = "b", summary = "c", acceptedBy = "d", expires = "2026-03-01T00:00:00.000Z" } }),
        ["evidence of another digest"] = Item("subjectDigest", new string('e', 64), "is of another release"),
        ["evidence of another commit"] = Item("commit", new string('e', 40), "is of another commit"),
        ["evidence of the future"] = Item("producedAt", "2026-03-18T10:00:00.000Z", "in the future"),
        ["evidence that has ended"] = Item("expiresAt", "2026-03-18T09:00:00.000Z", "held until", GateOutcome.Expired),
        ["evidence that asserts nothing"] = Item("assertions", Array.Empty<object>(), "evidence that says nothing is none"),
        ["evidence with an assertion twice"] = Item("assertions", new[] { Says("a", true), Says("a", true) }, "has the id 'a' twice"),
        ["evidence that says neither yes nor no"] = Item("assertions", new[] { Says("a", null) }, "whether each 'holds'"),
        ["evidence that says no"] = Item("assertions", new[] { Says("a", true), Says("b", false) }, "does not hold: Thing b", GateOutcome.Fail),
        ["evidence of an unknown kind"] = Item("kind", "rumour", "is no word that is known here: report, source_contract, attestation, manual"),
        ["an attestation"] = Item("kind", "attestation", "nothing here can verify one yet"),
        ["a look by nobody"] = Item("kind", "manual", "'evidence[0].actor' is null"),
        ["evidence of a file that is not there"] = Item("path", "reports/other.txt", "could not be read"),
        ["evidence of a file with other bytes"] = Item("sha256", new string('0', 64), "and it has"),
        ["evidence without a file"] = Item("sha256", null, "must name the file"),
        ["evidence that leads out of the repository"] = Item("path", "../../etc/passwd", "a path inside the repository"),
        ["evidence twice"] = (Wide, GateOutcome.Error, "has the id 'smoke' twice", stage => stage.Readiness["evidence"] = new[] { Evidence(), Evidence() }),
        ["evidence that nothing requires"] =
            (Wide, GateOutcome.Error, "requires none", stage => stage.Readiness["evidence"] = new[] { With("required", false) }),
        ["an error in evidence that nothing requires"] = (Wide, GateOutcome.Error, "is of another release",
            stage => stage.Readiness["evidence"] = new[] { Contract(), With("required", false, ("subjectDigest", new string('e', 64))) }),
        ["a source contract that is broken"] = (Wide, GateOutcome.Fail, "does not contain 'run: npm audit'", stage => stage.Readiness["evidence"] = new[]
        {
            new Dictionary<string,
                object?>(Contract()) { ["assertions"] = new[] { new { id = "a", summary = "b", contains = "run: npm audit", holds = (bool?)null } } },
        }),
        ["no readiness document"] = (Wide, GateOutcome.Error, "Nobody looked at", stage => stage.Spoil = facts => facts with { Readiness = null }),
        ["a property twice"] = (Wide, GateOutcome.Error, "no JSON that can be trusted",
            stage => stage.Spoil = facts => facts with
            {
                Readiness = Fact.Of(new DocumentFacts("r.json", "{\"a\":1,\"a\":2}"u8.ToArray(),
                new Dictionary<string, ReadOnlyMemory<byte>>()), Now)
            }),
        ["a regression report of another digest"] =
            ("regression", GateOutcome.Error, "another release digest", stage => stage.Regression["releaseDigest"] = new string('e', 64)),
        ["no scenario"] = ("regression", GateOutcome.Error, "'scenarios' is empty", stage => stage.Regression["scenarios"] = Array.Empty<object>()),
        ["nothing to cover"] = ("regression", GateOutcome.Error, "wants nothing",
            stage => stage.Regression["coverage"] = new { required = Array.Empty<string>(), covered = Array.Empty<string>() }),
        ["something uncovered"] = ("regression", GateOutcome.Fail, "Nothing covers sync",
            stage => stage.Regression["coverage"] = new { required = new[] { "sync" }, covered = Array.Empty<string>() }),
        ["a machine that it did not run on"] = ("regression", GateOutcome.Fail, "did not run on win-nvidia: a missing row is missing evidence",
            stage => stage.Regression["devices"] = Covered(["linux-swiftshader", "win-nvidia"], ["linux-swiftshader"])),
        ["an acceptance scenario that nothing covers"] = ("regression", GateOutcome.Fail, "Nothing covers opens",
            stage => stage.Regression["acceptance"] = Covered(["opens"], [])),
        ["a flaky scenario beside one that may be"] = ("regression", GateOutcome.Fail, "ended as Flaky: starts", stage =>
        {
            stage.Yaml = stage.Yaml.Replace("chaos: 1 }", "chaos: 1, flaky: [disk-full] }", StringComparison.Ordinal);
            stage.Regression["scenarios"] = Scenarios("flaky");
        }
        ),
        ["no chaos"] = ("regression", GateOutcome.Fail, "0 scenarios fail on purpose", stage => stage.Regression["scenarios"] = Scenarios("passed")),
        ["a flaky scenario"] = ("regression", GateOutcome.Fail, "ended as Flaky", stage => stage.Regression["scenarios"] = Scenarios("flaky")),
        ["a measurement that is missing"] = ("benchmarks", GateOutcome.Error, "was not measured",
            stage => stage.Yaml = stage.Yaml.Replace("cold-start", "warm-start", StringComparison.Ordinal)),
        ["checks of another commit"] = ("checks", GateOutcome.Error, "another commit",
            stage => stage.Checks[1] = stage.Checks[1] with { HeadSha = new string('e', 40) }),
        ["a check by another app"] = ("checks", GateOutcome.Error, "no check 'build' of github-actions",
            stage => stage.Checks[0] = Check(1, "build", CheckConclusion.Success, "evil-app")),
        ["a check from two makers"] = ("checks", GateOutcome.Error, "from 2 makers", stage => stage.Checks.Add(Check(9, "ci/jenkins"))),
        ["a check that failed beside one that passed"] =
            ("checks", GateOutcome.Fail, "ended as Failure", stage => stage.Checks.Add(Check(9, "build", CheckConclusion.Failure))),
        ["a status that is pending"] = ("checks", GateOutcome.Inconclusive, "has not ended",
            stage => stage.Statuses[0] = stage.Statuses[0] with { State = CommitState.Pending }),
        ["no required checks"] = ("checks", GateOutcome.Error, "names no check",
            stage =>
            stage.Yaml = stage.Yaml.Replace("checks: [{ name: build, app: github-actions }, { name: ci/jenkins }]", "checks: []", StringComparison.Ordinal)),
        ["no labels of blockers"] = ("blockers", GateOutcome.Error, "names no label", stage => stage.Yaml += "  blockers: []\n"),
        ["a label that nobody looked for"] = ("blockers", GateOutcome.Error, "'data loss'",
            stage => stage.Yaml += "  blockers: [release-blocker, data loss]\n"),
        ["approval by the publisher"] = ("sign-off", GateOutcome.Fail, "no second person", stage => stage.Approvals[0] = Approval("Publisher", 9)),
        ["approval by who started the run"] = ("sign-off", GateOutcome.Fail, "no second person", stage => stage.Approvals[0] = Approval("starter", 9)),
        ["approval of another environment"] = ("sign-off", GateOutcome.Inconclusive, "0 of 1",
            stage => stage.Approvals[0] = Approval("reviewer", 7, environment: "beta")),
        ["one person twice"] = ("sign-off", GateOutcome.Inconclusive, "1 of 2", stage =>
        {
            stage.Yaml += "  sign-off: { approvals: 2 }\n";
            stage.Approvals.Add(Approval("reviewer", 7));
        }
        ),
        ["another environment"] = ("sign-off", GateOutcome.Error, "was read, and stable is wanted",
            stage => stage.Environment = stage.Environment with { Name = "production" }),
        ["no file verified"] = ("integrity", GateOutcome.Error, "No file", stage => stage.Integrity = stage.Integrity with { VerifiedFiles = 0 }),
        ["a file with other bytes"] = ("integrity", GateOutcome.Fail, "a.exe has other bytes",
            stage => stage.Integrity = stage.Integrity with { Problems = ["a.exe has other bytes."] }),
        ["a signature that nobody verified"] = ("integrity", GateOutcome.Error, "nobody verified it",
            stage => stage.Integrity = stage.Integrity with { Claims = [new(ClaimKind.Signature, "a", null)] }),
        ["a wrong signature"] =
            ("integrity", GateOutcome.Fail, "is wrong", stage => stage.Integrity = stage.Integrity with { Claims = [new(ClaimKind.Notarization, "a", false)] }),
        ["a sealed release of another commit"] =
            ("integrity", GateOutcome.Fail, "was asked about", stage => stage.Integrity = stage.Integrity with { Commit = new string('e', 40) }),
        ["counts of another channel"] = ("health", GateOutcome.Error, "was asked about", Counts(health => health with { Channel = "canary" })),
        ["more crashes than devices"] = ("health", GateOutcome.Error, "contradict themselves",
            stage => stage.Current = stage.Current with { CrashedDevices = 2000 }),
        ["a release twice"] = ("health", GateOutcome.Error, "counted twice", stage => stage.Before = stage.Before with { Version = GateStage.Version }),
        ["no source of health"] = ("health", GateOutcome.Error, "does not say where",
            stage => stage.Yaml = stage.Yaml.Replace("  health: { source: file, path: health.json }\n", "", StringComparison.Ordinal)),
        ["no history to compare with"] = ("health", GateOutcome.Inconclusive, "no release before it",
            stage => stage.Question = stage.Question with { PreviousVersion = null }),
        ["start-up crashes"] = ("health", GateOutcome.Fail, "2 devices crashed while 1.2.0 started",
            stage => stage.Current = stage.Current with { StartupCrashedDevices = 2 }),
        ["start-up crashes that nobody counts"] =
            ("health", GateOutcome.Inconclusive, "counts no crashes at start-up", stage => stage.Current = stage.Current with { StartupCrashedDevices = null }),
        ["hours of use that nobody counts"] = ("bake", GateOutcome.Inconclusive, "counts no hours of use",
            stage => stage.Current = stage.Current with { DeviceHours = null }),
        ["no weekday"] = ("bake", GateOutcome.Inconclusive, "working hours of a weekday", stage =>
        {
            stage.Yaml = stage.Yaml.Replace("hours: 72, ", "hours: 60, ", StringComparison.Ordinal);
            stage.At = new DateTimeOffset(2026, 3, 16, 14, 0, 0, TimeSpan.Zero);
            stage.Question = stage.Question with { Since = new DateTimeOffset(2026, 3, 13, 12, 0, 0, TimeSpan.Zero) };
        }
        ),
    };

    public static TheoryData<string> Names => [.. Mutations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_wrong_blocks_with_a_sentence(string name)
    {
        (string gate, GateOutcome outcome, string words, Action<GateStage> mutate) = Mutations[name];
        var stage = new GateStage();
        mutate(stage);
        GateReport report = stage.Evaluate();
        GateResult result = report.Gates.Single(one => one.Gate.Word() == gate);
        Assert.Contains(words, result.Reason, StringComparison.Ordinal);
        Assert.Equal((outcome, false), (result.Outcome, report.Promotable));
    }

    [Fact]
    public void Unspoilt_everything_passes() => Assert.All(new GateStage().Evaluate().Gates, gate => Assert.True(gate.LetsPass, gate.Reason));

    // A failing gate and a waiver that must not count: how it is given, and what the report says.
    public static TheoryData<string, Waiver, string> Waivers => new()
    {
        { "an account that may not", Waived("benchmarks", "stranger"), "does not name this account" },
        { "an account that nobody saw", Waived("benchmarks"), "neither started the run nor approved it" },
        { "another release", Waived("benchmarks", "starter") with { ReleaseDigest = new('e', 64) }, "it is of the release" },
        { "too long", Waived("benchmarks", "starter", 15), "it may reach 14 days ahead" },
        { "no reason", Waived("benchmarks", "starter") with { Reason = " " }, "is not whole" },
        { "no time", Waived("benchmarks", "starter") with { Expires = "never" }, "is not whole" },
        { "a misspelt gate", Waived("benchmark", "starter"), "Did you mean 'benchmarks'?" },
    };

    [Theory]
    [MemberData(nameof(Waivers))]
    public void A_waiver_that_does_not_count_is_named(string why, Waiver waiver, string words)
    {
        Assert.NotEmpty(why);
        GateReport report = Failing([waiver]).Evaluate();
        Assert.False(report.Promotable);
        Assert.Contains(report.Problems.Append(report.Gates.Single(gate => gate.Gate == GateKind.Benchmarks).Reason),
            text => text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_waiver_counts_once_and_only_where_it_may()
    {
        Assert.Contains("has 2 waivers", Failing([Waived("benchmarks", "starter"), Waived("benchmarks", "starter")]).Evaluate().Problems[0],
            StringComparison.Ordinal);
        // Seen, because the account approved the run.
        GateStage approved = Failing([Waived("benchmarks")]);
        approved.Approvals.Add(Approval("octocat", 3));
        Assert.Equal(GateOutcome.Waived, approved.Of(GateKind.Benchmarks).Outcome);
        foreach ((string gate, Action<GateStage> spoil, string words) in new (string, Action<GateStage>, string)[]
        {
            ("integrity", stage => stage.Integrity = stage.Integrity with { Problems = ["x."] }, "nobody may waive"),
            ("sign-off", stage => stage.Approvals.Clear(), "nobody may waive"),
            ("checks", stage => stage.Checks.Clear(), "an error can't be waived"),
        })
        {
            var stage = new GateStage();
            spoil(stage);
            stage.Question = stage.Question with { Waivers = [Waived(gate, "starter")] };
            Assert.Contains(words, stage.Of(GateWords.Kind(gate)!.Value).Reason, StringComparison.Ordinal);
            Assert.False(stage.Evaluate().Promotable);
        }
    }

    [Theory]
    [InlineData("betta")]
    [InlineData("production")]
    public void An_unknown_channel_blocks(string channel)
    {
        var stage = new GateStage();
        stage.Question = stage.Question with { To = channel };
        Assert.False(stage.Evaluate().Promotable);
        Assert.Contains($"'{channel}' is none", stage.Evaluate().Problems[0], StringComparison.Ordinal);
    }

    private static GateStage Failing(IReadOnlyList<Waiver> waivers)
    {
        var stage = new GateStage();
        stage.Benchmarks["results"] = new[] { new { id = "cold-start", unit = "ms", value = 500, runs = 3 } };
        stage.Question = stage.Question with { Waivers = waivers };
        return stage;
    }

    private static (string, GateOutcome, string, Action<GateStage>) Item(string key, object? value, string words, GateOutcome outcome = GateOutcome.Error) =>
        (Wide, outcome, words, stage => stage.Readiness["evidence"] = new[] { With(key, value), Contract() });

    private static Dictionary<string, object?> With(string key, object? value, params (string Key, object? Value)[] more)
    {
        Dictionary<string, object?> item = Evidence();
        foreach ((string name, object? one) in more.Prepend((key, value)))
            item[name] = one;
        return item;
    }

    private static object Says(string id, bool? holds) => new { id, summary = $"Thing {id}", contains = (string?)null, holds };

    private static object[] Scenarios(string status) => [new { id = "starts", category = "runtime", status, durationMs = 1 }];

    private static Action<GateStage> Counts(Func<UvRelease.Channels.Gates.Health.ChannelHealth, UvRelease.Channels.Gates.Health.ChannelHealth> change) =>
        stage => stage.Spoil = facts => facts with { Health = Fact.Of(change(facts.Health!.Value!), Now) };
}
