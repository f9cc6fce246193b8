using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>
/// A team's key of App Store Connect's API ("Generating tokens for API requests", App Store Connect API). It stays in memory; requests carry tokens that it
/// signs (ES256 of RFC 7518) and that expire.
/// </summary>
public sealed class NotaryKey : IDisposable
{
    // Apple takes at most 20 minutes; a token is replaced while it is good for as long as a request may take.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15), Margin = TimeSpan.FromMinutes(5);
    private const int LargestSecret = 16 * 1024;
    private const string P256 = "1.2.840.10045.3.1.7", Remedy = "Give the text of the file AuthKey_….p8 that App Store Connect let you load once";

    private readonly ECDsa key;
    private readonly string issuer, keyId;
    private readonly Lock gate = new();
    private (string Token, DateTimeOffset Made)? last;

    private NotaryKey(string issuer, string keyId, ECDsa key) => (this.issuer, this.keyId, this.key) = (issuer, keyId, key);

    /// <summary>Takes a key from a secret.</summary>
    /// <param name="issuer">The issuer ID beside the team's keys, a UUID.</param>
    /// <param name="keyId">The key's ID, ten letters and digits.</param>
    /// <param name="secret">Text of the <c>.p8</c> file (PKCS #8 as PEM, EC on P-256), as it is or in base64.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one of them is something else. No part of the secret is in the message.</exception>
    public static NotaryKey Read(string issuer, string keyId, string secret)
    {
        if (!Guid.TryParseExact(issuer, "D", out _))
            throw new ReleaseException(Fault.Input,
                "The issuer ID of App Store Connect is no UUID. Copy it from Users and Access, Integrations, where it stands above the team's keys.");
        if (keyId.Length != 10 || !keyId.All(char.IsAsciiLetterOrDigit))
            throw new ReleaseException(Fault.Input, "The key ID of App Store Connect has not ten letters and digits. Copy it from the row of the key; it is in the name of its file too.");
        var read = ECDsa.Create();
        try
        {
            Import(read, Pem(secret));
            return read.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? new NotaryKey(issuer.ToLowerInvariant(), keyId, read)
                : throw Bad("is on another curve than P-256");
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    /// <summary>A token for requests that begin now.</summary>
    internal string Token(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (gate)
        {
            // A clock that was put back would make a token that is not valid yet.
            if (last is not { } one || now < one.Made || now - one.Made > Lifetime - Margin)
                last = (Make(now), now);
            return last.Value.Token;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private string Make(DateTimeOffset now)
    {
        string signed = Part(json =>
        {
            json.WriteString("alg", "ES256");
            json.WriteString("kid", keyId);
            json.WriteString("typ", "JWT");
        }) + "." + Part(json =>
        {
            json.WriteString("iss", issuer);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            json.WriteString("aud", "appstoreconnect-v1");
        });
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    private static string Part(Action<Utf8JsonWriter> write) => Base64Url.EncodeToString(AppleService.Json(write));

    private static string Pem(string secret)
    {
        if (secret.Length > LargestSecret)
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"has {secret.Length} characters"));
        if (secret.Contains("-----BEGIN ", StringComparison.Ordinal))
            return secret;
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(string.Concat(secret.Where(c => !char.IsWhiteSpace(c)))));
        }
        catch (FormatException)
        {
            throw Bad("is no PEM");
        }
    }

    private static void Import(ECDsa key, string pem)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields))
            throw Bad("is no PEM");
        if (pem.AsSpan(fields.Label) is not "PRIVATE KEY")
            throw Bad("is PEM of something else than a PRIVATE KEY");
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(pem[fields.Base64Data]), out _);
        }
        // What the exception says is about the key's bytes, so it is left out.
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw Bad("is no key for ES256: it is damaged, or none of an elliptic curve");
        }
    }

    private static ReleaseException Bad(string problem) => new(Fault.Input, $"The private key for App Store Connect {problem}. {Remedy}.");
}
