using System.Text.Json;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Json;

namespace UvRelease.Portable.Proving;

/// <summary>Facts of the run that builds, as GitHub's variables tell them; empty where a variable is missing, as outside of GitHub.</summary>
/// <param name="Variables">The variables that begin with GITHUB_ and RUNNER_.</param>
/// <param name="Commit">Full id of the commit that is built.</param>
public sealed record BuildFacts(IReadOnlyDictionary<string, string> Variables, string Commit)
{
    internal string Of(string name) => Variables.GetValueOrDefault(name) ?? "";
}

/// <summary>
/// What an artifact was built from and by whom: an in-toto statement (https://in-toto.io/Statement/v1) with SLSA's build provenance
/// (https://slsa.dev/spec/v1.0/provenance) of GitHub's build type (https://actions.github.io/buildtypes/workflow/v1). It is not signed: actions/attest
/// signs one for the same bytes.
/// </summary>
public static class BuildProvenance
{
    /// <summary>What a statement's file ends in, behind the artifact's name.</summary>
    public const string Extension = ".provenance.json";

    private const string StatementType = "https://in-toto.io/Statement/v1", PredicateType = "https://slsa.dev/provenance/v1",
        BuildType = "https://actions.github.io/buildtypes/workflow/v1";

    /// <summary>Writes a statement.</summary>
    /// <param name="artifact">File name of the artifact.</param>
    /// <param name="sha256">Its SHA-256, hexadecimal.</param>
    /// <param name="facts">The run.</param>
    public static byte[] Write(string artifact, string sha256, BuildFacts facts) => CanonicalJson.Write(json =>
    {
        string server = facts.Of("GITHUB_SERVER_URL") is { Length: > 0 } url ? url.TrimEnd('/') : "https://github.com", repository = facts.Of("GITHUB_REPOSITORY");
        string[] workflow = facts.Of("GITHUB_WORKFLOW_REF").Split('@', 2);
        string path = workflow[0].StartsWith(repository + "/", StringComparison.Ordinal) ? workflow[0][(repository.Length + 1)..] : workflow[0];
        json.WriteString("_type", StatementType);
        json.WriteList("subject", [artifact], name =>
        {
            json.WriteString("name", name);
            Digest(json, "sha256", sha256);
        });
        json.WriteString("predicateType", PredicateType);
        json.WriteStartObject("predicate");
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", BuildType);
        json.WriteStartObject("externalParameters");
        json.WriteStartObject("workflow");
        json.WriteString("ref", workflow.Length > 1 ? workflow[1] : facts.Of("GITHUB_REF"));
        json.WriteString("repository", $"{server}/{repository}");
        json.WriteString("path", path);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("internalParameters");
        json.WriteStartObject("github");
        json.WriteString("event_name", facts.Of("GITHUB_EVENT_NAME"));
        json.WriteString("repository_id", facts.Of("GITHUB_REPOSITORY_ID"));
        json.WriteString("repository_owner_id", facts.Of("GITHUB_REPOSITORY_OWNER_ID"));
        json.WriteString("runner_environment", facts.Of("RUNNER_ENVIRONMENT"));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteList("resolvedDependencies", [facts.Commit], commit =>
        {
            json.WriteString("uri", $"git+{server}/{repository}@{facts.Of("GITHUB_REF")}");
            Digest(json, "gitCommit", commit);
        });
        json.WriteEndObject();
        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", workflow.Length > 1 ? $"{server}/{facts.Of("GITHUB_WORKFLOW_REF")}" : $"{server}/{repository}");
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteString("invocationId", $"{server}/{repository}/actions/runs/{facts.Of("GITHUB_RUN_ID")}/attempts/{facts.Of("GITHUB_RUN_ATTEMPT")}");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>What is wrong with a statement; null where it is of the artifact and the commit.</summary>
    /// <param name="statement">Bytes of the file.</param>
    /// <param name="artifact">File name of the artifact.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="commit">Full id of the commit.</param>
    public static string? Problem(ReadOnlyMemory<byte> statement, string artifact, ArtifactHash hash, string commit)
    {
        string name = artifact + Extension;
        try
        {
            using var json = JsonDocument.Parse(statement);
            JsonElement subject = json.RootElement.GetProperty("subject"), predicate = json.RootElement.GetProperty("predicate");
            string? type = json.RootElement.GetProperty("_type").GetString(), kind = json.RootElement.GetProperty("predicateType").GetString();
            if ((type, kind) != (StatementType, PredicateType))
                return $"{name} is a statement '{type}' of '{kind}', and should be '{StatementType}' of '{PredicateType}'.";
            if (subject.GetArrayLength() != 1 || subject[0].GetProperty("name").GetString() != artifact
                || subject[0].GetProperty("digest").GetProperty("sha256").GetString() != hash.Sha256)
                return $"{name} is not of {artifact} with the SHA-256 {hash.Sha256}.";
            string? source = predicate.GetProperty("buildDefinition").GetProperty("resolvedDependencies")[0].GetProperty("digest").GetProperty("gitCommit").GetString();
            return source == commit ? null : $"{name} says the commit '{source}', and the archive is built from {commit}.";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return $"{name} is no statement of provenance: {e.Message}";
        }
    }

    private static void Digest(Utf8JsonWriter json, string algorithm, string value)
    {
        json.WriteStartObject("digest");
        json.WriteString(algorithm, value);
        json.WriteEndObject();
    }
}
