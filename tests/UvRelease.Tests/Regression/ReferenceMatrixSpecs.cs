using System.Text;
using UvRelease.Regression.Matrices;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>The reference system's matrix is read as it is described, and becomes one of ours.</summary>
public class ReferenceMatrixSpecs
{
    private const string Json = """
        {"schema_version":1,"release_scope":"2026.6","updated_at":"2026-06-01",
         "profiles":{"fast":{"description":"Each push.","required_subsystems":["cli"],"minimum_chaos_scenarios":0},
                     "full":{"description":"Nightly: \"all\" é 😀","required_subsystems":["cli","memory_store"],"minimum_chaos_scenarios":1}},
         "required_subsystems":[{"id":"cli","summary":"The command line."},{"id":"memory_store","summary":"What it remembers."}],
         "runtime_acceptance_fixtures":[{"id":"empty_state","summary":"Nothing yet."}],
         "runtime_acceptance_scenarios":[{"id":"routine_automation","label":"Routines","summary":"They run.",
           "capability":"routines","required_profiles":["full"],"fixture_keys":["empty_state"]}],
         "setup_steps":[{"id":"build","label":"Build","profiles":["fast","full"],"command":["cargo","build"]}],
         "scenarios":[
          {"id":"cli_help","label":"Help","category":"contract","profiles":["fast","full"],"subsystems":["cli"],
           "chaos":false,"acceptance_scenarios":[],"command":["cargo","test","--","--exact","help: it's"]},
          {"id":"store_crash","label":"Crash","category":"chaos","profiles":["full"],"subsystems":["memory_store"],
           "chaos":true,"acceptance_scenarios":["routine_automation"],"command":["cargo","test","crash"]}]}
        """;

    [Fact]
    public void It_becomes_a_matrix_that_says_the_same()
    {
        RegressionMatrix matrix = RegressionStage.Matrix(Convert(Json));
        Assert.Equal([("fast", 0), ("full", 1)], matrix.Profiles.Select(profile => (profile.Id, profile.Chaos)));
        Assert.Equal("Nightly: \"all\" é 😀", matrix.Profile("full").Summary);
        Assert.Equal(["cli", "memory-store"], matrix.Profile("full").Subsystems);
        Assert.Equal(["cargo", "test", "--", "--exact", "help: it's"], matrix.Scenarios[0].Run);
        Assert.Equal(["routine-automation"], matrix.Scenarios[1].Acceptance);
        Assert.Equal(["full"], matrix.Scenarios[1].Profiles);
        Assert.Equal("routines", matrix.Acceptance[0].Capability);
        Assert.Equal(["empty-state"], matrix.Acceptance[0].Fixtures);
        Assert.Equal(["cargo", "build"], matrix.Setup[0].Run);
    }

    [Theory]
    [InlineData("\"schema_version\":1", "\"schema_version\":2", "'schema_version' is the number 2")]
    [InlineData("\"chaos\":true", "\"chaos\":false", "'scenarios[1].chaos' and 'category' (chaos) contradict each other")]
    [InlineData("\"release_scope\":\"2026.6\"", "\"release_scope\":\" \"", "'release_scope' must be one line")]
    [InlineData("\"id\":\"store_crash\"", "\"id\":\"cli_help\"", "have the id 'cli-help' twice")]
    [InlineData("\"id\":\"memory_store\"", "\"id\":\"memory-store\"", null)]
    [InlineData("\"minimum_chaos_scenarios\":1", "\"minimum_chaos_scenarios\":2", "wants at least 2 chaos scenarios and has 1")]
    [InlineData("\"required_profiles\":[\"full\"]", "\"required_profiles\":[\"nightly\"]", "names the profile 'nightly'")]
    [InlineData("\"setup_steps\":", "\"steps\":", "'setup_steps' is missing")]
    [InlineData("\"release_scope\":", "\"more\":1,\"release_scope\":", "'more' is no known property")]
    [InlineData("\"id\":\"cli_help\"", "\"id\":\"a_name_that_is_longer_than_names_are_here_by_far\"", "must be an id")]
    public void What_is_not_as_described_is_refused(string old, string with, string? words)
    {
        string spoilt = Json.Replace(old, with, StringComparison.Ordinal);
        Assert.NotEqual(Json, spoilt);
        if (words is null)
            Convert(spoilt);
        else
            Assert.Contains(words, Assert.Throws<ReleaseException>(() => Convert(spoilt)).Message, StringComparison.Ordinal);
    }

    private static string Convert(string json) =>
        ReferenceMatrix.Convert(Encoding.UTF8.GetBytes(json), "reference.json", "sample-app", "artifacts/catalogue.json");
}
