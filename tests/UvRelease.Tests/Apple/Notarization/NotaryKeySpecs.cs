using System.Security.Cryptography;
using System.Text;
using UvRelease.Apple.Notarization;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>Keys of App Store Connect, and where their secrets may not be.</summary>
public sealed class NotaryKeySpecs : IDisposable
{
    private readonly NotaryStage stage = new();

    [Fact]
    public async Task A_key_is_read_as_text_or_in_base64_and_openssls_too()
    {
        await OutsideProgram.RunAsync(stage.Folder.Path, "openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.p8");
        string pem = await File.ReadAllTextAsync(stage.Folder.At("key.p8"), TestContext.Current.CancellationToken);
        foreach (string secret in (string[])[pem, Convert.ToBase64String(Encoding.ASCII.GetBytes(pem), Base64FormattingOptions.InsertLineBreaks),
            pem.ReplaceLineEndings("\r\n")])
            NotaryKey.Read(NotaryDouble.Issuer, NotaryDouble.KeyId, secret).Dispose();
    }

    [Theory]
    [InlineData("", "is no PEM")]
    [InlineData("####", "is no PEM")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "is no key for ES256: it is damaged, or none of an elliptic curve")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is PEM of something else than a PRIVATE KEY")]
    [InlineData("rsa", "is no key for ES256: it is damaged, or none of an elliptic curve")]
    [InlineData("P-384", "is on another curve than P-256")]
    [InlineData("public", "is PEM of something else than a PRIVATE KEY")]
    public void A_secret_that_is_something_else_says_what(string secret, string sentence)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        string text = secret switch
        {
            "rsa" => rsa.ExportPkcs8PrivateKeyPem(),
            "P-384" => curve.ExportPkcs8PrivateKeyPem(),
            "public" =>
            curve.ExportSubjectPublicKeyInfoPem(),
            _ => secret
        };
        var refusal = Assert.Throws<ReleaseException>(() => NotaryKey.Read(NotaryDouble.Issuer, NotaryDouble.KeyId, text));
        Assert.Equal($"The private key for App Store Connect {sentence}. Give the text of the file AuthKey_….p8 that App Store Connect let you load once.",
            refusal.Message);
        Assert.Equal(Fault.Input, refusal.Fault);
        Assert.Null(refusal.InnerException);
    }

    [Theory]
    [InlineData("nobody", NotaryDouble.KeyId, "The issuer ID of App Store Connect is no UUID.")]
    [InlineData("", NotaryDouble.KeyId, "The issuer ID of App Store Connect is no UUID.")]
    [InlineData(NotaryDouble.Issuer, "short", "The key ID of App Store Connect has not ten letters and digits.")]
    [InlineData(NotaryDouble.Issuer, "2X9R4HXF3\"", "The key ID of App Store Connect has not ten letters and digits.")]
    public void Names_of_keys_have_a_form(string issuer, string keyId, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<ReleaseException>(() => NotaryKey.Read(issuer, keyId, stage.Secret)).Message, StringComparison.Ordinal);

    // Each service repeats what it was sent, as a helpful or a hostile one would.
    [Fact]
    public async Task No_secret_gets_into_an_error_or_a_line()
    {
        var texts = new List<string> { new NotaryUploadPlace("i", stage.Storage.AccessKey, stage.Storage.SecretKey,
            stage.Storage.SessionToken, "b", "k").ToString() };
        foreach (int status in (int[])[400, 401, 403, 404, 409, 429, 500, 200])
        {
            stage.Notary.Troubles = (asked, _) => new Trouble.Says(Echo(status, asked));
            texts.Add(await ThrownAsync(() => stage.SubmitAsync()));
            stage.Notary.Troubles = (_, _) => null;
            stage.Storage.Troubles = (asked, _) => new Trouble.Says(Echo(status, asked));
            if (status != 200)
                texts.Add(await ThrownAsync(() => stage.SubmitAsync()));
            stage.Storage.Troubles = (_, _) => null;
            stage.Logs.Troubles = (asked, _) => new Trouble.Says(Echo(status, asked));
            texts.Add(await ThrownAsync(async () => await stage.WaitAsync(await stage.SubmitAsync())));
            stage.Logs.Troubles = (_, _) => null;
        }

        stage.Notary.Troubles = (asked, _) => new Trouble.Says(new Answer(200,
            $$$"""
            {"data":{"id":"2efe2717-52ef-43a5-96dc-0797e4ca1041","attributes":{"awsAccessKeyId":"A",
            "awsSecretAccessKey":"{{{stage.Storage.SecretKey}}} ","awsSessionToken":7} } }
            """));
        texts.Add(await ThrownAsync(() => stage.SubmitAsync()));
        string all = string.Join('\n', [.. texts, .. stage.Lines]);
        Assert.Contains("401", all, StringComparison.Ordinal);
        string[] key = [.. stage.Secret.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('-'))];
        Assert.NotEmpty(stage.Notary.Tokens);
        foreach (string secret in (string[])[.. key, .. stage.Notary.Tokens.SelectMany(token => token.Split('.')), stage.Storage.AccessKey,
            stage.Storage.SecretKey,
            stage.Storage.SessionToken, NotaryStorage.LogSignature])
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();

    private static Answer Echo(int status, Asked asked)
    {
        string sent = string.Join(' ', asked.Request.Headers.AllKeys.Select(name => asked.Request.Headers[name])).Replace("\"", "", StringComparison.Ordinal);
        return asked.Request.Headers["Authorization"]?.StartsWith("AWS4", StringComparison.Ordinal) == true
            ? new Answer(status, $"<?xml version=\"1.0\"?><Error><Code>Echo</Code><Message>{sent}</Message></Error>")
            : new Answer(status, $$"""{"errors":[{"code":"ECHO","title":"{{sent}}","detail":"{{asked.Request.RawUrl}}"}]}""");
    }

    private static async Task<string> ThrownAsync(Func<Task> act) => (await Assert.ThrowsAsync<ReleaseException>(act)).ToString();
}
