using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace UvRelease.Tests.Stores;

/// <summary>
/// Google Cloud Storage by the discovery document of its JSON API v1: objects.get, insert (resumable), list and delete, with no parameter that the document
/// does not give to the method. It proves MD5 and CRC-32C of what arrives, keeps generations, and holds ifGenerationMatch against them when an upload
/// begins and when it ends. Its token is "token", and who has none may only look.
/// </summary>
internal sealed class GoogleStorageDouble(string bucket) : HttpMessageHandler
{
    private readonly string objects = $"/storage/v1/b/{bucket}/o", uploads = $"/upload/storage/v1/b/{bucket}/o";
    private const int PageSize = 1000;
    private static readonly string[] Every =
        ["alt", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "uploadType", "upload_protocol", "userProject"];
    private static readonly string[] Conditions =
        ["generation", "ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "ifMetagenerationNotMatch"];

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Stored> stored = new(new ByUtf8());
    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private long generation = 1_700_000_000_000_000;

    /// <summary>Answers in the place of its own; null for its own.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Fault { get; set; } = _ => null;

    /// <summary>True for requests that are done and whose answer is lost.</summary>
    public Func<HttpRequestMessage, bool> Loses { get; set; } = _ => false;

    /// <summary>Changes bytes on their way.</summary>
    public Func<byte[], byte[]> OnTheWay { get; set; } = bytes => bytes;

    /// <summary>True where tokens are wanted.</summary>
    public bool WantsToken { get; init; }

    /// <summary>Method and path of the requests.</summary>
    public List<string> Requests { get; } = [];

    public static HttpResponseMessage Refuses(HttpStatusCode status, string reason, string message) => Says(status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = (int)status,
            ["message"] = message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["domain"] = "global", ["reason"] = reason }),
        },
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        await Task.Yield();
        lock (gate)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            HttpResponseMessage answer = Fault(request) ?? (WantsToken && request.Headers.Authorization is not { Scheme: "Bearer", Parameter: "token" }
                ? Refuses(HttpStatusCode.Unauthorized, "required", "Invalid Credentials") : Answer(request, body));
            answer.RequestMessage = request;
            return Loses(request) ? throw new HttpRequestException("The connection broke.") : answer;
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        string path = request.RequestUri!.AbsolutePath;
        var query = HttpUtility.ParseQueryString(request.RequestUri.Query);
        var asked = query.AllKeys.ToDictionary(name => name!, name => query[name]!, StringComparer.Ordinal);
        if (!path.StartsWith(objects, StringComparison.Ordinal) && path != uploads)
            return Refuses(HttpStatusCode.NotFound, "notFound", "The specified bucket does not exist.");
        string name = path.StartsWith(objects + "/", StringComparison.Ordinal) ? Uri.UnescapeDataString(path[(objects.Length + 1)..]) : "";
        return (request.Method.Method, name.Length > 0, path == uploads) switch
        {
            ("GET", true, _) when Knows(asked, [.. Conditions, "projection", "restoreToken", "softDeleted"]) => Get(request, name, asked),
            ("DELETE", true, _) when Knows(asked, Conditions) => Delete(name, asked),
            ("GET", false, false) when Knows(asked, ["delimiter", "endOffset", "includeFoldersAsPrefixes", "includeTrailingDelimiter", "matchGlob",
                "maxResults", "pageToken", "prefix", "projection", "softDeleted", "startOffset", "versions"]) => List(asked),
            ("POST", false, true) when Knows(asked, [.. Conditions[1..], "contentEncoding", "kmsKeyName", "name", "predefinedAcl", "projection"]) =>
                Begin(request, body, asked),
            ("PUT", false, true) when asked.TryGetValue("upload_id", out string? id) && sessions.TryGetValue(id, out Session? session) =>
                Put(request, OnTheWay(body), session),
            _ => Refuses(HttpStatusCode.BadRequest, "invalidParameter", $"Unknown method or parameter: {request.Method} {request.RequestUri.PathAndQuery}"),
        };
    }

    private static bool Knows(Dictionary<string, string> asked, string[] own) => asked.Keys.All(name => own.Contains(name) || Every.Contains(name));

    private HttpResponseMessage Get(HttpRequestMessage request, string name, Dictionary<string, string> asked)
    {
        if (!stored.TryGetValue(name, out Stored? found) || (asked.TryGetValue("generation", out string? wanted) && wanted != $"{found.Generation}"))
            return Refuses(HttpStatusCode.NotFound, "notFound", $"No such object: {bucket}/{name}");
        if (asked.GetValueOrDefault("alt") != "media")
            return Says(HttpStatusCode.OK, Describe(name, found));
        long from = 0, to = found.Bytes.Length - 1;
        if (request.Headers.Range?.Ranges.Single() is { } range)
        {
            (from, to) = (range.From!.Value, Math.Min(range.To ?? to, to));
            if (from >= found.Bytes.Length)
                return Refuses(HttpStatusCode.RequestedRangeNotSatisfiable, "requestedRangeNotSatisfiable", "The requested range cannot be satisfied.");
        }

        return new HttpResponseMessage(request.Headers.Range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
        {
            Content = new ByteArrayContent(found.Bytes[(int)from..(int)(to + 1)]),
        };
    }

    private HttpResponseMessage Delete(string name, Dictionary<string, string> asked) => Unmet(name, asked)
        ?? (stored.Remove(name) ? new HttpResponseMessage(HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) }
            : Refuses(HttpStatusCode.NotFound, "notFound", $"No such object: {bucket}/{name}"));

    private HttpResponseMessage List(Dictionary<string, string> asked)
    {
        string from = asked.TryGetValue("pageToken", out string? token) ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : "";
        KeyValuePair<string, Stored>[] all = [.. stored.Where(one => one.Key.StartsWith(asked.GetValueOrDefault("prefix", ""), StringComparison.Ordinal)
            && stored.Comparer.Compare(one.Key, from) > 0).Take(PageSize + 1)];
        var answer = new JsonObject { ["kind"] = "storage#objects" };
        if (all.Length > 0)
            answer["items"] = new JsonArray([.. all.Take(PageSize).Select(one => Describe(one.Key, one.Value))]);
        if (all.Length > PageSize)
            answer["nextPageToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(all[PageSize - 1].Key));
        return Says(HttpStatusCode.OK, answer);
    }

    private HttpResponseMessage Begin(HttpRequestMessage request, byte[] body, Dictionary<string, string> asked)
    {
        JsonNode facts = JsonNode.Parse(body)!;
        var session = new Session((string)facts["name"]!, facts, asked);
        if (asked.GetValueOrDefault("uploadType") != "resumable")
            return Refuses(HttpStatusCode.BadRequest, "invalidParameter", "uploadType is not resumable.");
        if (Unmet(session.Name, asked) is { } refusal)
            return refusal;
        string id = $"session-{sessions.Count}";
        sessions[id] = session;
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Headers = { Location = new Uri(request.RequestUri!, $"{request.RequestUri!.AbsolutePath}?uploadType=resumable&upload_id={id}") },
            Content = new ByteArrayContent([]),
        };
    }

    private HttpResponseMessage Put(HttpRequestMessage request, byte[] body, Session session)
    {
        var range = request.Content!.Headers.ContentRange;
        if (range is { From: { } from } && from != session.Received.Length)
            return Refuses(HttpStatusCode.BadRequest, "invalid", "The parts are not in their order.");
        if (range is { HasRange: true, HasLength: true } && body.LongLength != range.To - range.From + 1)
            return Refuses(HttpStatusCode.BadRequest, "invalid", "The part has another length than its range.");
        session.Received.Write(body);
        if (range is not null && (range.Length is not { } whole || session.Received.Length < whole))
        {
            var more = new HttpResponseMessage((HttpStatusCode)308) { Content = new ByteArrayContent([]) };
            if (session.Received.Length > 0)
                more.Headers.TryAddWithoutValidation("Range", $"bytes=0-{session.Received.Length - 1}");
            return more;
        }

        byte[] bytes = session.Received.ToArray();
        if (Unmet(session.Name, session.Asked) is { } refusal)
            return refusal;
        var one = new Stored(++generation, bytes, session.Facts);
        JsonObject described = Describe(session.Name, one);
        string? claimed = request.Headers.TryGetValues("x-goog-hash", out IEnumerable<string>? given) ? given.SelectMany(value => value.Split(','))
            .FirstOrDefault(value => value.StartsWith("crc32c=", StringComparison.Ordinal))?["crc32c=".Length..] : null;
        string? md5 = (string?)session.Facts["md5Hash"], crc = (string?)session.Facts["crc32c"] ?? claimed;
        if ((md5 is not null && md5 != (string?)described["md5Hash"]) || (crc is not null && crc != (string?)described["crc32c"]))
            return Refuses(HttpStatusCode.BadRequest, "invalid", "Provided MD5 or CRC32C hash does not match the calculated hash.");
        if (crc is null)
            return Refuses(HttpStatusCode.BadRequest, "invalid", "This double wants a CRC32C with each upload.");
        stored[session.Name] = one;
        return Says(HttpStatusCode.OK, described);
    }

    private HttpResponseMessage? Unmet(string name, Dictionary<string, string> asked) => asked.TryGetValue("ifGenerationMatch", out string? wanted)
        && wanted != $"{(stored.TryGetValue(name, out Stored? found) ? found.Generation : 0)}"
        ? Refuses(HttpStatusCode.PreconditionFailed, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.") : null;

    private JsonObject Describe(string name, Stored one)
    {
        byte[] crc = BitConverter.GetBytes(Crc(one.Bytes));
        Array.Reverse(crc);
        var described = (JsonObject)one.Facts.DeepClone();
#pragma warning disable CA5351 // Google states it of every object.
        string md5 = Convert.ToBase64String(MD5.HashData(one.Bytes));
#pragma warning restore CA5351
        foreach ((string field, string value) in (ReadOnlySpan<(string, string)>)
        [
            ("kind", "storage#object"), ("bucket", bucket), ("name", name), ("generation", $"{one.Generation}"), ("metageneration", "1"),
            ("size", $"{one.Bytes.Length}"), ("md5Hash", md5), ("crc32c", Convert.ToBase64String(crc)),
            ("updated", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ])
            described[field] = value;
        return described;
    }

    private static uint Crc(byte[] bytes) => ~bytes.Aggregate(uint.MaxValue, BitOperations.Crc32C);

    private static HttpResponseMessage Says(HttpStatusCode status, JsonObject json) =>
        new(status) { Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json") };

    private sealed record Stored(long Generation, byte[] Bytes, JsonNode Facts);

    private sealed record Session(string Name, JsonNode Facts, Dictionary<string, string> Asked)
    {
        public MemoryStream Received { get; } = new();
    }

    private sealed class ByUtf8 : IComparer<string>
    {
        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
