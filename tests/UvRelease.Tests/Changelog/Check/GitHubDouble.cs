using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

/// <summary>
/// Plays api.github.com: serves a repository's pull request from GitHub's own examples, which <see cref="GitHubApiSpecs"/> holds against GitHub's
/// OpenAPI description, and answers anything that is not asked exactly as documented with 400. It does not prove permissions of real tokens, how fresh the
/// real service is, what it answers for forks and private repositories, TLS, proxies, compression, or its real limits.
/// </summary>
internal sealed class GitHubDouble : IDisposable
{
    public const string Token = "ghs_0123456789abcdefghijklmnop";
    private readonly HttpListener listener;
    private readonly Task serving;

    public GitHubDouble()
    {
        (listener, Address) = LoopbackListener.Open();
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public JsonObject Pull { get; } = Example("pull").AsObject();

    public List<(string Id, string Message)> Commits { get; } =
        [("1111111111111111111111111111111111111111", "wip"), ("2222222222222222222222222222222222222222", "more")];

    public List<(string Path, string Status)> Files { get; } = [("src/window.ts", "modified")];

    /// <summary>Contents by path and commit, <c>path@commit</c>: one byte for each character.</summary>
    public Dictionary<string, string> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that come before the right ones, by path.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<Action<HttpListenerResponse>>> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Method and target of every request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Every good answer, with the name of its operation.</summary>
    public ConcurrentQueue<(string Name, JsonNode Body)> Answers { get; } = new();

    public static JsonNode Example(string name)
    {
        JsonNode example = JsonNode.Parse(Judge.Description.GetProperty("examples").GetProperty(name).GetRawText())!;
        // GitHub's own example lacks what GitHub's own schema wants of a team.
        if (name == "pull")
            example["requested_teams"] = new JsonArray();
        return example;
    }

    public void Fail(string path, params Action<HttpListenerResponse>[] answers) => Faults[path] = new(answers);

    public static void Write(HttpListenerResponse response, string text, int status = 200, string type = "application/json; charset=utf-8")
    {
        (response.StatusCode, response.ContentType) = (status, type);
        response.OutputStream.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Answers with a fault that has nothing to do with what was asked; a number is a status.</summary>
    public static void Fail(HttpListenerResponse response, string fault)
    {
        switch (fault)
        {
            case "html":
                Write(response, "<html>", type: "text/html");
                break;
            case "huge":
                Write(response, new string(' ', 33 * 1024 * 1024));
                break;
            case "redirect":
                (response.StatusCode, response.RedirectLocation) = (302, "https://evil.example/");
                break;
            case "null":
                Write(response, "null");
                break;
            default:
                Write(response, """{"message":"Resource not accessible by integration"}""", int.Parse(fault));
                break;
        }
    }

    public void Dispose()
    {
        listener.Close();
        serving.Wait(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    private bool Listens()
    {
        try
        {
            return listener.IsListening;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task ServeAsync()
    {
        while (Listens())
        {
            try
            {
                HttpListenerContext context = await listener.GetContextAsync();
                Answer(context.Request, context.Response);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped, or the client hung up.
            }
        }
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        Requests.Enqueue($"{request.HttpMethod} {request.RawUrl}");
        string path = request.Url!.AbsolutePath;
        if (Refusal(request) is { } refusal)
            Write(response, $$"""{"message":"{{refusal}}"}""", 400);
        else if (Faults.TryGetValue(path, out var faults) && faults.TryDequeue(out Action<HttpListenerResponse>? fault))
            fault(response);
        else if (Find(path, request, response) is var (name, body))
            Serve(response, name, body);
        else
            Write(response, """{"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}""", 404);
    }

    private void Serve(HttpListenerResponse response, string name, JsonNode body)
    {
        Answers.Enqueue((name, body));
        Write(response, body.ToJsonString());
    }

    private static string? Refusal(HttpListenerRequest request) =>
        request.HttpMethod != "GET" ? "method"
        : request.Headers["Authorization"] != "Bearer " + Token ? "authorization"
        : request.Headers["Accept"] != "application/vnd.github+json" ? "accept"
        : request.Headers["X-GitHub-Api-Version"] != "2022-11-28" ? "version"
        : request.Headers["User-Agent"] is not { Length: > 0 } ? "agent"
        : request.HasEntityBody ? "body"
        : null;

    private (string, JsonNode)? Find(string path, HttpListenerRequest request, HttpListenerResponse response)
    {
        const string root = "/repos/acme/sample-app/";
        string rest = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : "";
        var query = request.QueryString;
        if (rest == "pulls/7" && query.Count == 0)
            return ("pull", Pull.DeepClone());
        if (rest == "pulls/7/commits")
            return ("commits", Page([.. Commits.Take(250).Select(Commit)], request, response));
        if (rest == "pulls/7/files")
            return ("files", Page([.. Files.Take(3000).Select(File)], request, response));
        if (rest == "compare/aaaa...bbbb")
        {
            JsonNode comparison = Example("compare");
            comparison["total_commits"] = Commits.Count;
            comparison["commits"] = Page([.. Commits.Select(Commit)], request, response);
            comparison["files"] = query["page"] == "1" ? new JsonArray([.. Files.Take(300).Select(File)]) : null;
            if (query["page"] != "1")
                comparison.AsObject().Remove("files");
            return ("compare", comparison);
        }

        if (!rest.StartsWith("contents/", StringComparison.Ordinal) || query.Count != 1
            || !Contents.TryGetValue($"{Uri.UnescapeDataString(rest["contents/".Length..])}@{query["ref"]}", out string? text))
            return null;
        JsonNode content = Example("content");
        // In lines of sixty characters, as GitHub has them.
        content["content"] = string.Join('\n', Convert.ToBase64String(Encoding.Latin1.GetBytes(text)).Chunk(60).Select(chunk => new string(chunk))) + "\n";
        return ("content", content);
    }

    private static JsonArray Page(JsonNode[] all, HttpListenerRequest request, HttpListenerResponse response)
    {
        (int size, int page) = (int.Parse(request.QueryString["per_page"]!), int.Parse(request.QueryString["page"]!));
        if (page * size < all.Length)
            response.Headers["Link"] = $"<{request.Url!.GetLeftPart(UriPartial.Path)}?per_page={size}&page={page + 1}>; rel=\"next\", <x>; rel=\"last\"";
        return [.. all.Skip((page - 1) * size).Take(size)];
    }

    private static JsonNode Commit((string Id, string Message) commit)
    {
        JsonNode node = Example("commits")[0]!.DeepClone();
        (node["sha"], node["commit"]!["message"]) = (commit.Id, commit.Message);
        return node;
    }

    private static JsonNode File((string Path, string Status) file)
    {
        JsonNode node = Example("files")[0]!.DeepClone();
        (node["filename"], node["status"]) = (file.Path, file.Status);
        return node;
    }
}
