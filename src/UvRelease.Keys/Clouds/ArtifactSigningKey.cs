using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using UvRelease.Credentials;
using UvRelease.Keys.Places;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Keys.Clouds;

/// <summary>
/// A certificate profile of Azure Artifact Signing ("Code Signing", data plane API 2024-06-15): an operation is begun and asked for until it ends. Its
/// certificates live three days, and each signature comes with the one that made it.
/// </summary>
internal sealed class ArtifactSigningKey(KeyPlace.ArtifactSigning place, BearerToken token, CloudSettings settings)
    : RemoteKey($"Azure Artifact Signing, {place}", settings.Parallelism)
{
    private const string Version = "api-version=2024-06-15";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(3);
    private readonly CloudService service = new("Azure Artifact Signing", settings, token);

    private protected override async Task<IReadOnlyList<X509Certificate2>> AskChainAsync(CancellationToken cancellation)
    {
        CloudAnswer answer = await service.SendAsync($"the certificates of {place}", new CloudRequest(HttpMethod.Get, Url("/sign/certchain")), cancellation);
        return CertificateChain.Read(answer.Body, Name);
    }

    private protected override async Task<KeySignature> AskAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        string name = $"RS{BitsOf(algorithm)}";
        byte[] asked = CloudService.Json(json =>
        {
            json.WriteString("signatureAlgorithm", name);
            json.WriteBase64String("digest", digest.Span);
        });
        Operation now = await service.ReadAsync($"a signature of {place}", new CloudRequest(HttpMethod.Post, Url(":sign")) { Content = asked }, Read,
            cancellation);
        long begun = settings.Time.GetTimestamp();
        for (TimeSpan pause = FirstPause; now.Signature is null; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (settings.Time.GetElapsedTime(begun) > Patience)
                throw Bad($"is at '{now.Status}' after {Patience.TotalMinutes:0} minutes");
            await Task.Delay(pause, settings.Time, cancellation);
            Uri url = Url($"/sign/{Uri.EscapeDataString(now.Id)}");
            Operation later = await service.ReadAsync($"the end of operation {now.Id}", new CloudRequest(HttpMethod.Get, url), Read, cancellation);
            now = later.Id == now.Id ? later : throw Bad($"is answered as operation '{later.Id}'");
        }

        return now.Signature;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            service.Dispose();
        base.Dispose(disposing);
    }

    // What is neither an end nor known is taken for "running": the documented examples have words that the list of states has not.
    private Operation Read(JsonMapping answer)
    {
        (string id, string status) = (answer.Text("id"), answer.Text("status"));
        switch (status)
        {
            case "Succeeded":
                JsonMapping result = answer.Mapping("result");
                byte[] value = CloudJson.Base64(result.Text("signature"), "signature");
                return new Operation(id, status, new KeySignature(value, Chain(CloudJson.Base64(result.Text("signingCertificate"), "signingCertificate"))));
            case "Failed" or "Canceled" or "TimedOut" or "NotFound":
                string? reason = answer.MappingIfThere("error")?.TextIfThere("message") ?? answer.TextIfThere("detail");
                throw Bad($"ended as '{status}'{(reason is null ? "" : $": {reason.TrimEnd('.')}")}");
            default:
                return new Operation(id, status, null);
        }
    }

    // Seen as one certificate, as PKCS #7, and as base64 of either, which its first version gave.
    private IReadOnlyList<X509Certificate2> Chain(byte[] bytes)
    {
        const byte sequence = 0x30;
        bool isText = bytes.Length > 0 && bytes[0] != sequence && bytes[0] != '-';
        return CertificateChain.Read(isText ? CloudJson.Base64(Encoding.ASCII.GetString(bytes), "signingCertificate") : bytes, $"{Name}: its certificate");
    }

    private Uri Url(string end) => new($"{place.Profile.AbsoluteUri}{end}?{Version}");

    private ReleaseException Bad(string problem) => new(Fault.Environment, $"{Name}: the signing {problem}. Look at the account, and run this again.");

    private sealed record Operation(string Id, string Status, KeySignature? Signature);
}
