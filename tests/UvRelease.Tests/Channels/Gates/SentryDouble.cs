using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Channels.Gates;

/// <summary>
/// Sentry's session statistics as docs.sentry.io describes them ("Retrieve Release Health Session Statistics"): parameters that are not described,
/// values out of
/// their bounds and wrong tokens are refused as there; groups, series and totals look as in its example.
/// </summary>
internal sealed class SentryDouble : IDisposable
{
    public const string Token = "sntrys_secret";

    private static readonly string[] Parameters =
        ["field", "start", "end", "environment", "statsPeriod", "project", "per_page", "interval",
            "groupBy", "orderBy", "includeTotals", "includeSeries", "query"];

    private static readonly string[] Statuses = ["abnormal", "crashed", "errored", "healthy"];

    private readonly LoopbackListener listener;

    public SentryDouble() => listener = new LoopbackListener(AnswerAsync);

    public Uri Url => listener.Url;

    /// <summary>Devices and crashed devices in each hour, by release.</summary>
    public Dictionary<string, (long Devices, long Crashed)> Hourly { get; } = new(StringComparer.Ordinal);

    /// <summary>Questions that Sentry does not describe.</summary>
    public List<string> Problems { get; } = [];

    public List<string> Questions { get; } = [];

    /// <summary>Changes an answer.</summary>
    public Action<JsonObject> Spoil { get; set; } = _ => { };

    /// <summary>Answers with these before any other: status, and Retry-After in seconds.</summary>
    public Queue<(int Status, int? After)> Failures { get; } = new();

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        (int status, byte[] body) = Answer(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status is 302)
            context.Response.Headers["Location"] = "http://127.0.0.1:9/elsewhere";
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    private (int, byte[]) Answer(HttpListenerContext context)
    {
        Questions.Add(context.Request.RawUrl!);
        if (Failures.TryDequeue(out (int Status, int? After) failure))
        {
            if (failure.After is { } after)
                context.Response.Headers["Retry-After"] = after.ToString(CultureInfo.InvariantCulture);
            return (failure.Status, "{\"detail\":\"no\"}"u8.ToArray());
        }

        if (context.Request.Headers["Authorization"] != $"Bearer {Token}")
            return (401, "{\"detail\":\"Invalid token\"}"u8.ToArray());
        if (context.Request.Url!.AbsolutePath != "/api/0/organizations/acme/sessions/" || context.Request.HttpMethod != "GET")
            return (404, "{\"detail\":\"The requested resource does not exist\"}"u8.ToArray());
        NameValueCollection query = HttpUtility.ParseQueryString(context.Request.Url.Query);
        if (Wrong(query) is { } problem)
        {
            Problems.Add(problem);
            return (400, JsonSerializer.SerializeToUtf8Bytes(new { detail = problem }));
        }

        JsonObject answer = Statistics(query);
        Spoil(answer);
        return (200, JsonSerializer.SerializeToUtf8Bytes(answer));
    }

    private static string? Wrong(NameValueCollection query)
    {
        if (query.AllKeys.FirstOrDefault(key => !Parameters.Contains(key)) is { } unknown)
            return $"{unknown} is no parameter";
        if (query["field"] != "count_unique(user)" || query["interval"] != "1h" || query["project"] != "42"
            || query["environment"] is not ("app-beta" or "app-canary"))
            return $"field {query["field"]}, interval {query["interval"]}, project {query["project"]}, environment {query["environment"]}";
        if (query["groupBy"] is not (null or "session.status"))
            return $"groupBy {query["groupBy"]}";
        (DateTimeOffset start, DateTimeOffset end) = (Time(query["start"]), Time(query["end"]));
        return start.Minute != 0 || end.Minute != 0 || start >= end || (end - start).TotalHours * 5 > 10_000 ? $"from {start} to {end}" : null;
    }

    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.ParseExact(text!, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private JsonObject Statistics(NameValueCollection query)
    {
        (DateTimeOffset start, DateTimeOffset end) = (Time(query["start"]), Time(query["end"]));
        string[] hours = [.. Enumerable.Range(0, (int)(end - start).TotalHours).Select(hour => start.AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))];
        var counted = Hourly.Where(release => query["query"] is null || query["query"] == $"release:\"{release.Key}\"")
            .Select(release => release.Value).ToArray();
        (long devices, long crashed) = (counted.Sum(one => one.Devices), counted.Sum(one => one.Crashed));
        var groups = new JsonArray();
        if (query["groupBy"] is null && devices > 0)
            groups.Add(Group([], devices, hours.Length));
        foreach (string status in query["groupBy"] is null || devices == 0 ? [] : Statuses)
            groups.Add(Group(new JsonObject { ["session.status"] = status }, status switch { "crashed" => crashed, "healthy" => devices - crashed, _ => 0 },
                hours.Length));
        return new JsonObject
        {
            ["groups"] = groups,
            ["start"] = query["start"],
            ["end"] = query["end"],
            ["query"] = query["query"] ?? "",
            ["intervals"] = new JsonArray([.. hours.Select(hour => (JsonNode)hour)]),
        };
    }

    // Everybody comes back each hour; a quarter of those who crash are new ones.
    private static JsonObject Group(JsonObject by, long hourly, int hours) => new()
    {
        ["by"] = by,
        ["totals"] = new JsonObject { ["count_unique(user)"] = hourly * 4 },
        ["series"] = new JsonObject { ["count_unique(user)"] = new JsonArray([.. Enumerable.Repeat(hourly, hours).Select(count => (JsonNode)count)]) },
    };
}
