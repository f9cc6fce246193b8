using System.Text;
using System.Text.Json;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Requests.Announcements;

/// <summary>Asks GitHub's GraphQL API about many pull requests and issues at once. Every value is a variable.</summary>
/// <param name="api">The API.</param>
/// <param name="repository">owner/name.</param>
internal sealed class AnnounceQuery(GitHubApi api, string repository)
{
    // With 100 comments each, far below GitHub's limit of 500,000 nodes.
    private const int Most = 25;

    private const string Told =
        """
         fragment Told on Node {
          ... on PullRequest { number merged locked comments(last: 100) { nodes { fullDatabaseId body viewerDidAuthor } pageInfo { hasPreviousPage } }
            labels(first: 100) { nodes { name } } closingIssuesReferences(first: 50) { nodes { number } } }
          ... on Issue { number state locked comments(last: 100) { nodes { fullDatabaseId body viewerDidAuthor } pageInfo { hasPreviousPage } }
            labels(first: 100) { nodes { name } } }
        }
        """;

    /// <summary>What GitHub knows of items; numbers that belong to nothing are left out.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it can't be asked, or tells only a part.</exception>
    public async Task<IReadOnlyList<GraphItem>> ItemsAsync(IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var items = new List<GraphItem>();
        foreach (int[] some in numbers.Chunk(Most))
        {
            var query = new StringBuilder("query Items($owner: String!, $name: String!");
            for (int place = 0; place < some.Length; place++)
                query.Append($", $v{place}: Int!");
            query.Append(") { repository(owner: $owner, name: $name) {");
            for (int place = 0; place < some.Length; place++)
                query.Append($" a{place}: issueOrPullRequest(number: $v{place}) {{ ...Told }}");
            query.Append(" } }").Append(Told);
            AnnounceData data = await AskAsync(query.ToString(), json =>
            {
                Name(json);
                for (int place = 0; place < some.Length; place++)
                    json.WriteNumber($"v{place}", some[place]);
            }, cancellationToken);
            foreach (JsonElement node in (data.Repository?.Rest ?? []).Values.Where(node => node.ValueKind == JsonValueKind.Object))
                items.Add(node.Deserialize(AnnounceJson.Default.GraphItem)!);
        }

        return items;
    }

    /// <summary>The discussion of a category whose text has a mark, and what a new one needs.</summary>
    /// <returns>Ids of repository and category, and the discussion; null for none.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no such category.</exception>
    public async Task<(string Repository, string Category, GraphDiscussion? Discussion)> DiscussionAsync(
        string category, string mark, CancellationToken cancellationToken)
    {
        AnnounceData categories = await AskAsync(
            "query Categories($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id discussionCategories(first: 100) { nodes { id "
                + "name } } } }",
            Name, cancellationToken);
        GraphNamed? found = categories.Repository?.DiscussionCategories?.Nodes?.FirstOrDefault(
            one => string.Equals(one?.Name, category, StringComparison.OrdinalIgnoreCase));
        if (found?.Id is not { } id || categories.Repository?.Id is not { } own)
            throw new ReleaseException(Fault.Input,
                $"{repository} has no discussion category '{category}'. Make it, turn discussions on, or correct announce.discussion of the configuration.");
        AnnounceData data = await AskAsync(
            "query Discussions($owner: String!, $name: String!, $category: ID!) { repository(owner: $owner, name: $name) { "
            + "discussions(first: 100, categoryId: $category, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { id body url } } } }",
            json =>
            {
                Name(json);
                json.WriteString("category", id);
            }, cancellationToken);
        return (own, id, data.Repository?.Discussions?.Nodes?.FirstOrDefault(one => one?.Body?.Contains(mark, StringComparison.Ordinal) == true));
    }

    /// <summary>Changes something by a mutation with one variable <c>input</c>: once, for an answer may be lost.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it is refused, or nobody knows what became of it.</exception>
    public async Task<AnnounceData> ChangeAsync(string what, string mutation, Action<Utf8JsonWriter> input, CancellationToken cancellationToken)
    {
        byte[] body = Body(mutation, json =>
        {
            json.WriteStartObject("input");
            input(json);
            json.WriteEndObject();
        });
        var request = new GitHubRequest(api.Address.GraphQl.AbsoluteUri, what) { Method = HttpMethod.Post, Content = () => GitHubRequest.JsonContent(body) };
        WriteEnding ending = await api.WriteAsync(request, cancellationToken);
        using HttpResponseMessage response = ending.Response
            ?? throw new ReleaseException(Fault.Environment, $"GitHub gives no answer to {what}: {ending.Doubt}. Run again; it is looked for first.");
        if (!response.IsSuccessStatusCode)
            throw await api.RefusalAsync(response, what, cancellationToken);
        AnnounceAnswer? answer = await GitHubApi.TryParseAsync(response, AnnounceJson.Default.AnnounceAnswer, cancellationToken);
        return answer is { Data: { } data, Errors: null or [] } ? data : throw Refused(what, answer);
    }

    private async Task<AnnounceData> AskAsync(string query, Action<Utf8JsonWriter> variables, CancellationToken cancellationToken)
    {
        AnnounceAnswer answer = await api.QueryAsync(Body(query, variables), AnnounceJson.Default.AnnounceAnswer, cancellationToken);
        return answer.Data is { Repository: not null } data && (answer.Errors ?? []).All(error => error.Type == "NOT_FOUND")
            ? data : throw Refused($"what is asked of {repository}", answer);
    }

    private static ReleaseException Refused(string what, AnnounceAnswer? answer) =>
        new(Fault.Environment, $"GitHub refuses {what}. It says: {(answer?.Errors is [var first, ..] ? first.Message : "nothing")}");

    private void Name(Utf8JsonWriter json)
    {
        json.WriteString("owner", repository.Split('/')[0]);
        json.WriteString("name", repository.Split('/')[^1]);
    }

    private static byte[] Body(string query, Action<Utf8JsonWriter> variables)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("query", query);
            json.WriteStartObject("variables");
            variables(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
