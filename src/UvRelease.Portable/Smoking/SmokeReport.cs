using System.Text.Json.Serialization;
using UvRelease.Releases.Json;

namespace UvRelease.Portable.Smoking;

/// <summary>How a check of a smoke test ended.</summary>
public enum SmokeStatus
{
    /// <summary>As it should.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>As it should not.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was not tried: one before it failed, or there is nothing to try.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>A check of a smoke test.</summary>
/// <param name="Id">What was checked, such as <c>install-desktop</c>; each once.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Message">What was wrong, or why it was not tried; empty for one that passed.</param>
public sealed record SmokeCheck(string Id, SmokeStatus Status, string Message);

/// <summary>An archive that was tried.</summary>
/// <param name="Name">File name.</param>
/// <param name="Kind">Who runs it.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record SmokeArchive(string Name, PortableKind Kind, long Size, string Sha256);

/// <summary>A place that says which version this is.</summary>
/// <param name="Source">The place: package.json, the tag, a manifest, a program.</param>
/// <param name="Version">What it says.</param>
public sealed record SmokeVersion(string Source, string Version);

/// <summary>What release-smoke found; published as schema/smoke.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Name that archives begin with.</param>
/// <param name="Version">Version that was to be released.</param>
/// <param name="Repository">Repository of the run; empty outside of GitHub.</param>
/// <param name="ReleaseDigest">Digest of the sealed release that the archives are of; empty before it is sealed, when the archives' sums bind.</param>
/// <param name="Commit">Full id of the commit.</param>
/// <param name="ProducedAt">When it was written, in UTC.</param>
/// <param name="Status">passed only where no check failed and at least one was not skipped.</param>
/// <param name="Archives">The archives.</param>
/// <param name="Versions">Every place that says a version.</param>
/// <param name="Checks">The checks, in the order in which they were made.</param>
public sealed record SmokeReport(
    string Schema,
    string App,
    string Version,
    string Repository,
    string ReleaseDigest,
    string Commit,
    string ProducedAt,
    SmokeStatus Status,
    IReadOnlyList<SmokeArchive> Archives,
    IReadOnlyList<SmokeVersion> Versions,
    IReadOnlyList<SmokeCheck> Checks)
{
    /// <summary>The format.</summary>
    public const string Format = "uv-release/smoke/1";

    private static readonly string[] Words = ["passed", "failed", "skipped"];

    /// <summary>The report as canonical JSON.</summary>
    public byte[] Write() => CanonicalJson.Write(json =>
    {
        json.WriteString("schema", Schema);
        json.WriteString("app", App);
        json.WriteString("version", Version);
        json.WriteString("repository", Repository);
        json.WriteString("releaseDigest", ReleaseDigest);
        json.WriteString("commit", Commit);
        json.WriteString("producedAt", ProducedAt);
        json.WriteString("status", Words[(int)Status]);
        json.WriteList("archives", Archives, archive =>
        {
            json.WriteString("name", archive.Name);
            json.WriteString("kind", archive.Kind.Word());
            json.WriteNumber("size", archive.Size);
            json.WriteString("sha256", archive.Sha256);
        });
        json.WriteList("versions", Versions, version =>
        {
            json.WriteString("source", version.Source);
            json.WriteString("version", version.Version);
        });
        json.WriteList("checks", Checks, check =>
        {
            json.WriteString("id", check.Id);
            json.WriteString("status", Words[(int)check.Status]);
            json.WriteString("message", check.Message);
        });
    });
}
