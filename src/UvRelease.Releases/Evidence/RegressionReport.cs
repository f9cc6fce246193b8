using System.Text.Json.Serialization;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>How a scenario ended.</summary>
public enum ScenarioStatus
{
    /// <summary>As it should.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>As it should only when it was tried again.</summary>
    [JsonStringEnumMemberName("flaky")]
    Flaky,

    /// <summary>As it should not.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was not tried.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>What kind of scenario it is.</summary>
public enum ScenarioCategory
{
    /// <summary>Looks at files.</summary>
    [JsonStringEnumMemberName("contract")]
    Contract,

    /// <summary>Runs the app.</summary>
    [JsonStringEnumMemberName("runtime")]
    Runtime,

    /// <summary>Runs it while something fails on purpose.</summary>
    [JsonStringEnumMemberName("chaos")]
    Chaos,
}

/// <summary>How a release did in the regression scenarios of a profile; published as schema/regression.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release.</param>
/// <param name="Repository">The repository: owner/name.</param>
/// <param name="ReleaseDigest">The release digest.</param>
/// <param name="Commit">Full id of the commit.</param>
/// <param name="ProducedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">Until when it holds (UTC).</param>
/// <param name="Profile">The profile.</param>
/// <param name="Coverage">Parts of the app that the profile wants covered.</param>
/// <param name="Acceptance">What users must be able to do, as far as the profile wants it covered.</param>
/// <param name="Devices">Machines that the profile wants to have run on.</param>
/// <param name="Scenarios">What was tried; at least one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegressionReport(
    string Schema,
    string App,
    string Version,
    string Repository,
    string ReleaseDigest,
    string Commit,
    string ProducedAt,
    string ExpiresAt,
    string Profile,
    RegressionCoverage Coverage,
    RegressionCoverage Acceptance,
    RegressionCoverage Devices,
    IReadOnlyList<RegressionScenario> Scenarios) : IBoundDocument
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/regression/1";

    /// <summary>Reads a report, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static RegressionReport Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var head = DocumentHead.Read(root, Format);
        var report = new RegressionReport(
            head.Schema, head.App, head.Version, head.Repository, head.ReleaseDigest, head.Commit, head.ProducedAt, head.ExpiresAt,
            root.Text("profile", DocumentForms.Name),
            RegressionCoverage.Read(root.Mapping("coverage"), 1),
            RegressionCoverage.Read(root.Mapping("acceptance"), 0),
            RegressionCoverage.Read(root.Mapping("devices"), 0),
            DocumentIds.Entries(root, "scenarios", 1, RegressionScenario.Read, scenario => scenario.Id));
        root.End();
        return report;
    }
}

/// <summary>What a profile wants covered.</summary>
/// <param name="Required">What it wants, in ordinal order; of parts of the app at least one.</param>
/// <param name="Covered">What was covered, in ordinal order.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegressionCoverage(IReadOnlyList<string> Required, IReadOnlyList<string> Covered)
{
    /// <summary>What was not covered.</summary>
    [JsonIgnore]
    public IEnumerable<string> Missing => Required.Except(Covered, StringComparer.Ordinal);

    internal static RegressionCoverage Read(JsonMapping at, int least)
    {
        var coverage = new RegressionCoverage(at.Texts("required", DocumentForms.Name), at.Texts("covered", DocumentForms.Name));
        at.End();
        return coverage.Required.Count >= least ? coverage : throw at.Wrong("required", "is empty: a profile that wants nothing shows nothing.");
    }
}

/// <summary>A scenario and how it ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Category">What kind it is.</param>
/// <param name="Status">How it ended.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegressionScenario(string Id, ScenarioCategory Category, ScenarioStatus Status, long DurationMs)
{
    internal static RegressionScenario Read(JsonMapping at)
    {
        var scenario = new RegressionScenario(
            at.Text("id", DocumentForms.Name),
            (ScenarioCategory)ScenarioWords.Read(at, "category", ScenarioWords.Categories),
            (ScenarioStatus)ScenarioWords.Read(at, "status", ScenarioWords.Statuses),
            at.Size("durationMs"));
        at.End();
        return scenario;
    }
}

/// <summary>The written words of categories and of how scenarios end.</summary>
public static class ScenarioWords
{
    /// <summary>Words of <see cref="ScenarioCategory"/>, in its order.</summary>
    public static readonly IReadOnlyList<string> Categories = ["contract", "runtime", "chaos"];

    /// <summary>Words of <see cref="ScenarioStatus"/>, in its order.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["passed", "flaky", "failed", "skipped"];

    /// <summary>The word of a category.</summary>
    public static string Word(this ScenarioCategory category) => Categories[(int)category];

    /// <summary>The word of how a scenario ended.</summary>
    public static string Word(this ScenarioStatus status) => Statuses[(int)status];

    /// <summary>Reads one of given words, and gives its place among them.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public static int Read(JsonMapping at, string name, IReadOnlyList<string> words)
    {
        string word = at.Text(name, text =>
            words.Contains(text, StringComparer.Ordinal) ? null : $"is no word that is known here: {string.Join(", ", words)}.");
        return words.TakeWhile(known => known != word).Count();
    }
}
