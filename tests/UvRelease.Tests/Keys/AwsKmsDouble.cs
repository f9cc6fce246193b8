using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Credentials;
using UvRelease.Keys;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Stores;

namespace UvRelease.Tests.Keys;

/// <summary>
/// AWS STS (AssumeRoleWithWebIdentity) and AWS KMS (Sign) on 127.0.0.1: proves each request's Signature Version 4 with the session token among what is signed,
/// the digest's length, the key's state and kind. Its keys end after so many uses as a test says.
/// </summary>
internal sealed class AwsKmsDouble : IDisposable
{
    public const string Key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Role = "arn:aws:iam::123456789012:role/release", Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private readonly LoopbackListener listener;
    private readonly TestIdentity identity;
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> uses = new(StringComparer.Ordinal);
    private int session;

    public AwsKmsDouble(TestIdentity identity)
    {
        this.identity = identity;
        listener = new LoopbackListener(RespondAsync);
    }

    public Uri Url => listener.Url;

    public AwsRole Trusted => new(Role, new CloudDouble.JobToken()) { Endpoint = Url };

    /// <summary>After so many uses a session has expired.</summary>
    public int UsesOfSession { get; init; } = int.MaxValue;

    /// <summary>State of the key.</summary>
    public string State { get; init; } = "Enabled";

    /// <summary>Errors in the place of a signature, by the number of the request, from 0.</summary>
    public Func<int, (int Status, string Code)?> Fault { get; init; } = _ => null;

    /// <summary>Changes a signature before it is given.</summary>
    public Func<byte[], byte[]> OnTheWay { get; init; } = value => value;

    public int Requests { get; private set; }

    public int Sessions => session;

    public void Dispose() => listener.Dispose();

    private async Task RespondAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        string body = await reader.ReadToEndAsync();
        (int status, string type, string text) = body.StartsWith("Action=", StringComparison.Ordinal) ? Assume(body) : Sign(context.Request, body);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }

    private (int, string, string) Assume(string body)
    {
        var form = body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
        if (form["Action"] != "AssumeRoleWithWebIdentity" || form["Version"] != "2011-06-15" || form["RoleArn"] != Role
            || form["WebIdentityToken"] != CloudDouble.Identity)
            return (403, "text/xml", "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform it.</Message></Error></ErrorResponse>");
        lock (gate)
            uses[$"session-{++session}"] = 0;
        return (200, "text/xml", $"""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
            <AccessKeyId>ASIAEXAMPLE{session}</AccessKeyId><SecretAccessKey>{Secret}</SecretAccessKey><SessionToken>session-{session}</SessionToken>
            <Expiration>{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}</Expiration></Credentials>
            </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """);
    }

    private (int, string, string) Sign(HttpListenerRequest request, string body)
    {
        lock (gate)
        {
            int number = Requests++;
            if (Fault(number) is var (status, code))
                return Error(status, code);
            if (request.Headers["X-Amz-Target"] != "TrentService.Sign" || request.ContentType != "application/x-amz-json-1.1")
                return Error(400, "UnknownOperationException");
            Dictionary<string, string> parts = request.Headers["Authorization"]!["AWS4-HMAC-SHA256 ".Length..].Split(',', StringSplitOptions.TrimEntries)
                .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
            string[] credential = parts["Credential"].Split('/');
            string payload = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
            if (credential[2] != "eu-central-1" || credential[3] != "kms" || !parts["SignedHeaders"].Split(';').Contains("x-amz-security-token")
                || AwsSignature.Of(request, parts["SignedHeaders"], request.Headers["x-amz-date"]!, credential, Secret, payload) != parts["Signature"])
                return Error(400, "InvalidSignatureException");
            string token = request.Headers["x-amz-security-token"]!;
            if (!uses.ContainsKey(token) || ++uses[token] > UsesOfSession)
                return Error(400, "ExpiredTokenException");
            return Signed(JsonNode.Parse(body)!);
        }
    }

    private (int, string, string) Signed(JsonNode asked)
    {
        string name = (string)asked["SigningAlgorithm"]!;
        byte[] digest = Convert.FromBase64String((string)asked["Message"]!);
        using RSA? rsa = identity.Leaf.GetRSAPrivateKey();
        using ECDsa? ecdsa = identity.Leaf.GetECDsaPrivateKey();
        if ((string?)asked["KeyId"] != Key)
            return Error(400, "NotFoundException");
        if (State != "Enabled")
            return Error(400, State == "Disabled" ? "DisabledException" : "KMSInvalidStateException");
        if (name != (rsa is null ? "ECDSA_SHA_256" : "RSASSA_PKCS1_V1_5_SHA_256"))
            return Error(400, "InvalidKeyUsageException");
        if ((string?)asked["MessageType"] != "DIGEST" || digest.Length != SHA256.HashSizeInBytes)
            return Error(400, "ValidationException");
        byte[] value = rsa?.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ?? ecdsa!.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
        var answer = new JsonObject { ["KeyId"] = Key, ["Signature"] = Convert.ToBase64String(OnTheWay(value)), ["SigningAlgorithm"] = name };
        return (200, "application/x-amz-json-1.1", answer.ToJsonString());
    }

    private static (int, string, string) Error(int status, string code) =>
        (status, "application/x-amz-json-1.1", $$"""{"__type":"{{code}}","message":"{{code}} it is"}""");
}
