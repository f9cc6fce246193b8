using System.Net;
using System.Text;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>Says why Apple refuses, and who can mend it ("Interpreting and handling errors", App Store Connect API).</summary>
/// <param name="name">What errors call the service.</param>
/// <param name="now">What the clock here says.</param>
internal sealed class AppleRefusal(string name, DateTimeOffset now)
{
    private const int MostWords = 400;
    private static readonly string[] Fields = ["code", "title", "detail"];
    private static readonly TimeSpan MostDrift = TimeSpan.FromMinutes(1);

    /// <summary>The error for an answer that will not pass by itself.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="token">What went with the request, and may be in the answer; null for nothing.</param>
    public ReleaseException Of(HttpResponseMessage response, byte[] body, string? token)
    {
        int status = (int)response.StatusCode;
        string words = Words(body, token);
        string said = words.Length == 0 ? $"({status})" : $"({status}: {words})";
        string sentence = response.StatusCode switch
        {
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                $"sends the request on to {Host(response)} ({status}), where nothing is sent to. Look at what is between this machine and Apple, and correct the address.",
            HttpStatusCode.Unauthorized when token is not null && Drift(response) is { } theirs =>
                $"does not take the token {said}: the clock here says {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} and theirs {theirs.UtcDateTime:yyyy-MM-dd HH:mm:ss}. Set the clock of this machine.",
            HttpStatusCode.Unauthorized when token is not null =>
                $"does not take the token {said}. The key was revoked, or issuer ID, key ID and private key don't belong together: compare them with Users and Access, "
                + "Integrations in App Store Connect.",
            HttpStatusCode.Forbidden when words.Contains("agreement", StringComparison.OrdinalIgnoreCase) =>
                $"wants an agreement to be signed {said}. The account's holder signs it at https://developer.apple.com/account, and minutes later this can be run again.",
            HttpStatusCode.Forbidden when token is not null => $"does not let this key notarize {said}. Give the key the role Developer in App Store Connect.",
            HttpStatusCode.NotFound => $"does not know what was asked for {said}. Compare the submission's id, and let the key be of the team that made it.",
            _ => $"refuses {said}. Mend what it says, and run this again.",
        };
        return new ReleaseException(Fault.Environment, $"{name} {sentence}");
    }

    private static string Host(HttpResponseMessage response) => response.Headers.Location is { IsAbsoluteUri: true } place ? place.Host : "elsewhere";

    private DateTimeOffset? Drift(HttpResponseMessage response) =>
        response.Headers.Date is { } theirs && (theirs - now).Duration() > MostDrift ? theirs : null;

    private static string Words(byte[] body, string? token)
    {
        string words = Read(body);
        // A server that repeats the request would have the token printed.
        foreach (string part in token?.Split('.') ?? [])
            words = words.Replace(part, "…", StringComparison.Ordinal);
        return words.Length <= MostWords ? words : words[..MostWords] + "…";
    }

    private static string Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out JsonElement errors) || errors.ValueKind != JsonValueKind.Array)
                return "";
            return string.Join("; ", errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object)
                .Select(error => string.Join(": ", Texts(error))).Where(text => text.Length > 0));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or half of a surrogate pair: a page of some proxy's.
            return Encoding.UTF8.GetString(body).StartsWith('<') ? "a page, from a proxy as it seems" : "";
        }
    }

    private static IEnumerable<string> Texts(JsonElement error) => Fields
        .Select(name => error.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim().TrimEnd('.') : "")
        .Where(text => text.Length > 0).Distinct(StringComparer.Ordinal);
}
