using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Crashes.Symbols.Sentry;

/// <summary>
/// Sentry's side of the uploads of sentry-cli 3.8, on loopback. It takes nothing that Sentry would not: each header, hash, compressed chunk and field is
/// checked, and what is wrong is noted beside the refusal. Faults are given by who tests.
/// </summary>
internal sealed class SentryDouble : IDisposable
{
    public const string Organization = "acme", Project = "demo", Token = "sntrys_of-the-tests";

    private const int ChunkSize = 8192, MostChunks = 64;
    private const string Api = "/api/0/organizations/" + Organization;

    private readonly LoopbackListener listener;
    private readonly Dictionary<string, byte[]> chunks = new(StringComparer.Ordinal);

    public SentryDouble() => listener = new LoopbackListener(AnswerAsync);

    public Uri Url => listener.Url;

    /// <summary>What was asked, as method and path.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What Sentry would not have taken.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Files that were put together, by name.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The bodies of releases and deploys.</summary>
    public List<JsonElement> Releases { get; } = [];

    /// <summary>Chunks that came, once for each time.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>Decides of a request whether it fails, and how: a status, or -1 for a connection that ends.</summary>
    public Func<string, int?> Fault { get; set; } = _ => null;

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        using var copy = new MemoryStream();
        await request.InputStream.CopyToAsync(copy);
        string asked = $"{request.HttpMethod} {request.Url!.AbsolutePath}";
        (int status, string body) answer;
        int? fault;
        lock (chunks)
        {
            Asked.Add(asked);
            fault = Fault(asked);
            if (request.Headers["Authorization"] != "Bearer " + Token)
                answer = (401, """{"detail":"Invalid token"}""");
            else if (fault is { } given)
                answer = (given, """{"detail":"as the test wants it"}""");
            else
                answer = Answer(asked, request, copy.ToArray());
        }

        if (fault == -1)
        {
            context.Response.Abort();
            return;
        }

        context.Response.StatusCode = answer.status;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.body));
        context.Response.Close();
    }

    private (int, string) Answer(string asked, HttpListenerRequest request, byte[] body)
    {
        if (request.UserAgent?.StartsWith("sentry-cli/3.", StringComparison.Ordinal) != true)
            Wrong.Add($"{asked} comes from {request.UserAgent}");
        string releases = Api + "/releases/";
        return asked switch
        {
            "GET " + Api + "/chunk-upload/" => (200, Options()),
            "POST " + Api + "/chunk-upload/" => (200, TakeChunks(request, body)),
            $"POST /api/0/projects/{Organization}/{Project}/files/difs/assemble/" => (200, Assemble(Json(request, body))),
            "POST " + Api + "/artifactbundle/assemble/" => (200, AssembleBundle(Json(request, body))),
            _ when asked == "POST " + releases || asked.StartsWith("PUT " + releases, StringComparison.Ordinal)
                || (asked.StartsWith("POST " + releases, StringComparison.Ordinal) && asked.EndsWith("/deploys/", StringComparison.Ordinal)) =>
                (asked.StartsWith("POST", StringComparison.Ordinal) ? 201 : 200, Release(asked, Json(request, body))),
            _ => Unknown(asked),
        };
    }

    private string Options() => JsonSerializer.Serialize(new
    {
        url = new Uri(Url, $"{Api}/chunk-upload/").AbsoluteUri,
        chunkSize = ChunkSize,
        chunksPerRequest = MostChunks,
        maxFileSize = 2147483648,
        maxRequestSize = 33554432,
        concurrency = 1,
        hashAlgorithm = "sha1",
        compression = (string[])["gzip"],
        accept = (string[])["debug_files", "release_files", "pdbs", "sources", "portablepdbs", "artifact_bundles", "artifact_bundles_v2"],
    });

    // RFC 7578: each part is one chunk, named by the SHA-1 of what it holds uncompressed.
    private string TakeChunks(HttpListenerRequest request, byte[] body)
    {
        foreach ((string head, byte[] content) in MultipartBody.Parts(request.ContentType ?? "", body))
        {
            string name = MultipartBody.Quoted(head, "filename");
            if (MultipartBody.Quoted(head, "name") != "file_gzip")
                Wrong.Add($"a part is named {MultipartBody.Quoted(head, "name")}");
            using var unpacked = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
                gzip.CopyTo(unpacked);
            byte[] chunk = unpacked.ToArray();
            if (chunk.Length is 0 or > ChunkSize)
                Wrong.Add($"a chunk has {chunk.Length} bytes");
            if (Sha1(chunk) != name)
                Wrong.Add($"the chunk {name} is {Sha1(chunk)}");
            Sent.Add(name);
            chunks[name] = chunk;
        }

        return "{}";
    }

    private string Assemble(JsonElement asked)
    {
        var answer = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (JsonProperty file in asked.EnumerateObject())
        {
            Only(file.Value, "name", "debug_id", "chunks");
            string name = file.Value.GetProperty("name").GetString()!;
            if (Whole(file.Name, file.Value.GetProperty("chunks"), out string[] missing) is not { } whole)
            {
                answer[file.Name] = new { state = "not_found", missingChunks = missing };
                continue;
            }

            Files[name] = whole;
            answer[file.Name] = new
            {
                state = "ok",
                missingChunks = missing,
                dif = new
                {
                    id = "1",
                    objectName = name,
                    cpuName = "x86_64",
                    sha1 = file.Name,
                    uuid = CheckedId(name, whole, file.Value),
                    debugId = CheckedId(name, whole, file.Value),
                    symbolType = "elf",
                    size = whole.Length,
                    data = new { features = Array.Empty<string>(), type = "dbg" },
                },
            };
        }

        return JsonSerializer.Serialize(answer);
    }

    private string CheckedId(string name, byte[] whole, JsonElement file)
    {
        string id = file.GetProperty("debug_id").GetString()!, path = Path.GetTempFileName();
        File.WriteAllBytes(path, whole);
        IEnumerable<string> ids = DebugObjectReader.Read(path, name).Select(one => $"{one.Id.Uuid:D}{(one.Id.Age == 0 ? "" : $"-{one.Id.Age:x}")}");
        File.Delete(path);
        if (!ids.Contains(id))
            Wrong.Add($"{name} is said to be {id}");
        return id;
    }

    private string AssembleBundle(JsonElement asked)
    {
        Only(asked, "checksum", "chunks", "projects", "version", "dist");
        if (asked.GetProperty("projects").EnumerateArray().Single().GetString() != Project)
            Wrong.Add("the bundle is for another project");
        string sum = asked.GetProperty("checksum").GetString()!;
        if (Whole(sum, asked.GetProperty("chunks"), out string[] missing) is not { } whole)
            return JsonSerializer.Serialize(new { state = "not_found", missingChunks = missing, detail = (string?)null });
        if (!whole.AsSpan().StartsWith("SYSB\u0002\0\0\0"u8))
            Wrong.Add("the bundle doesn't begin with SYSB and its version");
        Files["bundle"] = whole;
        return JsonSerializer.Serialize(new { state = "ok", missingChunks = missing, detail = (string?)null });
    }

    private byte[]? Whole(string sum, JsonElement list, out string[] missing)
    {
        string[] names = [.. list.EnumerateArray().Select(one => one.GetString()!)];
        missing = [.. names.Where(one => !chunks.ContainsKey(one)).Distinct(StringComparer.Ordinal)];
        if (missing.Length > 0)
            return null;
        byte[] whole = [.. names.SelectMany(one => chunks[one])];
        if (Sha1(whole) != sum)
            Wrong.Add($"the file {sum} is {Sha1(whole)}");
        return whole;
    }

    private string Release(string asked, JsonElement body)
    {
        if (asked.EndsWith("/deploys/", StringComparison.Ordinal))
            Only(body, "environment", "name", "url", "dateStarted", "dateFinished");
        else
            Only(body, "version", "projects", "dateStarted", "dateReleased", "url");
        Releases.Add(body);
        return """{"version":"any","dateReleased":null,"dateCreated":"2026-01-01T00:00:00Z","lastEvent":null,"newGroups":0,"id":"1","environment":"any"}""";
    }

    private JsonElement Json(HttpListenerRequest request, byte[] body)
    {
        if (request.ContentType != "application/json")
            Wrong.Add($"{request.Url!.AbsolutePath} has the content type {request.ContentType}");
        return JsonDocument.Parse(request.Headers["Content-Encoding"] is "gzip" ? Unpacked(body) : body).RootElement;
    }

    private static byte[] Unpacked(byte[] body)
    {
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private void Only(JsonElement body, params string[] fields) =>
        Wrong.AddRange(body.EnumerateObject().Select(field => field.Name).Except(fields).Select(field => $"the field {field} is not known"));

    private (int, string) Unknown(string asked)
    {
        Wrong.Add($"{asked} is none of an upload");
        return (404, """{"detail":"not found"}""");
    }

#pragma warning disable CA5350 // Sentry names chunks and files by it.
    private static string Sha1(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
}
