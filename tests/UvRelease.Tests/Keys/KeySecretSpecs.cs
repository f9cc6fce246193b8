using System.Security.Cryptography;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Keys;

/// <summary>Keys are read from what OpenSSL writes: by today's encryption, by that of old systems, as PEM.</summary>
public class KeySecretSpecs
{
    private const string Password = "correct horse";
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("rsa", "-keypbe AES-256-CBC -certpbe AES-256-CBC")]
    [InlineData("rsa", "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1")]
    [InlineData("rsa", "-legacy")]
    [InlineData("ec", "-keypbe AES-128-CBC -certpbe AES-128-CBC")]
    public async Task Pkcs12_of_OpenSSL_signs(string kind, string options)
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder, kind);
        await OpenSslAsync(folder, ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-out", "key.p12", "-passout", $"pass:{Password}",
            .. options.Split(' ')]);
        byte[] bytes = await File.ReadAllBytesAsync(folder.At("key.p12"));
        await SignsAsync(folder, KeySecret.Read(bytes, Password));
        await SignsAsync(folder, KeySecret.Read(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks), Password));
        Assert.Contains("another password", Refused(() => KeySecret.Read(bytes, "wrong")), StringComparison.Ordinal);
        Assert.Contains("needs a password", Refused(() => KeySecret.Read(bytes, null)), StringComparison.Ordinal);
        Assert.Contains("PKCS #12", Refused(() => KeySecret.Read(bytes.AsMemory()[..^20], Password)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rsa", "pkcs8 -topk8 -nocrypt", "")]
    [InlineData("rsa", "pkcs8 -topk8 -v2 aes-256-cbc -passout", Password)]
    [InlineData("rsa", "rsa -traditional", "")]
    [InlineData("ec", "pkcs8 -topk8 -nocrypt", "")]
    [InlineData("ec", "ec", "")]
    public async Task Pem_of_OpenSSL_signs(string kind, string options, string password)
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder, kind);
        string[] with = password.Length > 0 ? [$"pass:{password}"] : [];
        await OpenSslAsync(folder, [.. options.Split(' '), .. with, "-in", "key.pem", "-out", "other.pem"]);
        string pem = await File.ReadAllTextAsync(folder.At("other.pem")) + await File.ReadAllTextAsync(folder.At("cert.pem"));
        await SignsAsync(folder, KeySecret.Read(pem, password));
        if (password.Length > 0)
            Assert.DoesNotContain("wrong", Refused(() => KeySecret.Read(pem, "wrong")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("not base64!", "neither PEM")]
    [InlineData("AAAA", "no whole PKCS #12")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "PEM that can't be read")]
    public void What_is_no_key_is_refused_without_naming_it(string secret, string reason)
    {
        string message = Refused(() => KeySecret.Read(secret, Password));
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_certificate_and_one_without_are_refused()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder, "rsa");
        string key = await File.ReadAllTextAsync(folder.At("key.pem")), certificate = await File.ReadAllTextAsync(folder.At("cert.pem"));
        await MakeAsync(folder, "rsa");
        string other = await File.ReadAllTextAsync(folder.At("cert.pem"));
        Assert.Contains("no certificate of its key", Refused(() => KeySecret.Read(key + other, null)), StringComparison.Ordinal);
        Assert.Contains("no certificate", Refused(() => KeySecret.Read(key, null)), StringComparison.Ordinal);
        Assert.Contains("no private key", Refused(() => KeySecret.Read(certificate, null)), StringComparison.Ordinal);
        Assert.Contains("several keys", Refused(() => KeySecret.Read(key + certificate + key, null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_the_certificate_does_not_confirm_is_refused()
    {
        using TestKeys keys = TestKeys.Of(TestIdentity.Create(Options(null)));
        byte[] digest = SHA256.HashData("content"u8);
        KeySignature signature = await keys.Key.SignAsync(digest, HashAlgorithmName.SHA256, CancellationToken.None);
        Assert.Same(signature, signature.Checked(digest, HashAlgorithmName.SHA256));
        Assert.Equal(Fault.Environment, Assert.Throws<ReleaseException>(() => signature.Checked(SHA256.HashData("other"u8), HashAlgorithmName.SHA256)).Fault);
    }

    [Fact]
    public async Task A_seed_decides_every_byte_of_an_identity_and_none_gives_another_each_time()
    {
        TestIdentity one = TestIdentity.Create(Options("seed")), same = TestIdentity.Create(Options("seed")), other = TestIdentity.Create(Options(null));
        Assert.Equal(one.Leaf.RawData, same.Leaf.RawData);
        Assert.NotEqual(one.Leaf.RawData, other.Leaf.RawData);
        byte[] digest = SHA256.HashData("content"u8);
        using PrivateKey key = KeySecret.Read(one.ToPkcs12(Password), Password), again = same.ToKey();
        Assert.Equal((await key.SignAsync(digest, HashAlgorithmName.SHA256, CancellationToken.None)).Value.ToArray(),
            (await again.SignAsync(digest, HashAlgorithmName.SHA256, CancellationToken.None)).Value.ToArray());
    }

    private static TestIdentityOptions Options(string? seed) => new() { Subject = "CN=Test", From = From, Until = From.AddYears(1), Seed = seed };

    private static string Refused(Func<PrivateKey> read)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => read().Dispose());
        Assert.Equal(Fault.Input, error.Fault);
        return error.Message;
    }

    private static async Task SignsAsync(TemporaryFolder folder, PrivateKey key)
    {
        using (key)
        {
            KeySignature signature = await key.SignAsync(SHA256.HashData("content"u8), HashAlgorithmName.SHA256, CancellationToken.None);
            await File.WriteAllTextAsync(folder.At("content"), "content");
            await File.WriteAllBytesAsync(folder.At("signature"), signature.Value);
            await File.WriteAllTextAsync(folder.At("public.pem"), PemEncoding.WriteString("PUBLIC KEY", signature.Leaf.PublicKey.ExportSubjectPublicKeyInfo()));
            Assert.Contains("Verified OK", await OpenSslAsync(folder, ["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "content"]),
                StringComparison.Ordinal);
        }
    }

    private static async Task MakeAsync(TemporaryFolder folder, string kind) => await OpenSslAsync(folder,
    [
        "req", "-x509", "-newkey", kind == "rsa" ? "rsa:2048" : "ec", .. kind == "rsa" ? Array.Empty<string>() : ["-pkeyopt", "ec_paramgen_curve:P-256"],
        "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=Test", "-days", "2",
    ]);

    private static Task<string> OpenSslAsync(TemporaryFolder folder, string[] arguments) => OutsideProgram.RunAsync(folder.Path, "openssl", arguments);

    private sealed record TestKeys(TestIdentity Identity, PrivateKey Key) : IDisposable
    {
        public static TestKeys Of(TestIdentity identity) => new(identity, identity.ToKey());

        public void Dispose() => Key.Dispose();
    }
}
