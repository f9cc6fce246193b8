using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Regression.Matrices;
using UvRelease.Regression.Readying;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>uv-release's own matrix and readiness say what its demo and workflows are.</summary>
public partial class OwnRegressionSpecs
{
    private const string Fixture = "sample-app";

    // A chapter of the demo that the matrix does not know fails here, and at each run of it.
    [Fact]
    public void The_catalogue_is_what_the_demo_has_and_the_matrix_says_the_same()
    {
        string[] chapters = Chapters().Match(File.ReadAllText(SourceTree.At("demo.sh"))).Groups["chapters"].Value.Split(' ');
        byte[] bytes = CanonicalJson.Write(json =>
        {
            json.WriteString("schema", RegressionCatalogue.Format);
            json.WriteTexts("fixtures", [Fixture]);
            json.WriteList("acceptance", chapters, chapter =>
            {
                json.WriteString("id", chapter);
                json.WriteString("capability", chapter);
                json.WriteTexts("fixtures", [Fixture]);
            });
        });
        Golden.Matches(SourceTree.At(".github", "regression-catalogue.json"), Encoding.UTF8.GetString(bytes));
        RegressionMatrix matrix = RegressionMatrix.Read(File.ReadAllBytes(SourceTree.At(RegressionMatrix.Name)), RegressionMatrix.Name);
        RegressionCatalogue.Read(bytes, "the catalogue").MustEqual(matrix, matrix.Catalogue);
        Assert.All(matrix.Scenarios.SelectMany(scenario => scenario.Run.Skip(1)).Where(argument => argument.StartsWith('*')), pattern =>
            Assert.Contains(typeof(OwnRegressionSpecs).Assembly.GetTypes(), type => type.FullName!.EndsWith(pattern[1..], StringComparison.Ordinal)));
    }

    [Fact]
    public void Its_readiness_holds_of_the_files_that_it_names()
    {
        ReadinessPlan plan = ReadinessPlan.Read(File.ReadAllBytes(SourceTree.At(ReadinessPlan.Name)), ReadinessPlan.Name);
        RegressionMatrix matrix = RegressionMatrix.Read(File.ReadAllBytes(SourceTree.At(RegressionMatrix.Name)), RegressionMatrix.Name);
        RegressionScenario[] scenarios = [.. matrix.ScenariosOf("full", null).Select(one =>
            new RegressionScenario(one.Id, one.Category, ScenarioStatus.Passed, 1))];
        var subject = new EvidenceSubject("uv-release", "1.0.0", "org/uv-release", new string('b', 64), new string('a', 40));
        DateTimeOffset now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var report = new RegressionReport(
            RegressionReport.Format, subject.App, subject.Version, subject.Repository, subject.Digest, subject.Commit, Times.Text(now),
                Times.Text(now.AddDays(1)),
            "full", new(matrix.Profile("full").Subsystems, matrix.Profile("full").Subsystems), new([], []), new([], []), scenarios);
        var files = ReadinessMaker.FilesOf(plan).ToDictionary(
            path => ReadinessMaker.Sources + path, path => (ReadOnlyMemory<byte>)File.ReadAllBytes(SourceTree.At(path)), StringComparer.Ordinal);
        files[ReadinessMaker.ReportFile] = "the report"u8.ToArray();
        ReadinessDocument document = ReadinessMaker.Make(plan, report, "the report"u8, path => files[ReadinessMaker.Sources + path].ToArray());
        EvidenceJudgement judgement = ReadinessJudge.Judge(document, subject, files, now);
        Assert.True(judgement.State == EvidenceState.Holds, judgement.Reason);
    }

    [Fact]
    public void Each_of_the_reference_systems_eight_weaknesses_has_its_spec()
    {
        string table = File.ReadAllText(SourceTree.At("docs", "regression.md")).Split("\n## What the reference system lets through")[1];
        string[] specs = [.. Held().Matches(table).Select(match => match.Groups["spec"].Value)];
        Assert.Equal(8, specs.Length);
        Assert.All(specs, spec => Assert.Contains(typeof(OwnRegressionSpecs).Assembly.GetTypes(), type =>
            type.Name == spec.Split('.')[0] && type.GetMethod(spec.Split('.')[1]) is { } method
                && method.GetCustomAttributes(inherit: true).Any(one => one is FactAttribute)));
    }

    [GeneratedRegex(@"\| `(?<spec>[A-Za-z]+\.[A-Za-z0-9_]+)` \|\n", RegexOptions.NonBacktracking)]
    private static partial Regex Held();

    [GeneratedRegex(@"\nevery=\((?<chapters>[a-z ]+)\)\n", RegexOptions.NonBacktracking)]
    private static partial Regex Chapters();
}
