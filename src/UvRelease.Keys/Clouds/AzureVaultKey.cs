using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Credentials;
using UvRelease.Keys.Places;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Keys.Clouds;

/// <summary>A certificate's key in Azure Key Vault ("Get Certificate" and "Sign", Key Vault REST API 7.4).</summary>
internal sealed class AzureVaultKey(KeyPlace.AzureVault place, BearerToken token, IReadOnlyList<X509Certificate2> issuers, CloudSettings settings)
    : RemoteKey($"Azure Key Vault, {place}", settings.Parallelism)
{
    private const string Version = "api-version=7.4";
    private readonly CloudService service = new("Azure Key Vault", settings, token);
    private Uri? sign;

    private protected override async Task<IReadOnlyList<X509Certificate2>> AskChainAsync(CancellationToken cancellation)
    {
        (sign, X509Certificate2 leaf) = await service.ReadAsync($"the certificate {place}",
            new CloudRequest(HttpMethod.Get, new Uri($"{place.Certificate.AbsoluteUri}?{Version}")), Read, cancellation);
        return CertificateChain.Ordered(issuers.Prepend(leaf), Name);
    }

    private protected override async Task<KeySignature> AskAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        IReadOnlyList<X509Certificate2> chain = await GetChainAsync(cancellation);
        bool isRsa = IsRsa(chain[0]);
        string name = isRsa ? $"RS{BitsOf(algorithm)}" : CurveOf(chain[0], BitsOf(algorithm));
        byte[] asked = CloudService.Json(json =>
        {
            json.WriteString("alg", name);
            json.WriteString("value", Base64Url.EncodeToString(digest.Span));
        });
        byte[] value = await service.ReadAsync($"a signature of {place}", new CloudRequest(HttpMethod.Post, sign!) { Content = asked },
            answer => CloudJson.Base64(answer.Text("value"), "value", isUrl: true), cancellation);
        return new KeySignature(isRsa ? value : Der(value), chain);
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            service.Dispose();
        base.Dispose(disposing);
    }

    // The key's address comes from the answer: it must be of this vault, or a token would go elsewhere.
    private (Uri Sign, X509Certificate2 Leaf) Read(JsonMapping answer)
    {
        string kid = answer.Text("kid");
        if (!Uri.TryCreate(kid, UriKind.Absolute, out Uri? key) || key.Scheme != Uri.UriSchemeHttps || key.Authority != place.Certificate.Authority
            || key.Query.Length > 0 || !key.AbsolutePath.StartsWith("/keys/", StringComparison.Ordinal))
            throw new ReleaseException(Fault.Environment, $"the key's address is '{kid}', which is no key of this vault.");
        return (new Uri($"{key.AbsoluteUri.TrimEnd('/')}/sign?{Version}"),
            CloudJson.Certificate(CloudJson.Base64(answer.Text("cer"), "cer"), "cer"));
    }

    // Key Vault knows each curve with its own hash alone (RFC 7518).
    private static string CurveOf(X509Certificate2 leaf, int bits)
    {
        using ECDsa key = leaf.GetECDsaPublicKey()!;
        (int size, string name) = key.KeySize switch { 256 => (256, "ES256"), 384 => (384, "ES384"), _ => (512, "ES512") };
        return size == bits ? name : throw new ReleaseException(Fault.Input,
            $"Azure Key Vault signs with '{leaf.Subject}' over SHA-{size} alone, and SHA-{bits} is wanted. Give an RSA key.");
    }
}
