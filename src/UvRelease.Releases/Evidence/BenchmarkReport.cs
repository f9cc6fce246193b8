using System.Text.Json.Serialization;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>What was measured of a release; published as schema/benchmarks.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release.</param>
/// <param name="Repository">The repository: owner/name.</param>
/// <param name="ReleaseDigest">The release digest.</param>
/// <param name="Commit">Full id of the commit.</param>
/// <param name="ProducedAt">When it was made (UTC).</param>
/// <param name="ExpiresAt">Until when it holds (UTC).</param>
/// <param name="Results">What was measured; at least one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BenchmarkReport(
    string Schema,
    string App,
    string Version,
    string Repository,
    string ReleaseDigest,
    string Commit,
    string ProducedAt,
    string ExpiresAt,
    IReadOnlyList<BenchmarkResult> Results) : IBoundDocument
{
    /// <summary>The format that this version reads.</summary>
    public const string Format = "uv-release/benchmarks/1";

    /// <summary>Reads a report, strictly.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static BenchmarkReport Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var head = DocumentHead.Read(root, Format);
        var report = new BenchmarkReport(
            head.Schema, head.App, head.Version, head.Repository, head.ReleaseDigest, head.Commit, head.ProducedAt, head.ExpiresAt,
            DocumentIds.Entries(root, "results", 1, BenchmarkResult.Read, result => result.Id));
        root.End();
        return report;
    }
}

/// <summary>A measurement.</summary>
/// <param name="Id">Its id, which its budget has too.</param>
/// <param name="Unit">Its unit, such as ms.</param>
/// <param name="Value">The median of its runs, in whole units.</param>
/// <param name="Runs">How many runs; at least one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BenchmarkResult(string Id, string Unit, long Value, int Runs)
{
    internal static BenchmarkResult Read(JsonMapping at)
    {
        var result = new BenchmarkResult(
            at.Text("id", DocumentForms.Name), at.Text("unit", DocumentForms.Line), at.Size("value"), at.Number("runs", 1, 1_000_000));
        at.End();
        return result;
    }
}
