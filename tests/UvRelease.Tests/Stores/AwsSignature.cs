using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Tests.Stores;

/// <summary>"Signature calculations for the Authorization header: transferring payload in a single chunk", Amazon S3 API reference.</summary>
internal static class AwsSignature
{
    /// <summary>The signature that a request should have.</summary>
    public static string Of(HttpListenerRequest request, string signedHeaders, string date, string[] credential, string secretKey, string? payload = null)
    {
        string[] url = request.RawUrl!.Split('?', 2);
        IEnumerable<string> query = (url.ElementAtOrDefault(1) ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=").Order(StringComparer.Ordinal);
        IEnumerable<string> headers = signedHeaders.Split(';').Select(name => $"{name}:{request.Headers[name]?.Trim()}\n");
        string canonical = string.Join('\n', request.HttpMethod, url[0], string.Join('&', query),
            string.Concat(headers), signedHeaders, payload ?? request.Headers["x-amz-content-sha256"]);
        string text = string.Join('\n', "AWS4-HMAC-SHA256", date, string.Join('/', credential[1..]),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        byte[] key = credential[1..]
            .Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
