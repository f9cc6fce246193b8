using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Keys;
using UvRelease.Keys.Opening;
using UvRelease.Keys.Places;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Keys;

/// <summary>Keys in SoftHSM2, which keeps them to itself as an HSM does.</summary>
public sealed class Pkcs11KeySpecs
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<bool, string> Algorithms =>
        new() { { false, "SHA1" }, { false, "SHA256" }, { false, "SHA384" }, { false, "SHA512" }, { true, "SHA256" } };

    [Theory, MemberData(nameof(Algorithms))]
    public async Task A_key_in_a_token_signs_digests_of_its_kind(bool isEcdsa, string algorithm)
    {
        string token = isEcdsa ? "ecdsa" : "rsa";
        using ISigningKey key = Open(SoftHsm.Key(token));
        TestIdentity identity = SoftHsm.Identity(token);
        Assert.Equal(identity.Leaf.Thumbprint, (await key.GetChainAsync(Stop))[0].Thumbprint);
        byte[] digest = CryptographicOperations.HashData(new HashAlgorithmName(algorithm), "to be signed"u8);
        KeySignature signature = await key.SignAsync(digest, new HashAlgorithmName(algorithm), Stop);
        Assert.True(KeySignature.Verifies(identity.Leaf, digest, signature.Value.Span, new HashAlgorithmName(algorithm)));
        if (!isEcdsa)
            return;
        digest[0] ^= 1;
        Assert.False(KeySignature.Verifies(identity.Leaf, digest, signature.Value.Span, new HashAlgorithmName(algorithm)));
    }

    [Fact]
    public async Task Many_digests_are_signed_side_by_side()
    {
        using ISigningKey key = Open(SoftHsm.Key("rsa"));
        byte[][] digests = [.. Enumerable.Range(0, 100).Select(i => SHA256.HashData(BitConverter.GetBytes(i)))];
        KeySignature[] signed = await Task.WhenAll(digests.Select(digest => key.SignAsync(digest, HashAlgorithmName.SHA256, Stop)));
        Assert.All(signed.Zip(digests), pair =>
            Assert.True(KeySignature.Verifies(SoftHsm.Identity("rsa").Leaf, pair.Second, pair.First.Value.Span, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public async Task Two_keys_of_one_module_live_side_by_side_and_one_outlives_the_other()
    {
        using ISigningKey first = Open(SoftHsm.Key("rsa"));
        using (ISigningKey second = Open(SoftHsm.Key("ecdsa")))
            await second.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
        await first.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
    }

    [Fact]
    public async Task A_wrong_PIN_is_tried_once_and_is_not_said()
    {
        string token = SoftHsm.Key("locked");
        using ISigningKey key = Open(token, pin: "wrong pin 99");
        string[] said = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefusedAsync(key)));
        Assert.All(said, message => Assert.Contains("the PIN is wrong. It was tried once", message, StringComparison.Ordinal));
        Assert.DoesNotContain(said, message => message.Contains("wrong pin 99", StringComparison.Ordinal));
        using ISigningKey right = Open(token);
        await right.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
    }

    [Fact]
    public async Task Without_a_PIN_the_key_does_not_show_itself()
    {
        using ISigningKey key = Open(SoftHsm.Key("locked"), pin: null);
        Assert.Contains("Give 'pkcs11-pin'", await RefusedAsync(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_certificates_takes_them_from_a_file_and_those_of_another_key_are_found_out()
    {
        string token = SoftHsm.Key("bare");
        TestIdentity identity = SoftHsm.Identity("bare");
        using (ISigningKey bare = Open(token))
            Assert.Contains("no certificate beside it in its token", await RefusedAsync(bare), StringComparison.Ordinal);
        using (ISigningKey key = Open(token, certificates: [identity.Root, identity.Authority, identity.Leaf]))
        {
            KeySignature signature = await key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
            Assert.Equal([identity.Leaf.Subject, identity.Authority.Subject, identity.Root.Subject], signature.Chain.Select(one => one.Subject));
        }

        using ISigningKey other = Open(token, certificates: [Identities.OtherRsa.Leaf]);
        Assert.Contains("that its certificate does not confirm", await RefusedAsync(other), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs11:token=no%20such;object=cs", "its token is not there. The module shows '")]
    [InlineData("pkcs11:object=cs", "tokens fit: ")]
    [InlineData("{token};object=other", "is not in its token. List what is")]
    [InlineData("{token};id=%01", null)]
    [InlineData("{token};serial=0;object=cs", "its token is not there")]
    public async Task Token_and_key_are_found_by_what_names_them(string name, string? problem)
    {
        string token = SoftHsm.Key("rsa").Split(';')[0];
        using ISigningKey key = Open(name.Replace("{token}", token, StringComparison.Ordinal));
        if (problem is null)
            await key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
        else
            Assert.Contains(problem, await RefusedAsync(key), StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_is_none_is_told()
    {
        using var folder = new TemporaryFolder();
        var place = KeyPlaceText.Read("pkcs11:token=a;object=b");
        KeyOptions options = new() { Requests = CloudDouble.Settings, Module = folder.At("none.so") };
        Assert.Contains("There is no module", Assert.Throws<ReleaseException>(() => SigningKeys.Open(place, options)).Message, StringComparison.Ordinal);
        options = options with { Module = folder.Write("text.so", "no library") };
        Assert.Contains("can't be loaded", Assert.Throws<ReleaseException>(() => SigningKeys.Open(place, options)).Message, StringComparison.Ordinal);
        options = options with { Module = "/lib/x86_64-linux-gnu/libm.so.6" };
        Assert.Contains("can't be loaded", Assert.Throws<ReleaseException>(() => SigningKeys.Open(place, options)).Message, StringComparison.Ordinal);
        options = options with { Module = null };
        Assert.Contains("'pkcs11-module'", Assert.Throws<ReleaseException>(() => SigningKeys.Open(place, options)).Message, StringComparison.Ordinal);
    }

    private static ISigningKey Open(string name, string? pin = SoftHsm.Pin, IReadOnlyList<X509Certificate2>? certificates = null) => SigningKeys.Open(
        KeyPlaceText.Read(name),
        new KeyOptions { Requests = CloudDouble.Settings, Module = SoftHsm.Module, Pin = pin, Certificates = certificates ?? [] });

    private static async Task<string> RefusedAsync(ISigningKey key) =>
        (await Assert.ThrowsAsync<ReleaseException>(() => key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop))).Message;
}
