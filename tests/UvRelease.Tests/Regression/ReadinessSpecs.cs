using System.Text;
using UvRelease.Regression.Readying;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>What people plan and what was found become a document that is ready only if all of it is so now.</summary>
public class ReadinessSpecs
{
    private const string Yaml = """
        rollout-controls:
          - { id: flag, kind: feature-flag, summary: Switches sync off., fails: closed }
        migration-tracks:
          - { id: database, apply: Adds a column., rollback: The column is ignored., reversible: true }
        known-limitations:
          - { id: no-arm, state: preview-only, summary: No arm64., accepted-by: octocat, expires: "2026-06-01" }
        evidence:
          - { id: scenarios, kind: report, profile: full, must-pass: [starts, disk-full], must-cover: [sync] }
          - id: wired
            kind: source-contract
            path: .github/workflows/ci.yml
            contains: [{ id: fast, summary: Each push runs the fast profile., text: "profile: fast" }]
          - id: looked
            kind: manual
            actor: ada
            version: 1.2.0
            at: "2026-03-17"
            expires: "2026-04-17"
            saw: [{ id: installs, summary: It installs on an old machine., holds: true }]

        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 18, 9, 0, 0, TimeSpan.Zero);

    private static readonly EvidenceSubject Subject =
        new("sample-app", RegressionStage.Version, RegressionStage.Repository, RegressionStage.Digest, RegressionStage.Commit);

    private static readonly (string Name, string Old, string New, string Words)[] Shapes =
    [
        ("an unknown key", "rollout-controls:\n", "ready: true\nrollout-controls:\n", "is no known key"),
        ("no rollout controls", "rollout-controls:\n  - { id: flag, kind: feature-flag, summary: Switches sync off., fails: closed }\n", "",
            "has no 'rollout-controls'"),
        ("a control that does not say how it fails", ", fails: closed", "", "lacks the key 'fails'"),
        ("a control that fails somehow", "fails: closed", "fails: soft", "must be one of: closed, open"),
        ("a migration without a way back", "rollback: The column is ignored., ", "", "lacks the key 'rollback'"),
        ("a migration with an empty way back", "rollback: The column is ignored.", "rollback: \" \"", "must be one line"),
        ("a limitation that nobody accepted", "accepted-by: octocat, ", "", "lacks the key 'accepted-by'"),
        ("a limitation without an end", ", expires: \"2026-06-01\"", "", "lacks the key 'expires'"),
        ("a limitation until some time", "expires: \"2026-06-01\"", "expires: soon", "must be a day such as 2027-03-01"),
        ("a report that asserts nothing", "must-pass: [starts, disk-full], must-cover: [sync]", "must-pass: []", "asserts nothing"),
        ("a contract that asserts nothing", "contains: [{ id: fast, summary: Each push runs the fast profile., text: \"profile: fast\" }]", "contains: []",
            "has no 'contains'"),
        ("a contract elsewhere", "path: .github/workflows/ci.yml", "path: ../ci.yml", "must be a path inside the repository"),
        ("a look by nobody", "actor: ada\n", "summary: somebody\n", "lacks the key 'actor'"),
        ("a look at no version", "    version: 1.2.0\n", "", "lacks the key 'version'"),
        ("a look that found nothing", "saw: [{ id: installs, summary: It installs on an old machine., holds: true }]", "saw: []", "has no 'saw'"),
        ("a look that says neither yes nor no", ", holds: true", "", "lacks the key 'holds'"),
        ("an unknown kind", "kind: manual", "kind: rumour", "must be one of: report, source-contract, attestation, manual"),
        ("a key of another kind", "kind: report,", "kind: report, actor: ada,", "is no known key"),
        ("no evidence", "evidence:\n  - { id: scenarios", "evidence: []\nmore:\n  - { id: scenarios", "has no 'evidence'"),
    ];

    public static TheoryData<string> Wrong => [.. Shapes.Select(row => row.Name)];

    [Theory, MemberData(nameof(Wrong))]
    public void Each_fault_of_a_plan_has_its_sentence(string name)
    {
        var row = Shapes.Single(row => row.Name == name);
        Assert.Contains(row.Words, Assert.Throws<ReleaseException>(() => Plan(Spoilt(row))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_given_once() => Assert.Contains("has the id 'scenarios' twice",
        Assert.Throws<ReleaseException>(() => Plan(Yaml.Replace("id: looked", "id: scenarios", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_schemas_say_of_plans_and_documents_what_their_readers_say()
    {
        Assert.SkipUnless(Node.Program is not null, "no Node.js. Install it: https://nodejs.org");
        string validate = SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "validate.mjs");
        var plans = await Node.AskAsync(validate, new { schema = "readiness-plan", documents = (string[])[Yaml, .. Shapes.Select(Spoilt)] });
        string?[] errors = [.. plans.EnumerateArray().Select(error => error.GetString())];
        Assert.Null(errors[0]);
        for (int i = 0; i < Shapes.Length; i++)
            Assert.True(errors[i + 1] is not null, $"The schema has nothing against {Shapes[i].Name}.");

        (ReadinessDocument document, _) = Make(Yaml);
        (string Schema, string Text)[] documents =
        [
            ("readiness", Encoding.UTF8.GetString(ReadinessJson.Write(document))), ("regression-catalogue", RegressionStage.Catalogue),
            ("regression-run", MergeSpecs.Report("linux-swiftshader").ToJsonString()),
        ];
        foreach ((string schema, string text) in documents)
        {
            string spoilt = text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, "\"more\":1,");
            var judged = await Node.AskAsync(validate, new { schema, documents = new[] { text, spoilt } });
            Assert.Null(judged[0].GetString());
            Assert.NotNull(judged[1].GetString());
        }
    }

    [Theory]
    [InlineData("", "", EvidenceState.Holds, "All required evidence holds (3 of 3 pieces), and 1 known limitations are accepted.")]
    [InlineData("must-pass: [starts, disk-full]", "must-pass: [draws]", EvidenceState.Fails, "The scenario draws passed at the first try")]
    [InlineData("must-pass: [starts, disk-full]", "must-pass: [slow]", EvidenceState.Fails, "The scenario slow passed at the first try")]
    [InlineData("must-cover: [sync]", "must-cover: [print]", EvidenceState.Fails, "The subsystem print is covered")]
    [InlineData("kind: report, profile: full", "kind: report, profile: fast", EvidenceState.Fails, "The profile fast was run")]
    [InlineData("text: \"profile: fast\"", "text: \"profile: full\"", EvidenceState.Fails, "does not contain 'profile: full'")]
    [InlineData("version: 1.2.0", "version: 1.1.9", EvidenceState.Fails, "Somebody looked at 1.2.0 (pending: ada looked at 1.1.9)")]
    [InlineData("holds: true", "holds: false", EvidenceState.Fails, "It installs on an old machine")]
    [InlineData("expires: \"2026-04-17\"", "expires: \"2026-03-18\"", EvidenceState.Expired, "'looked' held until 2026-03-18T00:00:00.000Z")]
    [InlineData("at: \"2026-03-17\"", "at: \"2026-03-19\"", EvidenceState.Error, "in the future")]
    [InlineData("expires: \"2026-06-01\"", "expires: \"2026-03-01\"", EvidenceState.Expired, "octocat accepted the limitation 'no-arm' until")]
    [InlineData("fails: closed", "fails: open", EvidenceState.Fails, "The rollout control 'flag' fails open")]
    [InlineData("kind: manual\n", "kind: manual\n    required: false\n", EvidenceState.Holds, "3 of 3")]
    public void Everything_that_is_not_so_now_is_not_ready(string old, string with, EvidenceState state, string words)
    {
        string yaml = old.Length == 0 ? Yaml : Yaml.Replace(old, with, StringComparison.Ordinal);
        Assert.True(old.Length == 0 || yaml != Yaml);
        (ReadinessDocument document, Dictionary<string, ReadOnlyMemory<byte>> files) = Make(yaml);
        Assert.Equal(Reflected.Write(document).Replace("SourceContract", "source_contract", StringComparison.Ordinal).ToUpperInvariant(),
            Encoding.UTF8.GetString(ReadinessJson.Write(document)).ToUpperInvariant());
        ReadinessDocument read = ReadinessDocument.Read(ReadinessJson.Write(document), "readiness.json");
        EvidenceJudgement judgement = ReadinessJudge.Judge(read, Subject, files, Now);
        Assert.Equal(state, judgement.State);
        Assert.Contains(words, judgement.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attestation_is_an_error_until_something_verifies_one()
    {
        string yaml = Yaml + "  - { id: signed, kind: attestation, path: attestation.json, says: [{ id: built, summary: GitHub built it., holds: true }] }\n";
        (ReadinessDocument document, var files) = Make(yaml);
        Assert.Equal(EvidenceState.Error, ReadinessJudge.Judge(document, Subject, files, Now).State);
    }

    private static (ReadinessDocument, Dictionary<string, ReadOnlyMemory<byte>>) Make(string yaml)
    {
        byte[] bytes = Encoding.UTF8.GetBytes("the report"), workflow = Encoding.UTF8.GetBytes("with:\n  profile: fast\n");
        var report = new RegressionReport(
            RegressionReport.Format, Subject.App, Subject.Version, Subject.Repository, Subject.Digest, Subject.Commit, "2026-03-18T08:30:00.000Z",
            "2026-04-01T08:00:00.000Z", "full", new(["sync"], ["editor", "sync"]), new([], []), new([], []),
            [
                new("starts", ScenarioCategory.Runtime, ScenarioStatus.Passed, 1), new("draws", ScenarioCategory.Contract, ScenarioStatus.Failed, 1),
                new("disk-full", ScenarioCategory.Chaos, ScenarioStatus.Passed, 1), new("slow", ScenarioCategory.Runtime, ScenarioStatus.Flaky, 1),
            ]);
        return (ReadinessMaker.Make(Plan(yaml), report, bytes, _ => workflow), new(StringComparer.Ordinal)
        {
            [ReadinessMaker.ReportFile] = bytes,
            [ReadinessMaker.Sources + ".github/workflows/ci.yml"] = workflow,
            [ReadinessMaker.Sources + "attestation.json"] = workflow,
        });
    }

    private static ReadinessPlan Plan(string yaml) => ReadinessPlan.Read(Encoding.UTF8.GetBytes(yaml), "readiness.yml");

    private static string Spoilt((string Name, string Old, string New, string Words) row)
    {
        Assert.Contains(row.Old, Yaml, StringComparison.Ordinal);
        return Yaml.Replace(row.Old, row.New, StringComparison.Ordinal);
    }
}
