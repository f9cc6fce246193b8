using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using UvRelease.Tests.Stores;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>
/// The part of Amazon S3 that Apple's credentials are good for: writing one object in us-west-2, whole or in parts. Signature, session token, and the SHA-256
/// of the bytes, in the signature and as a checksum, must be right (Amazon S3 API reference).
/// </summary>
internal sealed class NotaryStorage(TimeProvider clock) : StrictDouble(clock)
{
    public const string Bucket = "notary-submissions-prod", LogSignature = "5ec2e75160a7";
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(15);
    private readonly Lock gate = new();
    private readonly HashSet<string> expected = [];
    private readonly Dictionary<string, byte[]> objects = [];
    private readonly Dictionary<string, SortedDictionary<int, byte[]>> uploads = [];

    public string AccessKey { get; } = "ASIAIOSFODNN7EXAMPLE";

    public string SecretKey { get; } = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYNOTARYKEY";

    public string SessionToken { get; } = "FwoGZXIvYXdzEBYaDNotarySessionTokenExample==";

    /// <summary>Parts of the objects, and how many uploads were given up.</summary>
    public int Parts { get; private set; }

    public int Aborted { get; private set; }

    /// <summary>Lets an object be written.</summary>
    public void Expect(string key)
    {
        lock (gate)
            expected.Add(key);
    }

    /// <summary>Puts an object there, as another run did.</summary>
    public void Put(string key, byte[] content)
    {
        lock (gate)
            objects[key] = content;
    }

    /// <summary>SHA-256 of an object; null where it is not there.</summary>
    public string? Sum(string key)
    {
        lock (gate)
            return objects.TryGetValue(key, out byte[]? content) ? Convert.ToHexStringLower(SHA256.HashData(content)) : null;
    }

    protected override Answer Respond(Asked asked)
    {
        if (Refusal(asked) is { } refusal)
            return refusal;
        lock (gate)
            return Write(asked);
    }

    private Answer? Refusal(Asked asked)
    {
        HttpListenerRequest request = asked.Request;
        const string scheme = "AWS4-HMAC-SHA256 ";
        if (request.Headers["Authorization"]?.StartsWith(scheme, StringComparison.Ordinal) != true)
            return Refuse(403, "something else than a signature of AWS came to the storage");
        Dictionary<string, string> parts = request.Headers["Authorization"]![scheme.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        string[] credential = parts["Credential"].Split('/'), signed = parts["SignedHeaders"].Split(';');
        string date = request.Headers["x-amz-date"] ?? "", sum = Convert.ToHexStringLower(SHA256.HashData(asked.Body));
        if (credential is not [var access, var day, "us-west-2", "s3", "aws4_request"] || access != AccessKey || !date.StartsWith(day,
            StringComparison.Ordinal))
            return Refuse(403, $"credential of another scope: {string.Join('/', credential[1..])}");
        if (request.Headers["x-amz-security-token"] != SessionToken || !signed.Contains("x-amz-security-token") || !signed.Contains("host"))
            return Refuse(403, "the session token is missing, or not signed");
        if ((TimeProvider.System.GetUtcNow() - DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", null,
            DateTimeStyles.AssumeUniversal)).Duration() > MostSkew)
            return Refuse(403, "RequestTimeTooSkewed");
        if (request.Headers["x-amz-content-sha256"] != sum)
            return Refuse(400, "XAmzContentSHA256Mismatch");
        return AwsSignature.Of(request, parts["SignedHeaders"], date, credential, SecretKey) == parts["Signature"] ? null : Refuse(403,
            "SignatureDoesNotMatch");
    }

    private Answer Write(Asked asked)
    {
        string[] path = asked.Request.Url!.AbsolutePath.Split('/', 3);
        if (path is not ["", Bucket, var key] || !expected.Contains(key))
            return Refuse(403, $"another object than Apple named: {asked.Request.RawUrl}");
        string? upload = asked.Request.QueryString["uploadId"], number = asked.Request.QueryString["partNumber"];
        switch (asked.Request.HttpMethod, upload, number)
        {
            case ("POST", null, null) when asked.Request.RawUrl!.EndsWith("?uploads", StringComparison.Ordinal):
                string id = $"upload-{uploads.Count}";
                uploads[id] = [];
                return new Answer(200,
                    $"<InitiateMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
            case ("PUT", null, null):
                Parts++;
                return Checked(asked, () => objects[key] = asked.Body);
            case ("PUT", { } to, { } part) when uploads.TryGetValue(to, out SortedDictionary<int, byte[]>? parts):
                Parts++;
                return Checked(asked, () => parts[int.Parse(part, CultureInfo.InvariantCulture)] = asked.Body);
            case ("POST", { } of, null) when uploads.Remove(of, out SortedDictionary<int, byte[]>? parts):
                return Finish(asked, key, parts);
            case ("DELETE", { } gone, null) when uploads.Remove(gone):
                Aborted++;
                return new Answer(204);
            default:
                return Refuse(400, $"not a request of an upload: {asked.What}");
        }
    }

    private Answer Checked(Asked asked, Action keep)
    {
        if (asked.Request.Headers["x-amz-checksum-sha256"] != Convert.ToBase64String(SHA256.HashData(asked.Body)))
            return Refuse(400, "BadDigest");
        keep();
        return new Answer(200) { Headers = { ["ETag"] = ETag(asked.Body) } };
    }

    private Answer Finish(Asked asked, string key, SortedDictionary<int, byte[]> parts)
    {
        XElement[] named = [.. XElement.Parse(System.Text.Encoding.UTF8.GetString(asked.Body)).Elements()];
        bool isWhole = named.Length == parts.Count && parts.Keys.SequenceEqual(Enumerable.Range(1, parts.Count)) && named.Zip(parts).All(pair =>
            pair.First.Elements().Any(element => element.Name.LocalName == "ETag" && element.Value == ETag(pair.Second.Value)));
        // S3 takes a short part at the end alone.
        if (!isWhole || parts.Values.SkipLast(1).Any(part => part.Length < 5 * 1024 * 1024))
            return Refuse(400, "InvalidPart");
        objects[key] = [.. parts.Values.SelectMany(part => part)];
        return new Answer(200,
            $"<CompleteMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{key}</Key><ETag>&quot;e&quot;</ETag></CompleteMultipartUploadResult>");
    }

    private static string ETag(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"";
}
