using System.Text.Json;
using System.Text.Json.Serialization;

namespace UvRelease.Changelog.GitHub;

/// <summary>An answer of the GraphQL API (https://spec.graphql.org/October2021/#sec-Response): data, errors, or a part of the data and errors.</summary>
internal sealed record GraphAnswer(GraphData? Data = null, IReadOnlyList<GraphError>? Errors = null);

/// <summary>What <see cref="RangeQuery"/> asks for: nodes by their alias, null for what isn't there.</summary>
internal sealed record GraphData(IReadOnlyDictionary<string, GraphNode?>? Repository = null);

/// <summary>A commit, a pull request, or something else with all fields null.</summary>
internal sealed record GraphNode(GraphActors? Authors = null, int? Number = null, string? Title = null, string? Body = null, GraphCommit? MergeCommit = null);

/// <summary>Author and co-authors of a commit.</summary>
internal sealed record GraphActors(IReadOnlyList<GraphActor?>? Nodes = null);

/// <summary>An author; its user is null where no account has the address, or the account is gone.</summary>
internal sealed record GraphActor(string? Email = null, GraphUser? User = null);

/// <summary>An account.</summary>
internal sealed record GraphUser(string? Login = null);

/// <summary>A commit that something points to.</summary>
internal sealed record GraphCommit(string? Oid = null);

/// <summary>An error; GitHub adds a type to those of GraphQL.</summary>
internal sealed record GraphError(string? Message = null, string? Type = null, IReadOnlyList<JsonElement>? Path = null);

/// <summary>Reads GraphQL's JSON without reflection. Every field may be missing: errors take out what they are about.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GraphAnswer))]
internal sealed partial class GraphQlJson : JsonSerializerContext;
