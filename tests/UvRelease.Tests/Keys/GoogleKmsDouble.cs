using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using UvRelease.Credentials;
using UvRelease.Keys;

namespace UvRelease.Tests.Keys;

/// <summary>
/// Google's Security Token Service, Service Account Credentials and Cloud KMS ("Method: cryptoKeyVersions.asymmetricSign", v1): a key has one algorithm, and
/// checksums go both ways.
/// </summary>
internal sealed class GoogleKmsDouble(TestIdentity identity) : CloudDouble
{
    public const string Version = "projects/acme/locations/europe-west3/keyRings/release/cryptoKeys/code/cryptoKeyVersions/3";
    public const string Account = "release@acme.iam.gserviceaccount.com";
    private const string Provider = "projects/123456789/locations/global/workloadIdentityPools/github/providers/acme";

    public static GoogleFederation Federation { get; } = new(Provider, new JobToken());

    /// <summary>Changes an answer on its way.</summary>
    public Action<JsonObject> OnTheWay { get; init; } = _ => { };

    /// <summary>Service accounts that tokens were given for.</summary>
    public List<string> Accounts { get; } = [];

    private protected override bool IsTokenService(Uri url) => url.Host is "sts.googleapis.com" or "iamcredentials.googleapis.com";

    private protected override HttpResponseMessage Give(CloudQuestion question, string token)
    {
        if (question.Url.Host == "iamcredentials.googleapis.com")
        {
            Accounts.Add(question.Url.AbsolutePath);
            bool isGood = question.Bearer?.StartsWith("token-", StringComparison.Ordinal) == true && (string?)question.Json["lifetime"] == "3600s"
                && (string?)question.Json["scope"]![0] == "https://www.googleapis.com/auth/cloud-platform";
            string ends = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return isGood ? Says(HttpStatusCode.OK, new JsonObject { ["accessToken"] = token, ["expireTime"] = ends })
                : Says(403, "PERMISSION_DENIED", "Permission 'iam.serviceAccounts.getAccessToken' denied.");
        }

        JsonNode asked = question.Json;
        bool isRight = question.Url.AbsolutePath == "/v1/token" && (string?)asked["subjectToken"] == Identity
            && (string?)asked["grantType"] == "urn:ietf:params:oauth:grant-type:token-exchange"
            && (string?)asked["audience"] == $"//iam.googleapis.com/{Provider}"
            && (string?)asked["requestedTokenType"] == "urn:ietf:params:oauth:token-type:access_token"
            && (string?)asked["subjectTokenType"] == "urn:ietf:params:oauth:token-type:jwt";
        return isRight ? Says(HttpStatusCode.OK, new JsonObject { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = 3599 })
            : Says(HttpStatusCode.BadRequest, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "The audience does not match." });
    }

    private protected override HttpResponseMessage Answer(CloudQuestion question)
    {
        if (question.Method != HttpMethod.Post || question.Url.AbsoluteUri != $"https://cloudkms.googleapis.com/v1/{Version}:asymmetricSign")
            return Says(404, "NOT_FOUND", "CryptoKeyVersion not found.");
        JsonNode asked = question.Json;
        var digests = (JsonObject)asked["digest"]!;
        byte[] digest = Convert.FromBase64String((string)digests.Single().Value!);
        if (digests.Single().Key != "sha256" || digest.Length != SHA256.HashSizeInBytes)
            return Says(400, "INVALID_ARGUMENT", "The digest is not of the key's algorithm, RSA_SIGN_PKCS1_3072_SHA256.");
        using RSA? rsa = identity.Leaf.GetRSAPrivateKey();
        using ECDsa? ecdsa = identity.Leaf.GetECDsaPrivateKey();
        byte[] value = rsa?.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ?? ecdsa!.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
        var answer = new JsonObject
        {
            ["signature"] = Convert.ToBase64String(value),
            ["signatureCrc32c"] = $"{Crc(value)}",
            ["verifiedDigestCrc32c"] = (string?)asked["digestCrc32c"] == $"{Crc(digest)}",
            ["name"] = Version,
            ["protectionLevel"] = "HSM",
        };
        OnTheWay(answer);
        return Says(HttpStatusCode.OK, answer);
    }

    // Bit by bit, as RFC 3720 has it.
    private static uint Crc(byte[] bytes)
    {
        const uint polynomial = 0x82f63b78;
        uint sum = uint.MaxValue;
        foreach (byte one in bytes)
        {
            sum ^= one;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ polynomial;
        }

        return ~sum;
    }
}
