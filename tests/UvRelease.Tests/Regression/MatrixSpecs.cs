using System.Text;
using UvRelease.Regression.Matrices;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>Whatever is wrong with a matrix is said, before anything runs.</summary>
public class MatrixSpecs
{
    // What is wrong, what is written instead of what, and the sentence. The second table is nothing that a schema can say.
    private static readonly (string Name, string Old, string New, string Words)[] Shapes =
    [
        ("an unknown key", "app: sample-app\n", "app: sample-app\nready: true\n", "is no known key"),
        ("no app", "app: sample-app\n", "", "lacks the key 'app'"),
        ("no catalogue", "catalogue: artifacts/catalogue.json\n", "", "lacks the key 'catalogue'"),
        ("a catalogue elsewhere", "artifacts/catalogue.json", "../catalogue.json", "must be a path inside the repository"),
        ("a profile without its chaos", "subsystems: [editor], chaos: 0", "subsystems: [editor]", "lacks the key 'chaos'"),
        ("negative chaos", "chaos: 0", "chaos: -1", "whole number from 0"),
        ("a line for a shell", "run: [\"true\"]\n    timeout-seconds: 10\n    retries", "run: npm test\n    timeout-seconds: 10\n    retries",
            "must be a list"),
        ("no program", "run: [\"true\"]\n    timeout-seconds: 10\n    retries", "run: []\n    timeout-seconds: 10\n    retries", "without a program"),
        ("no time-out", "timeout-seconds: 10\n    retries", "retries", "lacks the key 'timeout-seconds'"),
        ("many retries", "retries: 1", "retries: 6", "whole number from 0 to 5"),
        ("an unknown category", "category: runtime", "category: smoke", "must be one of: contract, runtime, chaos"),
        ("an unknown system", "os: win", "os: windows", "must be one of: linux, win, mac"),
        ("a device without its driver", ", driver: NVIDIA", "", "lacks the key 'driver'"),
        ("a summary of nothing", "summary: It starts.", "summary: \" \"", "must be one line"),
        ("a share without its sign", "relative: 20%", "relative: \"20\"", "must be a share such as 0.5%"),
        ("a share that is too large", "share: 0.5%", "share: 101%", "must be a share such as 0.5%"),
        ("no expectation", "expected: 400, ", "", "lacks the key 'expected'"),
        ("an unknown side", "side: above", "side: up", "must be one of: both, above, below"),
        ("a threshold of 2", "threshold: 0.1", "threshold: 2", "must be a number from 0 to 1"),
        ("a golden elsewhere", "goldens/scene.png", "/goldens/scene.png", "must be a path inside the repository"),
        ("an id with capitals", "id: starts", "id: Starts", "must be an id"),
    ];

    private static readonly (string Name, string Old, string New, string Words)[] Rules =
    [
        ("an id twice", "id: disk-full", "id: starts", "setup and scenarios have the id 'starts' twice"),
        ("a setup step with a scenario's id", "id: install", "id: starts", "setup and scenarios have the id 'starts' twice"),
        ("a subsystem twice", "id: sync, summary", "id: editor, summary", "subsystems have the id 'editor' twice"),
        ("an unknown profile", "profiles: [full]\n    subsystems: [sync]", "profiles: [nightly]\n    subsystems: [sync]",
            "names the profile 'nightly', which there is not"),
        ("an unknown subsystem", "subsystems: [sync]\n    acceptance", "subsystems: [print]\n    acceptance",
            "names the subsystem 'print', which there is not"),
        ("an unknown fixture", "fixtures: [empty-folder] }", "fixtures: [full-folder] }", "names the fixture 'full-folder', which there is not"),
        ("an unknown acceptance scenario", "acceptance: [syncs]", "acceptance: [copies]", "names the acceptance scenario 'copies', which there is not"),
        ("an unknown device", "devices: [linux-swiftshader]", "devices: [linux-amd]", "names the device 'linux-amd', which there is not"),
        ("zero chaos", "category: chaos", "category: runtime", "The profile full wants at least 1 chaos scenarios and has 0"),
        ("nothing to cover", "subsystems: [editor], chaos: 0", "subsystems: [], chaos: 0", "wants no subsystem covered, so it shows nothing"),
        ("a subsystem that nothing covers", "subsystems: [sync]\n    acceptance", "subsystems: [editor]\n    acceptance", "covers the subsystem sync"),
        ("an acceptance scenario that nothing covers", "    acceptance: [syncs]\n", "", "covers the acceptance scenario syncs"),
        ("a subsystem that no profile wants", "subsystems: [editor, sync], chaos: 1", "subsystems: [editor], chaos: 1",
            "No profile must cover the subsystem sync"),
        ("a scenario that never runs", "profiles: [full]\n    subsystems: [sync]", "profiles: []\n    subsystems: [sync]", "belongs to no profile"),
        ("a machine that no profile wants", "driver: NVIDIA, profiles: [full]", "driver: NVIDIA, profiles: []",
            "No profile must have run on the device win-nvidia"),
        ("a fixture that nothing starts from", "fixtures: [empty-folder, large-file] }", "fixtures: [empty-folder] }", "starts from the fixture large-file"),
    ];

    public static TheoryData<string> Wrong => [.. Shapes.Concat(Rules).Select(row => row.Name)];

    [Theory, MemberData(nameof(Wrong))]
    public void Each_fault_has_its_sentence(string name)
    {
        ReleaseException e = Assert.Throws<ReleaseException>(() => RegressionStage.Matrix(Spoilt(Shapes.Concat(Rules).Single(row => row.Name == name))));
        Assert.Equal(Fault.Input, e.Fault);
        Assert.Contains(Shapes.Concat(Rules).Single(row => row.Name == name).Words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_says_of_every_matrix_what_its_reader_says()
    {
        Assert.SkipUnless(Node.Program is not null, "no Node.js. Install it: https://nodejs.org");
        string[] right = [RegressionStage.Yaml,
            RegressionStage.Own("  - { id: a, summary: b, category: contract, profiles: [fast], subsystems: [editor], run: [x], timeout-seconds: 1 }")];
        var judged = await Node.AskAsync(
            SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "validate.mjs"),
            new { schema = "regression-matrix", documents = (string[])[.. right, .. Shapes.Select(Spoilt)] });
        string?[] errors = [.. judged.EnumerateArray().Select(error => error.GetString())];
        Assert.All(right, yaml => RegressionStage.Matrix(yaml));
        Assert.All(errors.Take(right.Length), Assert.Null);
        for (int i = 0; i < Shapes.Length; i++)
            Assert.True(errors[right.Length + i] is not null, $"The schema has nothing against {Shapes[i].Name}.");
    }

    [Theory]
    [InlineData("\"empty-folder\",\"large-file\"],\n", "\"empty-folder\"],\n", "the matrix has the fixture 'large-file', which the catalogue lacks")]
    [InlineData("\"large-file\"],\n", "\"large-file\",\"old-file\"],\n", "the catalogue has the fixture 'old-file', which the matrix lacks")]
    [InlineData("\"id\":\"syncs\"", "\"id\":\"syncs-twice\"", "the catalogue has the acceptance scenario 'syncs-twice', which the matrix lacks")]
    [InlineData("\"id\":\"syncs\"", "\"id\":\"syncs-twice\"", "the matrix has the acceptance scenario 'syncs', which the catalogue lacks")]
    [InlineData("\"capability\":\"sync\"", "\"capability\":\"editor\"", "syncs is about sync in the matrix, and about editor in the catalogue")]
    [InlineData("\"fixtures\":[\"empty-folder\"]", "\"fixtures\":[\"large-file\"]",
        "the matrix has for syncs the fixture 'empty-folder', which the catalogue lacks")]
    public void Matrix_and_catalogue_are_equal_in_both_directions(string old, string with, string words)
    {
        RegressionCatalogue Read(string text) => RegressionCatalogue.Read(Encoding.UTF8.GetBytes(text), "catalogue.json");
        Read(RegressionStage.Catalogue).MustEqual(RegressionStage.Matrix(), "catalogue.json");
        RegressionCatalogue spoilt = Read(RegressionStage.Catalogue.Replace(old, with, StringComparison.Ordinal));
        ReleaseException e = Assert.Throws<ReleaseException>(() => spoilt.MustEqual(RegressionStage.Matrix(), "catalogue.json"));
        Assert.Equal(Fault.Refused, e.Fault);
        Assert.Contains($"The matrix and catalogue.json differ: {words}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_of_one_profile_alone_that_runs_on_machines_of_another_is_refused()
    {
        string yaml = RegressionStage.Yaml.Replace("driver: SwiftShader, profiles: [full]", "driver: SwiftShader, profiles: [fast]", StringComparison.Ordinal);
        Assert.Contains("The scenario draws never runs in full", Assert.Throws<ReleaseException>(() => RegressionStage.Matrix(yaml)).Message,
            StringComparison.Ordinal);
    }

    private static string Spoilt((string Name, string Old, string New, string Words) row)
    {
        Assert.Contains(row.Old, RegressionStage.Yaml, StringComparison.Ordinal);
        return RegressionStage.Yaml.Replace(row.Old, row.New, StringComparison.Ordinal);
    }
}
