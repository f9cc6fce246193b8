using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Tests.Changelog.Check;
using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Changelog.GitHub;

/// <summary>
/// Plays GitHub's GraphQL API: every query is parsed, validated and executed by GraphQL's reference implementation against GitHub's own public schema
/// (judges-graphql), for a small repository; what is not asked as documented gets 400 and goes into <see cref="Refusals"/>. It does not prove
/// permissions of real
/// tokens, how GitHub counts nodes and time against its limits, that an address is really found among accounts, what private or deleted things look like beyond
/// null, its exact words, TLS, proxies, or compression.
/// </summary>
internal sealed class GraphQlDouble : IDisposable
{
    public const string Token = "ghs_0123456789abcdefghijklmnop";
    private const string Judges = "tests/UvRelease.Tests/Changelog/judges-graphql";
    private static readonly LastingNode Judge = new(SourceTree.At([.. Judges.Split('/'), "execute.mjs"]));
    private readonly HttpListener listener;
    private readonly Task serving;

    public GraphQlDouble()
    {
        Node.Needs("@octokit/graphql-schema", Judges);
        (listener, Address) = LoopbackListener.Open();
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public Uri Endpoint => new(Address, "graphql");

    /// <summary>Authors and co-authors of commits: name, mail, login.</summary>
    public Dictionary<string, (string Name, string Mail, string? Login)[]> Commits { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, (string Title, string Body, string? MergeCommit)> PullRequests { get; } = [];

    public List<int> Issues { get; } = [];

    /// <summary>What is done with the right answers, in their order, before the rest are sent as they are.</summary>
    public ConcurrentQueue<Action<HttpListenerResponse, JsonObject>> Faults { get; } = new();

    /// <summary>Bodies of the requests.</summary>
    public ConcurrentQueue<JsonElement> Queries { get; } = new();

    /// <summary>Why requests were not as documented.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    public void Fail(params Action<HttpListenerResponse, JsonObject>[] faults)
    {
        foreach (Action<HttpListenerResponse, JsonObject> fault in faults)
            Faults.Enqueue(fault);
    }

    public void Dispose()
    {
        listener.Close();
        serving.Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                try
                {
                    await AnswerAsync(context.Request, context.Response);
                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or InvalidOperationException && listener.IsListening)
                {
                    // The client hung up.
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        JsonElement query = JsonDocument.Parse(body.ToArray()).RootElement;
        Queries.Enqueue(query);
        if ((Refusal(request, body.Length) ?? Form(query)) is { } refusal)
        {
            Refuse(response, refusal);
            return;
        }

        JsonElement verdict = await Judge.AskAsync(new
        {
            query = query.GetProperty("query"),
            variables = query.GetProperty("variables"),
            repository = new
            {
                name = "acme/sample-app",
                commits = Commits.ToDictionary(pair => pair.Key,
                    pair => pair.Value.Select(author => new { name = author.Name, email = author.Mail, login = author.Login })),
                pullRequests = PullRequests.ToDictionary(pair => $"{pair.Key}",
                    pair => new { title = pair.Value.Title, body = pair.Value.Body, mergeCommit = pair.Value.MergeCommit }),
                issues = Issues,
            },
        });
        if (verdict.TryGetProperty("refused", out JsonElement refused))
            Refuse(response, refused.GetRawText());
        else if (JsonNode.Parse(verdict.GetProperty("answer").GetRawText())!.AsObject() is var answer
            && Faults.TryDequeue(out Action<HttpListenerResponse, JsonObject>? fault))
            fault(response, answer);
        else
            GitHubDouble.Write(response, answer.ToJsonString());
    }

    private void Refuse(HttpListenerResponse response, string why)
    {
        Refusals.Enqueue(why);
        GitHubDouble.Write(response, """{"message":"Bad request"}""", 400);
    }

    private static string? Refusal(HttpListenerRequest request, long length) =>
        request.HttpMethod != "POST" ? "method"
        : request.RawUrl != "/graphql" ? "path"
        : request.Headers["Authorization"] != "Bearer " + Token ? "authorization"
        : request.Headers["Accept"] != "application/vnd.github+json" ? "accept"
        : request.Headers["X-GitHub-Api-Version"] != "2022-11-28" ? "version"
        : request.Headers["User-Agent"] is not { Length: > 0 } ? "agent"
        : request.ContentType != "application/json" ? "content type"
        : length > 100_000 ? "length"
        : null;

    private static string? Form(JsonElement query) => query.EnumerateObject().Select(member => member.Name).SequenceEqual(["query", "variables"])
        ? null : "members";
}
