using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Credentials;
using UvRelease.Keys.Places;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Keys.Clouds;

/// <summary>
/// A key of Google Cloud KMS ("Method: cryptoKeyVersions.asymmetricSign", Cloud KMS API v1; CRC-32C both ways as its guide to data integrity says).
/// </summary>
internal sealed class GoogleKmsKey(KeyPlace.GoogleKms place, BearerToken token, IReadOnlyList<X509Certificate2> certificates, CloudSettings settings)
    : RemoteKey($"Google Cloud KMS, {place}", settings.Parallelism)
{
    private readonly CloudService service = new("Google Cloud KMS", settings, token);
    private readonly Uri url = new($"https://cloudkms.googleapis.com/v1/{place.Version}:asymmetricSign");

    private protected override Task<IReadOnlyList<X509Certificate2>> AskChainAsync(CancellationToken cancellation) => Task.FromResult(certificates);

    private protected override Task<KeySignature> AskAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        int bits = BitsOf(algorithm);
        byte[] asked = CloudService.Json(json =>
        {
            json.WriteStartObject("digest");
            json.WriteBase64String($"sha{bits}", digest.Span);
            json.WriteEndObject();
            json.WriteString("digestCrc32c", Crc(digest.Span));
        });
        return service.ReadAsync($"a signature of {place}", new CloudRequest(HttpMethod.Post, url) { Content = asked }, Read, cancellation);
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            service.Dispose();
        base.Dispose(disposing);
    }

    private KeySignature Read(JsonMapping answer)
    {
        if (answer.Text("name") is var name && name != place.Version)
            throw Bad($"it is of the key {name}");
        if (!answer.FlagOrFalse("verifiedDigestCrc32c"))
            throw Bad("the digest arrived changed");
        byte[] value = CloudJson.Base64(answer.Text("signature"), "signature");
        return answer.Text("signatureCrc32c") == Crc(value) ? new KeySignature(value, certificates) : throw Bad("the signature arrived changed");
    }

    private static string Crc(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte one in bytes)
            sum = BitOperations.Crc32C(sum, one);
        return (~sum).ToString(CultureInfo.InvariantCulture);
    }

    private static ReleaseException Bad(string problem) => new(Fault.Environment, $"{problem}. Run this again.");
}
