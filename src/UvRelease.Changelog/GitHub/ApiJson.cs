using System.Text.Json.Serialization;

namespace UvRelease.Changelog.GitHub;

/// <summary>A pull request, as REST and the payloads of events have it; only what is used.</summary>
internal sealed record ApiPullRequest(
    int Number,
    string Title,
    IReadOnlyList<ApiLabel> Labels,
    ApiBranch Head,
    ApiBranch Base,
    string? Body = null,
    ApiUser? User = null,
    int? Commits = null,
    int? ChangedFiles = null);

/// <summary>An account.</summary>
internal sealed record ApiUser(string Login);

/// <summary>A label.</summary>
internal sealed record ApiLabel(string Name);

/// <summary>One side of a pull request.</summary>
internal sealed record ApiBranch(string Sha);

/// <summary>A commit.</summary>
internal sealed record ApiCommit(string Sha, ApiCommitText Commit, IReadOnlyList<ApiParent> Parents);

/// <summary>What git itself has of a commit.</summary>
internal sealed record ApiCommitText(string Message);

/// <summary>A parent of a commit.</summary>
internal sealed record ApiParent(string Sha);

/// <summary>A file that differs.</summary>
internal sealed record ApiFile(string Filename, string Status);

/// <summary>Commits and files between two commits.</summary>
internal sealed record ApiComparison(int TotalCommits, IReadOnlyList<ApiCommit> Commits, IReadOnlyList<ApiFile>? Files = null);

/// <summary>A file of a repository; Content is base64 in lines.</summary>
internal sealed record ApiContent(string Type, string? Encoding = null, string? Content = null);

/// <summary>A merge group, as the payload of its event has it.</summary>
internal sealed record ApiMergeGroup(string HeadSha, string BaseSha);

/// <summary>The payload of an event; only what is used.</summary>
internal sealed record ApiEvent(ApiPullRequest? PullRequest = null, ApiMergeGroup? MergeGroup = null);

/// <summary>Reads GitHub's JSON without reflection. A missing field that we need is an error, not a null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApiPullRequest))]
[JsonSerializable(typeof(ApiCommit[]))]
[JsonSerializable(typeof(ApiFile[]))]
[JsonSerializable(typeof(ApiComparison))]
[JsonSerializable(typeof(ApiContent))]
[JsonSerializable(typeof(ApiEvent))]
internal sealed partial class ApiJson : JsonSerializerContext;
