using System.Text;
using System.Text.Json;

namespace UvRelease.Changelog.GitHub;

/// <summary>
/// Queries for many commits or pull requests at once, each under an alias of its own (a0, a1 …). The text of a query depends on nothing but their number;
/// every value is a variable.
/// </summary>
internal static class RangeQuery
{
    /// <summary>Most nodes of a query: with the authors that each commit may have, far below GitHub's limits of nodes and of time.</summary>
    public const int Most = 50;

    /// <summary>Asks who wrote commits, by their full ids.</summary>
    public static byte[] Authors(string repository, IReadOnlyList<string> commits) => Body(
        repository, "GitObjectID!", "object(oid:", "on Commit { authors(first: 20) { nodes { email user { login } } } }", commits.Count,
        (json, place) => json.WriteStringValue(commits[place]));

    /// <summary>Asks for pull requests by their numbers, which may be those of issues.</summary>
    public static byte[] PullRequests(string repository, IReadOnlyList<int> numbers) => Body(
        repository, "Int!", "issueOrPullRequest(number:", "on PullRequest { number title body mergeCommit { oid } }", numbers.Count,
        (json, place) => json.WriteNumberValue(numbers[place]));

    private static byte[] Body(string repository, string type, string field, string fields, int count, Action<Utf8JsonWriter, int> write)
    {
        var query = new StringBuilder("query Range($owner: String!, $name: String!");
        for (int place = 0; place < count; place++)
            query.Append($", $v{place}: {type}");
        query.Append(") { repository(owner: $owner, name: $name) {");
        for (int place = 0; place < count; place++)
            query.Append($" a{place}: {field} $v{place}) {{ ...Told }}");
        query.Append(" } } fragment Told ").Append(fields);

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            string[] name = repository.Split('/', 2);
            json.WriteStartObject();
            json.WriteString("query", query.ToString());
            json.WriteStartObject("variables");
            json.WriteString("owner", name[0]);
            json.WriteString("name", name[^1]);
            for (int place = 0; place < count; place++)
            {
                json.WritePropertyName($"v{place}");
                write(json, place);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
