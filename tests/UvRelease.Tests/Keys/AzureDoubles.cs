using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using UvRelease.Credentials;
using UvRelease.Keys;

namespace UvRelease.Tests.Keys;

/// <summary>Microsoft Entra, third case of the client credentials flow (federated credential), in front of a service of Azure.</summary>
internal abstract class AzureDouble(string service) : CloudDouble
{
    public const string Tenant = "a1b2c3d4-0000-4000-8000-000000000001", Application = "a1b2c3d4-0000-4000-8000-000000000002";

    public static EntraApplication Client { get; } = new(Tenant, Application, new JobToken());

    private protected override bool IsTokenService(Uri url) => url.Host == "login.microsoftonline.com";

    private protected override HttpResponseMessage Give(CloudQuestion question, string token)
    {
        if (question.Url.AbsolutePath.EndsWith("/discovery/instance", StringComparison.Ordinal))
            return Says(HttpStatusCode.OK, JsonNode.Parse($$"""
                {"tenant_discovery_endpoint":"https://login.microsoftonline.com/{{Tenant}}/v2.0/.well-known/openid-configuration","api-version":"1.1",
                "metadata":[{"preferred_network":"login.microsoftonline.com","preferred_cache":"login.windows.net",
                "aliases":["login.microsoftonline.com","login.windows.net"]}]}
                """)!);
        var form = question.Body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
        bool isRight = question.Url.AbsolutePath == $"/{Tenant}/oauth2/v2.0/token" && form["grant_type"] == "client_credentials"
            && form["client_id"] == Application && form["client_assertion"] == Identity && form["scope"].Split(' ').Contains($"{service}/.default");
        return isRight ? Says(HttpStatusCode.OK, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["access_token"] = token })
            : Says(HttpStatusCode.BadRequest, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "AADSTS70021: No match." });
    }
}

/// <summary>Azure Key Vault, "Get Certificate" and "Sign" of its REST API 7.4.</summary>
internal sealed class KeyVaultDouble(TestIdentity identity) : AzureDouble("https://vault.azure.net")
{
    public const string Certificate = "https://acme.vault.azure.net/certificates/code-signing";
    private const string Key = "https://acme.vault.azure.net/keys/code-signing/0123456789abcdef0123456789abcdef";

    /// <summary>What it says that the key is; another place where the test says so.</summary>
    public string KeyId { get; init; } = Key;

    private protected override HttpResponseMessage Answer(CloudQuestion question)
    {
        if (question.Url.Query != "?api-version=7.4")
            return Says(400, "BadParameter", "api-version is not supported.");
        string path = question.Url.GetLeftPart(UriPartial.Path);
        if (question.Method == HttpMethod.Get && path == Certificate)
            return Says(HttpStatusCode.OK, new JsonObject
            {
                ["id"] = $"{Certificate}/0123",
                ["kid"] = KeyId,
                ["cer"] = Convert.ToBase64String(identity.Leaf.RawData),
            });
        if (question.Method != HttpMethod.Post || path != $"{Key}/sign" || question.ContentType != "application/json")
            return Says(404, "KeyNotFound", "A key with (name/id) was not found in this key vault.");
        string name = (string)question.Json["alg"]!;
        byte[] digest = Base64Url.DecodeFromChars((string)question.Json["value"]!);
        using RSA? rsa = identity.Leaf.GetRSAPrivateKey();
        using ECDsa? ecdsa = identity.Leaf.GetECDsaPrivateKey();
        int size = int.Parse(name[2..], null) / 8;
        if (digest.Length != size || (name[0] == 'R') != rsa is not null)
            return Says(400, "BadParameter", $"Key and signing algorithm {name} don't fit, or the digest has a wrong length.");
        byte[] value = rsa?.SignHash(digest, new HashAlgorithmName($"SHA{name[2..]}"), RSASignaturePadding.Pkcs1) ?? ecdsa!.SignHash(digest);
        return Says(HttpStatusCode.OK, new JsonObject { ["kid"] = Key, ["value"] = Base64Url.EncodeToString(value) });
    }
}

/// <summary>How Azure Artifact Signing writes a signature's certificates: the API description says base64, and its forerunner wrote it twice.</summary>
public enum CertificateForm
{
    Leaf,
    Pkcs7,
    Pkcs7Twice,
}

/// <summary>
/// Azure Artifact Signing, data plane API 2024-06-15: sign, operation, certificate chain. Its leaf is another one with each signature where a test says so.
/// </summary>
internal sealed class ArtifactSigningDouble(TestIdentity identity) : AzureDouble("https://codesigning.azure.net")
{
    public const string Profile = "https://weu.codesigning.azure.net/codesigningaccounts/acme/certificateprofiles/release";
    private readonly Dictionary<string, (byte[] Digest, string Algorithm, int Polls)> operations = new(StringComparer.Ordinal);
    private int signed;

    public CertificateForm Form { get; init; } = CertificateForm.Pkcs7;

    /// <summary>How often an operation says that it runs.</summary>
    public int Polls { get; init; } = 2;

    /// <summary>What operations end as.</summary>
    public string End { get; init; } = "Succeeded";

    /// <summary>Who signs from the second signature on; null for the same.</summary>
    public TestIdentity? Next { get; init; }

    private protected override HttpResponseMessage Answer(CloudQuestion question)
    {
        string path = question.Url.GetLeftPart(UriPartial.Path);
        if (question.Url.Query != "?api-version=2024-06-15" || !path.StartsWith(Profile, StringComparison.Ordinal))
            return Says(403, "Forbidden", "The account is in another region.");
        return (question.Method.Method, path[Profile.Length..]) switch
        {
            ("GET", "/sign/certchain") => new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(Certificates(identity)) { Headers = { ContentType = new("application/pkcs7-mime") } },
            },
            ("POST", ":sign") => Begin(question),
            ("GET", var rest) when rest.StartsWith("/sign/", StringComparison.Ordinal) && operations.ContainsKey(rest["/sign/".Length..]) =>
                Look(rest["/sign/".Length..]),
            _ => Says(404, "NotFound", "There is no such operation."),
        };
    }

    private HttpResponseMessage Begin(CloudQuestion question)
    {
        byte[] digest = Convert.FromBase64String((string)question.Json["digest"]!);
        string name = (string)question.Json["signatureAlgorithm"]!;
        if (name is not ("RS256" or "RS384" or "RS512") || digest.Length != int.Parse(name[2..], null) / 8)
            return Says(400, "InvalidRequest", "Digest and algorithm don't fit.");
        string id = $"c0ffee00-0000-4000-8000-{operations.Count:D12}";
        operations[id] = (digest, name, 0);
        HttpResponseMessage answer = Says(HttpStatusCode.Accepted, new JsonObject { ["id"] = id, ["status"] = "NotStarted" });
        answer.Headers.Add("Operation-Location", $"{Profile}/sign/{id}?api-version=2024-06-15");
        return answer;
    }

    private HttpResponseMessage Look(string id)
    {
        (byte[] digest, string name, int polls) = operations[id];
        operations[id] = (digest, name, polls + 1);
        if (polls < Polls)
            return Says(HttpStatusCode.OK, new JsonObject { ["id"] = id, ["status"] = polls == 0 ? "In Progress" : "Running" });
        if (End != "Succeeded")
            return Says(HttpStatusCode.OK, new JsonObject { ["id"] = id, ["status"] = End, ["error"] = new JsonObject { ["message"] = "No quota is left." } });
        TestIdentity who = signed++ > 0 && Next is { } next ? next : identity;
        using RSA rsa = who.Leaf.GetRSAPrivateKey()!;
        byte[] certificates = Form == CertificateForm.Leaf ? who.Leaf.RawData : Certificates(who);
        string once = Convert.ToBase64String(certificates);
        return Says(HttpStatusCode.OK, new JsonObject
        {
            ["id"] = id,
            ["status"] = "Succeeded",
            ["result"] = new JsonObject
            {
                ["signature"] = Convert.ToBase64String(rsa.SignHash(digest, new HashAlgorithmName($"SHA{name[2..]}"), RSASignaturePadding.Pkcs1)),
                ["signingCertificate"] = Form == CertificateForm.Pkcs7Twice ? Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(once)) : once,
            },
        });
    }

    // PKCS #7 with nothing but certificates, root first.
    private static byte[] Certificates(TestIdentity who) =>
        new X509Certificate2Collection { who.Root, who.Authority, who.Leaf }.Export(X509ContentType.Pkcs7)!;
}
