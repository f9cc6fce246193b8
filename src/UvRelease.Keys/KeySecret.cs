using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>Reads a key with its certificates from a secret: PKCS #12 (RFC 7292), as it is or in base64, or PEM (RFC 7468). It stays in memory.</summary>
public static class KeySecret
{
    private const int LargestSecret = 1 << 20;
    private const string Remedy = "Export it anew, with its certificate and its key";

    /// <summary>Reads one from a text: PEM, or PKCS #12 in base64 with or without line breaks.</summary>
    /// <param name="secret">The text.</param>
    /// <param name="password">What it is encrypted with; null or empty for none.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is neither, the password is wrong, or key or certificate are missing. No part of
    /// the secret is in the message.</exception>
    public static PrivateKey Read(string secret, string? password)
    {
        if (string.IsNullOrWhiteSpace(secret))
            throw Bad("is empty", "Give the text of a PEM file, or the output of: base64 FILE.p12");
        if (secret.Contains("-----BEGIN ", StringComparison.Ordinal))
            return Pem(secret, password ?? "");
        try
        {
            return Read(Convert.FromBase64String(string.Concat(secret.Where(c => !char.IsWhiteSpace(c)))), password);
        }
        catch (FormatException e)
        {
            throw Bad("is neither PEM nor PKCS #12 in base64", "Give the text of a PEM file, or the output of: base64 FILE.p12", e);
        }
    }

    /// <summary>Reads one from bytes: PKCS #12, or the text of PEM.</summary>
    /// <inheritdoc cref="Read(string, string?)"/>
    public static PrivateKey Read(ReadOnlyMemory<byte> secret, string? password)
    {
        if (secret.Length > LargestSecret)
            throw Bad($"has {secret.Length} bytes", "Give a file with one key and its certificates");
        if (secret.Span.IndexOf("-----BEGIN "u8) >= 0)
            return Pem(Encoding.UTF8.GetString(secret.Span), password ?? "");
        CheckPassword(secret, password ?? "");
        try
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(secret.Span, password, X509KeyStorageFlags.EphemeralKeySet);
            return OfCollection(all);
        }
        catch (CryptographicException e)
        {
            throw Bad("is PKCS #12 whose keys can't be read", Remedy + ": openssl pkcs12 -export", e);
        }
    }

    // Said apart: a password that is wrong is mended elsewhere than a file that is damaged.
    private static void CheckPassword(ReadOnlyMemory<byte> secret, string password)
    {
        try
        {
            var info = Pkcs12Info.Decode(secret, out int read, skipCopy: true);
            if (read != secret.Length)
                throw Bad($"has {secret.Length - read} bytes behind its PKCS #12", Remedy);
            if (info.IntegrityMode == Pkcs12IntegrityMode.Password && !info.VerifyMac(password))
                throw Bad(password.Length == 0 ? "needs a password" : "has another password", "Give the one that it was exported with");
        }
        catch (CryptographicException e)
        {
            throw Bad("is no whole PKCS #12", Remedy, e);
        }
    }

    private static PrivateKey OfCollection(X509Certificate2Collection all)
    {
        X509Certificate2[] withKeys = [.. all.Where(certificate => certificate.HasPrivateKey)];
        return withKeys switch
        {
            [var leaf] => PrivateKey.Of(leaf, all.Where(certificate => !certificate.HasPrivateKey)),
            [] => throw Bad("has no private key with a certificate", Remedy),
            _ => throw Bad($"has {withKeys.Length} keys: {string.Join(", ", withKeys.Select(leaf => $"'{leaf.Subject}'"))}", "Export one alone"),
        };
    }

    private static PrivateKey Pem(string text, string password)
    {
        var certificates = new X509Certificate2Collection();
        AsymmetricAlgorithm? key = null;
        try
        {
            certificates.ImportFromPem(text);
            key = PemKey(text, password);
            foreach (X509Certificate2 certificate in certificates)
            {
                if (WithKey(certificate, key) is { } leaf)
                    return PrivateKey.Of(leaf, certificates);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Bad("is PEM that can't be read: damaged, or encrypted with another password", Remedy, e);
        }
        finally
        {
            key?.Dispose();
        }

        throw Bad(certificates.Count == 0 ? "has no certificate" : "has no certificate of its key", Remedy);
    }

    private static AsymmetricAlgorithm PemKey(string text, string password)
    {
        AsymmetricAlgorithm? found = null;
        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                if (found is not null)
                    throw Bad("has several keys", "Give one alone");
                found = OneKey(rest[fields.Location], label, password);
            }

            rest = rest[fields.Location.End..];
        }

        return found ?? throw Bad("has no private key", Remedy);
    }

    private static AsymmetricAlgorithm OneKey(ReadOnlySpan<char> pem, string label, string password)
    {
        bool isEncrypted = label == "ENCRYPTED PRIVATE KEY";
        if (isEncrypted && password.Length == 0)
            throw Bad("needs a password", "Give the one that it was exported with");
        if (pem.IndexOf("Proc-Type:", StringComparison.Ordinal) >= 0)
            throw Bad("is encrypted in OpenSSL's old way, which is weak", "Write it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc");
        if (label != "EC PRIVATE KEY" && Import(RSA.Create(), pem, isEncrypted, password) is { } rsa)
            return rsa;
        return Import(ECDsa.Create(), pem, isEncrypted, password) ?? throw Bad("has a key that is none of RSA or ECDSA", "Give one that is");
    }

    // What kind of key it is, its inside says.
    private static T? Import<T>(T key, ReadOnlySpan<char> pem, bool isEncrypted, string password)
        where T : AsymmetricAlgorithm
    {
        try
        {
            if (isEncrypted)
                key.ImportFromEncryptedPem(pem, password);
            else
                key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (key is RSA && e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static X509Certificate2? WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            return key is RSA rsa ? certificate.GetRSAPublicKey() is null ? null : certificate.CopyWithPrivateKey(rsa)
                : certificate.GetECDsaPublicKey() is null ? null : certificate.CopyWithPrivateKey((ECDsa)key);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static ReleaseException Bad(string problem, string remedy, Exception? inner = null) =>
        new(Fault.Input, $"The signing key's secret {problem}. {remedy}.", inner);
}
