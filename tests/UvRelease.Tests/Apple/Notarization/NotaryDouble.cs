using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using UvRelease.Tests.Stores;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>
/// Apple's notary service as "Notary API" and "Generating tokens for API requests" describe it: every header, the token's signature and claims, every field. It
/// judges only what is in the storage with the SHA-256 that was announced.
/// </summary>
internal sealed partial class NotaryDouble(TimeProvider clock, ECDsa key, NotaryStorage storage, Uri logs) : StrictDouble(clock)
{
    public const string Issuer = "57246542-96fe-1a63-e053-0824d011072a", KeyId = "2X9R4HXF34";
    private readonly Dictionary<string, (string Name, string Sha256)> submissions = [];
    private readonly HashSet<string> tokens = [];

    /// <summary>The status for a question, counted from 0, once the upload is there.</summary>
    public Func<int, string> Status { get; set; } = _ => "Accepted";

    /// <summary>How often the status was asked for.</summary>
    public int Questions { get; private set; }

    /// <summary>Tokens that came, each once.</summary>
    public IReadOnlyCollection<string> Tokens => tokens;

    /// <summary>What was announced, by ids.</summary>
    public IReadOnlyDictionary<string, (string Name, string Sha256)> Submissions => submissions;

    /// <summary>A submission of another run.</summary>
    public string Know(string name, string sha256)
    {
        string id = $"2efe2717-52ef-43a5-96dc-{submissions.Count:d12}";
        submissions[id] = (name, sha256);
        return id;
    }

    protected override Answer Respond(Asked asked)
    {
        HttpListenerRequest request = asked.Request;
        if (TokenProblem(request.Headers["Authorization"]) is { } problem)
            return new Answer(401, $$"""
                {"errors":[{"status":"401","code":"NOT_AUTHORIZED","title":"Authentication credentials are missing or invalid.","detail":"{{problem}}"}]}
                """);
        if (request.Headers["Accept"] != "application/json" || request.Headers["Cookie"] is not null)
            return Refuse(406, "Accept must be application/json, and there are no cookies");
        Match path = Paths().Match(request.RawUrl!);
        return (request.HttpMethod, path.Success, path.Groups["id"].Value, path.Groups["logs"].Success) switch
        {
            ("POST", true, "", false) => Announced(asked),
            ("GET", true, { Length: > 0 } id, var isLog) when asked.Body.Length == 0 => Told(id, isLog),
            _ => Refuse(404, $"no such resource: {asked.What}"),
        };
    }

    // What the JWT must be; the words are those of nobody.
    private string? TokenProblem(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true || authorization[7..].Split('.') is not [var head, var claims,
            var signature])
            return "no token";
        if (!key.VerifyData(Encoding.ASCII.GetBytes($"{head}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256))
            return "signed by another key";
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
        using var body = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        if (header.RootElement.GetRawText() != $$"""{"alg":"ES256","kid":"{{KeyId}}","typ":"JWT"}""")
            return "another header";
        JsonElement root = body.RootElement;
        long made = root.GetProperty("iat").GetInt64(), end = root.GetProperty("exp").GetInt64(), now = Clock.GetUtcNow().ToUnixTimeSeconds();
        if (root.EnumerateObject().Count() != 4 || root.GetProperty("iss").GetString() != Issuer || root.GetProperty("aud").GetString() != "appstoreconnect-v1")
            return "another issuer or audience";
        if (end - made is <= 0 or > 20 * 60)
            return "lives too long";
        tokens.Add(authorization[7..]);
        return made > now + 60 ? "made in the future" : end <= now ? "expired" : null;
    }

    private Answer Announced(Asked asked)
    {
        if (asked.Request.ContentType != "application/json")
            return Refuse(415, "Content-Type must be application/json");
        using var json = JsonDocument.Parse(asked.Body);
        JsonElement root = json.RootElement;
        if (root.EnumerateObject().Count() != 3 || root.GetProperty("notifications").GetArrayLength() != 0
            || root.GetProperty("submissionName").GetString() is not { Length: > 0 } name || name.Contains('/', StringComparison.Ordinal)
            || root.GetProperty("sha256").GetString() is not { } sum || !Sums().IsMatch(sum))
            return Refuse(422, $"not a NewSubmissionRequest: {root.GetRawText()}");
        string id = Know(name, sum);
        storage.Expect($"prod/{id}");
        return new Answer(200, $$"""
            {"data":{"type":"newSubmissions","id":"{{id}}","attributes":{"awsAccessKeyId":"{{storage.AccessKey}}","awsSecretAccessKey":"{{storage.SecretKey}}",
            "awsSessionToken":"{{storage.SessionToken}}","bucket":"{{NotaryStorage.Bucket}}","object":"prod/{{id}}"} },"meta":{} }
            """);
    }

    private Answer Told(string id, bool isLog)
    {
        if (!submissions.TryGetValue(id, out (string Name, string Sha256) submission))
            return new Answer(404, """{"errors":[{"status":"404","code":"NOT_FOUND","title":"Submission does not exist or does not belong to your team."}]}""");
        string status = storage.Sum($"prod/{id}") is { } sum && sum != submission.Sha256 ? "Invalid" : storage.Sum($"prod/{id}") is null ? "In Progress"
            : Status(Questions);
        if (isLog)
            return status == "In Progress" ? Refuse(404, "the log was asked for before the verdict") : new Answer(200, $$"""
                {"data":{"type":"submissionsLog","id":"{{id}}",
                "attributes":{"developerLogUrl":"{{logs}}log/{{id}}?X-Amz-Signature={{NotaryStorage.LogSignature}}"} },"meta":{} }
                """);
        Questions++;
        return new Answer(200, $$"""
            {"data":{"type":"submissions","id":"{{id}}","attributes":{"createdDate":"2026-01-01T00:00:00.000Z","name":"{{submission.Name}}",
            "status":"{{status}}"} },"meta":{} }
            """);
    }

    [GeneratedRegex("^/notary/v2/submissions(/(?<id>[0-9a-f-]{36})(?<logs>/logs)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Paths();

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.None, 1000)]
    private static partial Regex Sums();
}

/// <summary>Where logs are: an address that carries its own right, so that a token with it is a leak.</summary>
internal sealed class NotaryLogs(TimeProvider clock) : StrictDouble(clock)
{
    /// <summary>The log of a submission.</summary>
    public Func<string, string> Log { get; set; } = id => $$"""{"logFormatVersion":1,"jobId":"{{id}}","status":"Accepted","issues":null}""";

    protected override Answer Respond(Asked asked) =>
        asked.Request.Headers["Authorization"] is not null ? Refuse(400, "a token came to the log")
        : asked.Request.HttpMethod != "GET" || asked.Request.QueryString["X-Amz-Signature"] != NotaryStorage.LogSignature ? Refuse(403, "AccessDenied")
        : new Answer(200, Log(asked.Request.Url!.Segments[^1]));
}
