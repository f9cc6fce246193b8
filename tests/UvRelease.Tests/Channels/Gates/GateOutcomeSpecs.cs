using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using Xunit;
using static UvRelease.Tests.Channels.Gates.GateStage;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>Each gate, and each outcome that it can have.</summary>
public class GateOutcomeSpecs
{
    private static readonly GateKind[] Final = [GateKind.Integrity, GateKind.KillSwitch, GateKind.SignOff];

    private static readonly Dictionary<(GateKind, GateOutcome), Action<GateStage>> Cases = new()
    {
        [(GateKind.Integrity, GateOutcome.Pass)] = _ => { },
        [(GateKind.Integrity, GateOutcome.Fail)] = stage => stage.Integrity = stage.Integrity with { Digest = new('e', 64) },
        [(GateKind.Integrity, GateOutcome.Error)] =
            stage => stage.Integrity = stage.Integrity with { Claims = [new(ClaimKind.Attestation, "a.exe", true)] },
        [(GateKind.KillSwitch, GateOutcome.Pass)] = _ => { },
        [(GateKind.KillSwitch, GateOutcome.Fail)] =
            stage => stage.KillSwitch = new(new StopDocument(StopDocument.Format, "octocat", "Fire", "2026-03-18T08:00:00.000Z")),
        [(GateKind.KillSwitch, GateOutcome.Error)] =
            stage => stage.Spoil = facts => facts with { KillSwitch = Fact.Unknown<KillSwitchFacts>("The store does not answer.", Now) },
        [(GateKind.Checks, GateOutcome.Pass)] = _ => { },
        [(GateKind.Checks, GateOutcome.Fail)] = stage => stage.Checks[0] = Check(1, "build", CheckConclusion.Skipped),
        [(GateKind.Checks, GateOutcome.Inconclusive)] = stage => stage.Checks[0] = Check(1, "build", null),
        [(GateKind.Checks, GateOutcome.Error)] = stage => stage.Checks.RemoveAt(0),
        [(GateKind.Bake, GateOutcome.Pass)] = _ => { },
        [(GateKind.Bake, GateOutcome.Inconclusive)] = stage => stage.Question = stage.Question with { Since = Now.AddHours(-71) },
        [(GateKind.Bake, GateOutcome.Error)] = stage => stage.Question = stage.Question with { Since = Now.AddHours(1) },
        [(GateKind.Sample, GateOutcome.Pass)] = _ => { },
        [(GateKind.Sample, GateOutcome.Inconclusive)] =
            stage => stage.Yaml = stage.Yaml.Replace("- from: beta", "- from: beta\n      devices: 5000", StringComparison.Ordinal),
        [(GateKind.Sample, GateOutcome.Error)] = Unhealthy("Sentry does not answer."),
        [(GateKind.Health, GateOutcome.Pass)] = _ => { },
        [(GateKind.Health, GateOutcome.Fail)] = stage => stage.Current = stage.Current with { CrashedDevices = 30 },
        [(GateKind.Health, GateOutcome.Inconclusive)] = stage => stage.Current = stage.Current with { CrashedDevices = 10 },
        [(GateKind.Health, GateOutcome.Error)] = Unhealthy("Sentry does not answer."),
        [(GateKind.Adoption, GateOutcome.Pass)] = _ => { },
        [(GateKind.Adoption, GateOutcome.Fail)] = stage => stage.Current = stage.Current with { UpdateFailures = 200 },
        [(GateKind.Adoption, GateOutcome.Inconclusive)] = stage => stage.Current = stage.Current with { UpdateAttempts = null, UpdateFailures = null },
        [(GateKind.Adoption, GateOutcome.Error)] = Unhealthy("Sentry does not answer."),
        [(GateKind.Blockers, GateOutcome.Pass)] = _ => { },
        [(GateKind.Blockers, GateOutcome.Fail)] = stage => stage.Blockers.Add(Issue(IssueState.Open)),
        [(GateKind.Blockers, GateOutcome.Error)] = stage => stage.Blockers.Add(Issue(IssueState.Closed)),
        [(GateKind.Readiness, GateOutcome.Pass)] = _ => { },
        [(GateKind.Readiness, GateOutcome.Fail)] = stage => stage.Readiness["evidence"] = new[] { Changed("assertions", Not("It installs")) },
        [(GateKind.Readiness, GateOutcome.Error)] = stage => stage.Readiness["evidence"] = Array.Empty<object>(),
        [(GateKind.Regression, GateOutcome.Pass)] = _ => { },
        [(GateKind.Regression, GateOutcome.Fail)] =
            stage => stage.Regression["scenarios"] = new[] { new { id = "starts", category = "chaos", status = "skipped", durationMs = 0 } },
        [(GateKind.Regression, GateOutcome.Error)] = stage => stage.Regression["profile"] = "fast",
        [(GateKind.Benchmarks, GateOutcome.Pass)] = _ => { },
        [(GateKind.Benchmarks, GateOutcome.Fail)] = stage => stage.Benchmarks["results"] = Measured(421),
        [(GateKind.Benchmarks, GateOutcome.Inconclusive)] = stage => stage.Benchmarks["results"] = Measured(420),
        [(GateKind.Benchmarks, GateOutcome.Error)] = stage => stage.Benchmarks["results"] = Measured(1, "s"),
        [(GateKind.Freeze, GateOutcome.Pass)] = _ => { },
        [(GateKind.Freeze, GateOutcome.Fail)] = stage => stage.Yaml = stage.Yaml.Replace("2026-12-20", "2026-03-18", StringComparison.Ordinal),
        [(GateKind.Freeze, GateOutcome.Error)] = stage => stage.Yaml = stage.Yaml[..stage.Yaml.IndexOf("  freeze:", StringComparison.Ordinal)]
            + stage.Yaml[stage.Yaml.IndexOf("  waivers:", StringComparison.Ordinal)..],
        [(GateKind.SignOff, GateOutcome.Pass)] = _ => { },
        [(GateKind.SignOff, GateOutcome.Fail)] = stage => stage.Approvals.Add(Approval("other", 8, ApprovalState.Rejected)),
        [(GateKind.SignOff, GateOutcome.Inconclusive)] = stage => stage.Approvals.Clear(),
        [(GateKind.SignOff, GateOutcome.Error)] = stage => stage.Environment = stage.Environment with { ProtectionRules = [new WaitTimerRule(1, 30)] },
    };

    public static TheoryData<string, string> Rows => [.. Cases.Keys.Select(key => (key.Item1.Word(), key.Item2.Word()))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gate_has_its_outcome_with_a_sentence_and_what_would_change_it(string gate, string outcome)
    {
        var stage = new GateStage();
        GateKind kind = GateWords.Kind(gate)!.Value;
        Cases.Single(pair => (pair.Key.Item1, pair.Key.Item2.Word()) == (kind, outcome)).Value(stage);
        GateReport report = stage.Evaluate();
        GateResult result = report.Gates.Single(one => one.Gate == kind);
        Assert.Equal(outcome, result.Outcome.Word());
        Assert.Equal(outcome == "pass", report.Promotable);
        Assert.All((string[])[result.Reason, result.Change], text => Assert.Matches(@"^[A-Z0-9#'].*[.…:)]$|^[a-z-]+ .*\.$", text));
    }

    [Fact]
    public void Every_gate_has_a_case_for_each_outcome_that_it_is_known_to_have()
    {
        // What only says yes or no at once, or grows with time alone.
        GateKind[] decided = [GateKind.Integrity, GateKind.KillSwitch, GateKind.Blockers, GateKind.Readiness, GateKind.Regression, GateKind.Freeze];
        GateKind[] growing = [GateKind.Bake, GateKind.Sample];
        foreach (GateKind kind in Enum.GetValues<GateKind>())
        {
            Assert.Contains((kind, GateOutcome.Pass), Cases.Keys);
            Assert.Contains((kind, GateOutcome.Error), Cases.Keys);
            Assert.NotEqual(growing.Contains(kind), Cases.ContainsKey((kind, GateOutcome.Fail)));
            Assert.NotEqual(decided.Contains(kind), Cases.ContainsKey((kind, GateOutcome.Inconclusive)));
        }
    }

    // Expired, whatever the gate: facts of an hour ago. Only a gate that needs none can't have it.
    [Fact]
    public void Facts_that_are_more_than_an_hour_old_have_expired()
    {
        var stage = new GateStage { At = Now.AddHours(2) };
        stage.Spoil = facts => facts with
        {
            Integrity = facts.Integrity! with { ReadAt = Now },
            KillSwitch = facts.KillSwitch! with { ReadAt = Now },
            Commit = facts.Commit! with { ReadAt = Now },
            Health = facts.Health! with { ReadAt = Now },
            Blockers = facts.Blockers! with { ReadAt = Now },
            SignOff = facts.SignOff! with { ReadAt = Now },
            Readiness = facts.Readiness! with { ReadAt = Now },
            Regression = facts.Regression! with { ReadAt = Now },
            Benchmarks = facts.Benchmarks! with { ReadAt = Now },
        };
        Assert.All(stage.Evaluate().Gates, gate => Assert.Equal(gate.Gate == GateKind.Freeze ? GateOutcome.Pass : GateOutcome.Expired, gate.Outcome));
    }

    [Fact]
    public void Facts_of_the_future_are_an_error_and_facts_that_nobody_read_too()
    {
        var stage = new GateStage();
        stage.Spoil = facts => facts with { Commit = facts.Commit! with { ReadAt = Now.AddHours(1) }, Blockers = null };
        Assert.Contains("in the future", stage.Of(GateKind.Checks).Reason, StringComparison.Ordinal);
        Assert.Equal((GateOutcome.Error, GateOutcome.Error), (stage.Of(GateKind.Checks).Outcome, stage.Of(GateKind.Blockers).Outcome));
    }

    [Theory]
    [InlineData("bake")]
    [InlineData("sample")]
    [InlineData("health")]
    [InlineData("adoption")]
    public void Old_counts_have_expired_and_a_missing_release_is_no_hundred_percent(string gate)
    {
        GateKind kind = GateWords.Kind(gate)!.Value;
        var old = new GateStage { At = Now.AddDays(2) };
        Assert.Equal(GateOutcome.Expired, old.Of(kind).Outcome);
        var missing = new GateStage { Current = new GateStage().Current with { Version = "1.3.0" } };
        Assert.Equal(GateOutcome.Inconclusive, missing.Of(kind).Outcome);
        Assert.Contains("counts nothing for 1.2.0", missing.Of(kind).Reason, StringComparison.Ordinal);
        var unsettled = new GateStage { At = Now.AddHours(-2) };
        unsettled.Question = unsettled.Question with { Since = Now.AddDays(-5) };
        Assert.Contains("not settled", unsettled.Of(kind).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bake")]
    [InlineData("sample")]
    [InlineData("health")]
    [InlineData("adoption")]
    public void Counts_that_end_before_the_release_came_to_the_channel_say_nothing_of_it(string gate)
    {
        GateKind kind = GateWords.Kind(gate)!.Value;
        var stage = new GateStage();
        stage.Question = stage.Question with { Arrival = Now.AddHours(-2) };
        GateResult result = stage.Of(kind);
        Assert.Equal(GateOutcome.Inconclusive, result.Outcome);
        Assert.StartsWith(
            "The counts end at 2026-03-18T06:00:00.000Z, and 1.2.0 came to beta at 2026-03-18T07:00:00.000Z", result.Reason, StringComparison.Ordinal);
        // A release that has been widened since was counted at its smaller share.
        stage.Question = stage.Question with { Arrival = Now.AddDays(-4), Since = Now.AddDays(-3.5) };
        Assert.Equal(GateOutcome.Pass, stage.Of(kind).Outcome);
    }

    [Fact]
    public void A_freeze_holds_up_every_transition_but_one_that_says_otherwise()
    {
        const string Gates = "gates: [checks, bake, sample, health, adoption, blockers, readiness, regression, benchmarks, freeze, sign-off]";
        GateStage Frozen(string gates) => new()
        {
            Yaml = new GateStage().Yaml.Replace(Gates, gates, StringComparison.Ordinal).Replace("2026-12-20", "2026-03-18", StringComparison.Ordinal),
        };
        Assert.Equal(GateOutcome.Fail, Frozen("gates: [checks]").Of(GateKind.Freeze).Outcome);
        Assert.DoesNotContain(Frozen("gates: [checks]\n      freeze: false").Evaluate().Gates, gate => gate.Gate == GateKind.Freeze);
        ReleaseException both = Assert.Throws<ReleaseException>(() => Frozen(Gates + "\n      freeze: false").Evaluate());
        Assert.Contains("is false, and 'gates' names freeze. Remove one.", both.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time-zone: Europe/Berlin, from", "time-zone: Europe/Berln, from", "promote.freeze[0].time-zone")]
    [InlineData("\n  time-zone: Europe/Berlin", "\n  time-zone: Mars/Base", "promote.time-zone")]
    public void A_time_zone_that_nobody_knows_is_an_error_of_the_configuration(string right, string wrong, string field)
    {
        string yaml = new GateStage().Yaml;
        Assert.Contains(right, yaml, StringComparison.Ordinal);
        var stage = new GateStage { Yaml = yaml.Replace(right, wrong, StringComparison.Ordinal) };
        ReleaseException error = Assert.Throws<ReleaseException>(stage.Evaluate);
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
        Assert.Contains("is not known on this machine", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Waivable =>
        [.. Cases.Keys.Where(key => key.Item2 is GateOutcome.Fail or GateOutcome.Inconclusive && !Final.Contains(key.Item1))
            .Select(key => key.Item1.Word()).Distinct()];

    [Theory]
    [MemberData(nameof(Waivable))]
    public void A_gate_is_waived_by_somebody_who_may_and_for_a_time(string gate)
    {
        GateKind kind = GateWords.Kind(gate)!.Value;
        GateStage Stage(Waiver waiver)
        {
            var stage = new GateStage();
            Cases.First(pair => pair.Key.Item1 == kind && pair.Key.Item2 is GateOutcome.Fail or GateOutcome.Inconclusive && pair.Key.Item1 == kind)
                .Value(stage);
            stage.Question = stage.Question with { Waivers = [waiver] };
            return stage;
        }

        GateReport report = Stage(Waived(gate, "starter")).Evaluate();
        GateResult result = report.Gates.Single(one => one.Gate == kind);
        Assert.Equal((GateOutcome.Waived, "starter", "We can live with it"), (result.Outcome, result.Waiver?.Actor, result.Waiver?.Reason));
        Assert.True(report.Promotable);
        GateResult ended = Stage(Waived(gate, "starter", -1)).Of(kind);
        Assert.Equal((GateOutcome.Expired, null), (ended.Outcome, ended.Waiver));
        Assert.False(Stage(Waived(gate, "starter", -1)).Evaluate().Promotable);
    }

    [Fact]
    public void A_small_app_reads_what_it_could_exclude()
    {
        var stage = new GateStage();
        stage.Current = stage.Current with { Devices = 50, CrashedDevices = 0 };
        Assert.Equal(GateOutcome.Inconclusive, stage.Of(GateKind.Health).Outcome);
        Assert.Contains("With 50 devices you can only exclude a crash rate above 5.82 %.", stage.Of(GateKind.Sample).Reason, StringComparison.Ordinal);
    }

    private static Action<GateStage> Unhealthy(string problem) =>
        stage => stage.Spoil = facts => facts with { Health = Fact.Unknown<ChannelHealth>(problem, Now) };

    private static IssueFacts Issue(IssueState state) => new(5, "It loses data", state, [new LabelFacts("release-blocker")], Now, "https://x.example");

    private static Dictionary<string, object?> Changed(string key, object? value) => new(Evidence()) { [key] = value };

    private static object[] Not(string summary) => [new { id = "installs", summary, contains = (string?)null, holds = false }];

    private static object[] Measured(long value, string unit = "ms") => [new { id = "cold-start", unit, value, runs = 9 }];
}
