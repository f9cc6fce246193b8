using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Feeds;

/// <summary>
/// Signs feeds with an end (Ed25519 in an envelope of DSSE v1.0.2), so that clients who have the public key take no feed of somebody else who can write to the
/// bucket, no older one, and none that stands still for too long. Several keys sign side by side, while one takes the place of another.
/// </summary>
public sealed class FeedSigner
{
    /// <summary>What is signed.</summary>
    public const string PayloadType = "application/vnd.uv-release.feed+json";

    private const int IdLength = 32;
    private readonly IReadOnlyList<(string Id, Ed25519PrivateKeyParameters Key)> keys;
    private readonly TimeSpan lifetime;
    private readonly TimeProvider time;

    private FeedSigner(IReadOnlyList<(string, Ed25519PrivateKeyParameters)> keys, TimeSpan lifetime, TimeProvider time) =>
        (this.keys, this.lifetime, this.time) = (keys, lifetime, time);

    /// <summary>Reads keys: one or more in PEM, as <c>openssl genpkey -algorithm ed25519</c> writes them.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="lifetime">How long a signature is good.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none, or one of another kind; no part of it is in the message.</exception>
    public static FeedSigner Read(string pem, TimeSpan lifetime, TimeProvider time)
    {
        const string remedy = "Make one: openssl genpkey -algorithm ed25519";
        var found = new List<(string, Ed25519PrivateKeyParameters)>();
        ReadOnlySpan<char> rest = pem;
        try
        {
            for (; PemEncoding.TryFind(rest, out PemFields fields); rest = rest[fields.Location.End..])
            {
                var key = PrivateKeyFactory.CreateKey(Convert.FromBase64String(rest[fields.Base64Data].ToString())) as Ed25519PrivateKeyParameters;
                if (!rest[fields.Label].SequenceEqual("PRIVATE KEY") || key is not { } one)
                    throw new ReleaseException(Fault.Input, $"The key of feeds is none of Ed25519 in PKCS #8. {remedy}.");
                byte[] known = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(one.GeneratePublicKey()).GetDerEncoded();
                found.Add((Convert.ToHexStringLower(SHA256.HashData(known))[..IdLength], one));
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IOException or SecurityUtilityException)
        {
            throw new ReleaseException(Fault.Input, $"The key of feeds can't be read. {remedy}.", e);
        }

        return found.Count > 0 ? new FeedSigner(found, lifetime, time) : throw new ReleaseException(Fault.Input, $"The key of feeds is no PEM. {remedy}.");
    }

    /// <summary>Signs a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="generation">Log entry that it was made from.</param>
    public byte[] Sign(Feed feed, int generation)
    {
        byte[] payload = Write(json =>
        {
            json.WriteString("feed", feed.Key.Text);
            json.WriteNumber("generation", generation);
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(feed.Bytes)));
            json.WriteString("expires", (time.GetUtcNow() + lifetime).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        });
        byte[] signed = PreAuthentication(payload);
        return Write(json =>
        {
            json.WriteBase64String("payload", payload);
            json.WriteString("payloadType", PayloadType);
            json.WriteStartArray("signatures");
            foreach ((string id, Ed25519PrivateKeyParameters key) in keys)
            {
                var signer = new Ed25519Signer();
                signer.Init(forSigning: true, key);
                signer.BlockUpdate(signed, 0, signed.Length);
                json.WriteStartObject();
                json.WriteString("keyid", id);
                json.WriteBase64String("sig", signer.GenerateSignature());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>True for a signature that need not be made anew: by all of these keys, of this feed, and good for half of its life or more.</summary>
    public bool Keeps(ReadOnlyMemory<byte> signature, Feed feed, int generation)
    {
        if (Payload(signature) is not { } payload)
            return false;
        try
        {
            JsonMapping envelope = JsonMapping.Parse(signature, "signature");
            string[] ids = [.. envelope.Mappings("signatures").Select(one => one.Text("keyid"))];
            return payload.Text("feed") == feed.Key.Text && payload.Number("generation", 1, int.MaxValue) == generation
                && payload.Text("sha256") == Convert.ToHexStringLower(SHA256.HashData(feed.Bytes))
                && ids.SequenceEqual(keys.Select(key => key.Id), StringComparer.Ordinal)
                && DateTimeOffset.TryParse(payload.Text("expires"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end)
                && end - time.GetUtcNow() is var left && left >= lifetime / 2 && left <= lifetime
                && IsSigned(envelope);
        }
        catch (ReleaseException)
        {
            return false;
        }
    }

    /// <summary>The generation that a signature says; null for what is none.</summary>
    public static int? Generation(ReadOnlyMemory<byte> signature)
    {
        try
        {
            return Payload(signature)?.Number("generation", 1, int.MaxValue);
        }
        catch (ReleaseException)
        {
            return null;
        }
    }

    private bool IsSigned(JsonMapping envelope)
    {
        byte[] signed = PreAuthentication(Convert.FromBase64String(envelope.Text("payload")));
        return envelope.Mappings("signatures").Zip(keys).All(pair =>
        {
            byte[] value = new byte[Ed25519PrivateKeyParameters.SignatureSize];
            var verifier = new Ed25519Signer();
            verifier.Init(forSigning: false, pair.Second.Key.GeneratePublicKey());
            verifier.BlockUpdate(signed, 0, signed.Length);
            return Convert.TryFromBase64String(pair.First.Text("sig"), value, out int length) && length == value.Length && verifier.VerifySignature(value);
        });
    }

    private static JsonMapping? Payload(ReadOnlyMemory<byte> signature)
    {
        try
        {
            return JsonMapping.Parse(Convert.FromBase64String(JsonMapping.Parse(signature, "signature").Text("payload")), "payload");
        }
        catch (Exception e) when (e is ReleaseException or FormatException)
        {
            return null;
        }
    }

    // PAE of DSSE: type and payload with their lengths before them.
    private static byte[] PreAuthentication(byte[] payload) =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} ")), .. payload];

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
