using System.Text.Json.Serialization;

namespace UvRelease.Requests.Announcements;

/// <summary>An answer of the GraphQL API.</summary>
internal sealed record AnnounceAnswer(AnnounceData? Data = null, IReadOnlyList<GraphProblem>? Errors = null);

internal sealed record GraphProblem(string? Message = null, string? Type = null);

internal sealed record AnnounceData(
    GraphRepository? Repository = null, GraphMade? CreateDiscussion = null, GraphMade? UpdateDiscussion = null);

internal sealed record GraphMade(GraphDiscussion? Discussion = null);

/// <summary>Items are by their aliases a0, a1 … in <see cref="Rest"/>.</summary>
internal sealed class GraphRepository
{
    public string? Id { get; set; }

    public GraphList<GraphNamed>? DiscussionCategories { get; set; }

    public GraphList<GraphDiscussion>? Discussions { get; set; }

    [JsonExtensionData]
    public Dictionary<string, System.Text.Json.JsonElement>? Rest { get; set; }
}

internal sealed record GraphList<T>(IReadOnlyList<T?>? Nodes = null, GraphPage? PageInfo = null);

internal sealed record GraphPage(bool HasPreviousPage = false);

internal sealed record GraphNamed(string? Id = null, string? Name = null);

internal sealed record GraphDiscussion(string? Id = null, string? Body = null, string? Url = null);

internal sealed record GraphComment(string? FullDatabaseId = null, string? Body = null, bool ViewerDidAuthor = false);

/// <summary>A pull request or an issue.</summary>
internal sealed record GraphItem(
    int Number = 0, bool? Merged = null, string? State = null, bool Locked = false, GraphList<GraphComment>? Comments = null,
        GraphList<GraphNamed>? Labels = null,
    GraphList<GraphItem>? ClosingIssuesReferences = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnnounceAnswer))]
[JsonSerializable(typeof(GraphItem))]
internal sealed partial class AnnounceJson : JsonSerializerContext;
