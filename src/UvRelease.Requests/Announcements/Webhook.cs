using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Requests.Announcements;

/// <summary>
/// Sends a CloudEvent (1.0, structured JSON; github.com/cloudevents/spec) to a service of the team, signed as Standard Webhooks describe
/// (github.com/standard-webhooks/standard-webhooks): headers <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>. The id says
/// what is told,
/// so that a receiver knows a second delivery.
/// </summary>
public sealed class Webhook
{
    private const int Attempts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Uri address;
    private readonly byte[] key;
    private readonly TimeProvider time;
    private readonly IProgress<string> progress;

    /// <summary>Checks address and key; nothing is sent yet.</summary>
    /// <param name="address">An address of https; of http on the machine itself.</param>
    /// <param name="secret"><c>whsec_</c> and base64 of 24 to 64 bytes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Gets a message about every pause.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is not.</exception>
    public Webhook(string address, string secret, TimeProvider time, IProgress<string> progress)
    {
        this.address = Uri.TryCreate(address, UriKind.Absolute, out Uri? given) && given.UserInfo.Length == 0
            && (given.Scheme == "https" || (given.Scheme == "http" && given.IsLoopback))
            ? given : throw new ReleaseException(Fault.Input, "Input 'webhook-url' must be an address of https without a name or password in it.");
        byte[] bytes = new byte[64];
        const string prefix = "whsec_";
        if (!secret.StartsWith(prefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(secret[prefix.Length..], bytes, out int length) || length < 24)
            throw new ReleaseException(Fault.Input, "Input 'webhook-secret' must be whsec_ and the base64 of 24 to 64 random bytes.");
        (key, this.time, this.progress) = (bytes[..length], time, progress);
    }

    /// <summary>Sends it, again where that may help, until the service says it has it.</summary>
    /// <param name="release">What is told.</param>
    /// <param name="repository">Page of the repository: the event's source.</param>
    /// <param name="run">Page of the run; null for none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the service refuses it, or gives no answer.</exception>
    public async Task SendAsync(Announcement release, string repository, string? run, CancellationToken cancellationToken)
    {
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', repository, release.Component, release.Version, release.Channel))))[..32];
        DateTimeOffset now = time.GetUtcNow();
        byte[] body = Event(release, id, repository, run, now);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        for (int attempt = 1; ; attempt++)
        {
            string problem = await TryAsync(client, id, body, cancellationToken);
            if (problem.Length == 0)
                return;
            if (attempt == Attempts || (problem[0] == '4' && problem[..3] is not ("408" or "429")))
                throw new ReleaseException(Fault.Environment,
                    $"The webhook at {address.GetLeftPart(UriPartial.Authority)} did not take the event: {problem}. Look at the service, and run again.");
            progress.Report($"The webhook did not take the event: {problem}; again in {1 << attempt} s.");
            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), time, cancellationToken);
        }
    }

    // "" for success; a status, or what went wrong.
    private async Task<string> TryAsync(HttpClient client, string id, byte[] body, CancellationToken cancellationToken)
    {
        string stamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{stamp}."), .. body];
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/cloudevents+json") { CharSet = "utf-8" } } },
        };
        request.Headers.UserAgent.ParseAdd("uv-release");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", stamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? "" : $"{(int)response.StatusCode} {response.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return e is OperationCanceledException ? "no answer in time" : "the connection failed";
        }
    }

    private static byte[] Event(Announcement release, string id, string repository, string? run, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", id);
            json.WriteString("source", repository);
            json.WriteString("type", "uv.release.announce");
            json.WriteString("subject", release.Component.Length == 0 ? $"{release.Version}" : $"{release.Component}/{release.Version}");
            json.WriteString("time", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            json.WriteString("component", release.Component);
            json.WriteString("version", release.Version.ToString());
            json.WriteString("channel", release.Channel);
            json.WriteString("url", release.Url);
            json.WriteString("run", run);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
