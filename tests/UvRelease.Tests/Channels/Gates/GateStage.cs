using System.Text.Json;
using UvRelease.Channels.Gates;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.GitHub.Facts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>A release of the sample app that may go from beta to stable: every gate passes. Specs spoil one thing.</summary>
internal sealed class GateStage
{
    public const string Repository = "acme/sample-app", Version = "1.2.0", Previous = "1.1.0";

    public static readonly string Digest = new('d', 64), Commit = new('c', 40);

    /// <summary>A Wednesday, ten in the morning in Berlin.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 18, 9, 0, 0, TimeSpan.Zero);

    public string Yaml { get; set; } = """
        promote:
          transitions:
            - from: beta
              gates: [checks, bake, sample, health, adoption, blockers, readiness, regression, benchmarks, freeze, sign-off]
              bake: { hours: 72, device-hours: 300, weekday-peak: true }
              health: { risk-margin: 100%, startup-crashes: 1 }
          checks: [{ name: build, app: github-actions }, { name: ci/jenkins }]
          freeze:
            - { name: Holidays, time-zone: Europe/Berlin, from: "2026-12-20T00:00", until: "2027-01-03T00:00" }
            - { name: Weekends, time-zone: Europe/Berlin, days: [fri, sat], from: "15:00", until: "08:00" }
          waivers: { by: [octocat, starter] }
          health: { source: file, path: health.json }
          regression: { profile: full, chaos: 1 }
          benchmarks: [{ id: cold-start, unit: ms, most: 400, tolerance: 5% }]
          time-zone: Europe/Berlin

        """;

    public DateTimeOffset At { get; set; } = Now;

    public GateQuestion Question { get; set; } = new()
    {
        Release = new EvidenceSubject("sample-app", Version, Repository, Digest, Commit),
        From = "beta",
        Share = 100,
        Since = Now.AddDays(-4),
        Arrival = Now.AddDays(-4),
        PreviousVersion = Previous,
        To = "stable",
        Rollout = 10,
        Publisher = "publisher",
        Actor = "starter",
    };

    public ReleaseHealth Current { get; set; } = new(Version, 1000, 2, 0, 5000, 1010, 10, Hours(1000 / 90, 0));

    public ReleaseHealth Before { get; set; } = new(Previous, 9000, 45, 0, 40_000, null, null, Hours(9000 / 90, 1));

    public List<CheckFacts> Checks { get; } = [Check(1, "build"), Check(2, "other", CheckConclusion.Failure)];

    public List<StatusFacts> Statuses { get; } = [new(1, "ci/jenkins", CommitState.Success, Now, null)];

    public List<IssueFacts> Blockers { get; } = [];

    public EnvironmentFacts Environment { get; set; } =
        new(1, "stable", [new ReviewersRule(1, false, [new UserReviewer(new AccountFacts(7, "reviewer"))])], null);

    public List<ApprovalFacts> Approvals { get; } = [Approval("reviewer", 7)];

    public IntegrityFacts Integrity { get; set; } = new(Digest, Version, Commit, 5, [], [new(ClaimKind.Signature, "a.exe", true)]);

    public KillSwitchFacts KillSwitch { get; set; } = new(null);

    public Dictionary<string, object?> Readiness { get; } = Bound(ReadinessDocument.Format, new()
    {
        ["rolloutControls"] = new[] { new { id = "flag", kind = "feature-flag", summary = "Switches sync off", failsClosed = true } },
        ["migrationTracks"] = new[] { new { id = "database", apply = "Adds a column", rollback = "The column is ignored", reversible = true } },
        ["knownLimitations"] =
            new[] { new { id = "no-arm", state = "preview-only", summary = "No arm64", acceptedBy = "octocat", expires = "2026-06-01T00:00:00.000Z" } },
        ["evidence"] = new[] { Evidence(), Contract() },
    });

    public Dictionary<string, object?> Regression { get; } = Bound(RegressionReport.Format, new()
    {
        ["profile"] = "full",
        ["coverage"] = Covered(["storage", "sync"], ["storage", "sync"]),
        ["acceptance"] = Covered(["opens"], ["opens"]),
        ["devices"] = Covered(["linux-swiftshader", "win-nvidia"], ["linux-swiftshader", "win-nvidia"]),
        ["scenarios"] = new object[]
        {
            new { id = "starts", category = "runtime", status = "passed", durationMs = 900 },
            new { id = "disk-full", category = "chaos", status = "passed", durationMs = 4000 },
        },
    });

    public Dictionary<string, object?> Benchmarks { get; } =
        Bound(BenchmarkReport.Format, new() { ["results"] = new[] { new { id = "cold-start", unit = "ms", value = 380, runs = 15 } } });

    public static readonly byte[] ReportFile = "all green\n"u8.ToArray(), SourceFile = "run: npm test\n"u8.ToArray();

    /// <summary>Changes facts once they are made.</summary>
    public Func<GateFacts, GateFacts> Spoil { get; set; } = facts => facts;

    public GateReport Evaluate()
    {
        var channels = new ReleaseNaming().Channels;
        return GateKeeper.Evaluate(Question, PromoteConfiguration.Read(ConfigurationFile.Parse(Yaml, "x.yml").Mapping("promote"), channels), Facts(), At);
    }

    public GateResult Of(GateKind kind) => Evaluate().Gates.Single(gate => gate.Gate == kind);

    public static Dictionary<string, object?> Evidence() => new()
    {
        ["id"] = "smoke",
        ["kind"] = "report",
        ["required"] = true,
        ["subjectDigest"] = Digest,
        ["commit"] = Commit,
        ["producedAt"] = "2026-03-16T00:00:00.000Z",
        ["expiresAt"] = "2026-04-01T00:00:00.000Z",
        ["actor"] = null,
        ["url"] = null,
        ["path"] = "reports/smoke.txt",
        ["sha256"] = CanonicalJson.Digest(ReportFile),
        ["assertions"] = new object[] { new { id = "installs", summary = "It installs on all systems", contains = (string?)null, holds = true } },
    };

    public static Dictionary<string, object?> Contract() => new()
    {
        ["id"] = "wired",
        ["kind"] = "source_contract",
        ["required"] = true,
        ["subjectDigest"] = Digest,
        ["commit"] = Commit,
        ["producedAt"] = "2026-03-16T00:00:00.000Z",
        ["expiresAt"] = "2026-04-01T00:00:00.000Z",
        ["actor"] = null,
        ["url"] = null,
        ["path"] = ".github/workflows/ci.yml",
        ["sha256"] = CanonicalJson.Digest(SourceFile),
        ["assertions"] = new object[] { new { id = "tests", summary = "The tests run", contains = "run: npm test", holds = (bool?)null } },
    };

    public static CheckFacts Check(long id, string name, CheckConclusion? conclusion = CheckConclusion.Success, string app = "github-actions") => new(
        id, name, Commit, conclusion is null ? CheckStatus.InProgress : CheckStatus.Completed, conclusion, Now, new AppFacts(app.Length, app, app), null);

    public static ApprovalFacts Approval(string login, long id, ApprovalState state = ApprovalState.Approved, string environment = "stable") =>
        new(state, new AccountFacts(id, login), [new EnvironmentName(1, environment)], "");

    public static Waiver Waived(string gate, string actor = "octocat", int days = 3) =>
        new(gate, Digest, actor, "We can live with it", Times.Text(Now.AddDays(days)));

    public static DocumentFacts Document(string name, object content, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? files = null) =>
        new(name, JsonSerializer.SerializeToUtf8Bytes(content), files ?? new Dictionary<string, ReadOnlyMemory<byte>>());

    public ChannelHealth Health() =>
        new(ChannelHealth.Format, "sample-app", "beta", "the intake", Times.Text(Now.AddHours(-1)), Times.Text(Now.AddHours(-3)), 1800, [Current, Before]);

    /// <summary>What a profile wants covered, and what is.</summary>
    public static object Covered(string[] required, string[] covered) => new { required, covered };

    private static Dictionary<string, object?> Bound(string schema, Dictionary<string, object?> rest) => new Dictionary<string, object?>
    {
        ["schema"] = schema,
        ["app"] = "sample-app",
        ["version"] = Version,
        ["repository"] = Repository,
        ["releaseDigest"] = Digest,
        ["commit"] = Commit,
        ["producedAt"] = "2026-03-17T00:00:00.000Z",
        ["expiresAt"] = "2026-04-01T00:00:00.000Z",
    }.Concat(rest).ToDictionary(StringComparer.Ordinal);

    private static HealthInterval[] Hours(long devices, long crashed) =>
    [
        .. Enumerable.Range(0, 90).Select(hour => new HealthInterval(
            Times.Text(Now.AddHours(hour - 93)), Times.Text(Now.AddHours(hour - 92)), devices, hour % 2 == 0 ? crashed : 0)),
    ];

    private GateFacts Facts()
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["reports/smoke.txt"] = ReportFile,
            [".github/workflows/ci.yml"] = SourceFile,
        };
        return Spoil(new GateFacts
        {
            Integrity = Fact.Of(Integrity, At),
            KillSwitch = Fact.Of(KillSwitch, At),
            Commit = Fact.Of(new CommitFacts(Commit, Checks, Statuses), At),
            Health = Fact.Of(Health(), At),
            Blockers = Fact.Of(new BlockerFacts(new Dictionary<string, IReadOnlyList<IssueFacts>> { ["release-blocker"] = Blockers }), At),
            SignOff = Fact.Of(new SignOffFacts(Environment, Approvals), At),
            Readiness = Fact.Of(Document("readiness.json", Readiness, files), At),
            Regression = Fact.Of(Document("regression.json", Regression), At),
            Benchmarks = Fact.Of(Document("benchmarks.json", Benchmarks), At),
        });
    }
}
