using UvRelease.Keys.Places;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Keys;

public sealed class KeyPlaceSpecs
{
    [Theory]
    [InlineData("pkcs11:token=a;object=b", typeof(KeyPlace.Token))]
    [InlineData("pkcs11:serial=00;id=%01%ff", typeof(KeyPlace.Token))]
    [InlineData("arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", typeof(KeyPlace.AwsKms))]
    [InlineData("arn:aws-cn:kms:cn-north-1:123456789012:alias/code/signing", typeof(KeyPlace.AwsKms))]
    [InlineData("https://acme.vault.azure.net/certificates/code-signing", typeof(KeyPlace.AzureVault))]
    [InlineData("https://acme.vault.usgovcloudapi.net/certificates/a/0123456789abcdef0123456789abcdef", typeof(KeyPlace.AzureVault))]
    [InlineData("https://weu.codesigning.azure.net/codesigningaccounts/acme/certificateprofiles/release/", typeof(KeyPlace.ArtifactSigning))]
    [InlineData("projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1", typeof(KeyPlace.GoogleKms))]
    public void A_place_is_read(string text, Type kind) => Assert.IsType(kind, KeyPlaceText.Read(text));

    [Theory]
    [InlineData("", "names no key")]
    [InlineData("alias/code", "names no key")]
    [InlineData("arn:aws:kms:eu-central-1:12345:key/a", "names no key")]
    [InlineData("https://acme.vault.azure.net.evil.example/certificates/a", "names no key")]
    [InlineData("https://acme.vault.azure.net/keys/a", "names no key")]
    [InlineData("http://acme.vault.azure.net/certificates/a", "names no key")]
    [InlineData("https://user@acme.vault.azure.net/certificates/a", "names no key")]
    [InlineData("https://evil.example/codesigningaccounts/acme/certificateprofiles/release", "names no key")]
    [InlineData("projects/p/locations/l/keyRings/r/cryptoKeys/k", "names no key")]
    [InlineData("pkcs11:token=a", "'object' or 'id' is missing")]
    [InlineData("pkcs11:token=a;object", "can't be read")]
    [InlineData("pkcs11:token=a;token=b;object=c", "can't be read")]
    [InlineData("pkcs11:object=a?pin-value=hunter22", "would be printed")]
    public void What_names_none_is_refused_without_secrets(string text, string problem)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => KeyPlaceText.Read(text));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", error.Message, StringComparison.Ordinal);
    }
}
