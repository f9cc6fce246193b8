using System.Text.Json.Serialization;

namespace UvRelease.Stores.GitHub;

/// <summary>A release as GitHub's API has it; only what is used.</summary>
internal sealed record ReleaseFacts(long Id, string TagName, bool Draft, string UploadUrl, string HtmlUrl, bool Immutable = false, string? Body = null);

/// <summary>A file of a release as GitHub's API has it. Digest is "sha256:…", and null for files from before 2025-06.</summary>
internal sealed record AssetFacts(long Id, string Name, string State, long Size, string BrowserDownloadUrl, string? UpdatedAt, string? Digest = null);

/// <summary>A repository as GitHub's API has it: visibility is public, private or internal, and missing on old Enterprise Servers.</summary>
internal sealed record RepositoryFacts(bool Private, string? Visibility = null);

/// <summary>Whether releases become immutable by being published.</summary>
internal sealed record ImmutableFacts(bool Enabled);

/// <summary>A ref, or an annotated tag, and what it points to.</summary>
internal sealed record RefFacts(RefTarget Object);

/// <summary>What a ref points to: type is commit or tag.</summary>
internal sealed record RefTarget(string Type, string Sha);

/// <summary>What is granted.</summary>
internal sealed record RateFacts(RateResources Resources);

/// <summary>What is granted, by kind.</summary>
internal sealed record RateResources(RateCore Core);

/// <summary>What is granted of REST.</summary>
internal sealed record RateCore(int Remaining);

/// <summary>What a release is to be. A body of null leaves what is there.</summary>
internal sealed record WantedRelease(string TagName, string TargetCommitish, string Name, string? Body, bool Draft, bool Prerelease, string MakeLatest);

/// <summary>What a ref is to be.</summary>
internal sealed record WantedRef(string Ref, string Sha);

/// <summary>Reads and writes GitHub's JSON without reflection. A missing field that we need is an error, not a null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReleaseFacts[]))]
[JsonSerializable(typeof(AssetFacts[]))]
[JsonSerializable(typeof(RepositoryFacts))]
[JsonSerializable(typeof(ImmutableFacts))]
[JsonSerializable(typeof(RefFacts))]
[JsonSerializable(typeof(RateFacts))]
[JsonSerializable(typeof(WantedRelease))]
[JsonSerializable(typeof(WantedRef))]
internal sealed partial class HostJson : JsonSerializerContext;
