using System.Security.Cryptography;
using UvRelease.Keys;
using UvRelease.Keys.Opening;
using UvRelease.Keys.Places;
using UvRelease.Releases;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Keys;

/// <summary>Keys in clouds, against doubles of their documented protocols that prove each request. No real account was ever asked.</summary>
public sealed class CloudKeySpecs
{
    private readonly Told told = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aws", false), InlineData("aws", true), InlineData("vault", false), InlineData("vault", true), InlineData("google", false)]
    [InlineData("google", true), InlineData("account", false), InlineData("artifact", false)]
    public async Task A_key_in_a_cloud_signs_and_its_chain_comes_with_it(string cloud, bool isEcdsa)
    {
        TestIdentity identity = isEcdsa ? Identities.Ecdsa : Identities.Rsa;
        using AwsKmsDouble? aws = cloud == "aws" ? new AwsKmsDouble(identity) : null;
        using CloudDouble? network = Double(cloud, identity);
        using ISigningKey key = aws is null ? Open(network!, identity) : Open(aws, identity);
        Assert.Equal(identity.Leaf.Thumbprint, (await key.GetChainAsync(Stop))[0].Thumbprint);
        byte[] digest = SHA256.HashData("to be signed"u8);
        KeySignature signature = await key.SignAsync(digest, HashAlgorithmName.SHA256, Stop);
        Assert.True(KeySignature.Verifies(identity.Leaf, digest, signature.Value.Span, HashAlgorithmName.SHA256));
        Assert.Equal([identity.Leaf.Subject, identity.Authority.Subject, identity.Root.Subject], signature.Chain.Select(one => one.Subject));
        if (cloud == "account")
            Assert.Equal([$"/v1/projects/-/serviceAccounts/{Uri.EscapeDataString(GoogleKmsDouble.Account)}:generateAccessToken"],
                ((GoogleKmsDouble)network!).Accounts);
        ReleaseException sha1 = await Assert.ThrowsAsync<ReleaseException>(() => key.SignAsync(new byte[20], HashAlgorithmName.SHA1, Stop));
        Assert.Contains("signs no SHA-1", sha1.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws"), InlineData("vault"), InlineData("google"), InlineData("artifact")]
    public async Task A_token_that_ends_in_the_middle_of_300_files_is_renewed(string cloud)
    {
        using var aws = new AwsKmsDouble(Identities.Rsa) { UsesOfSession = 120 };
        using CloudDouble? network = Double(cloud, Identities.Rsa, usesOfToken: 120);
        using ISigningKey key = network is null ? Open(aws, Identities.Rsa) : Open(network, Identities.Rsa);
        byte[][] digests = [.. Enumerable.Range(0, 300).Select(i => SHA256.HashData(BitConverter.GetBytes(i)))];
        KeySignature[] signed = await Task.WhenAll(digests.Select(digest => key.SignAsync(digest, HashAlgorithmName.SHA256, Stop)));
        Assert.Equal(300, signed.Length);
        Assert.InRange(network is null ? aws.Sessions : network.Tokens, 3, 60);
    }

    [Theory]
    [InlineData("aws", 429), InlineData("aws", 503), InlineData("aws", 400)]
    [InlineData("vault", 429), InlineData("vault", 408), InlineData("google", 429), InlineData("google", 500), InlineData("artifact", 503)]
    public async Task Limits_and_faults_of_the_service_pass_and_are_waited_for(string cloud, int status)
    {
        // AWS answers 400 to what it throttles.
        using var aws = new AwsKmsDouble(Identities.Rsa)
        {
            Fault = number => number < 2 ? (status, status == 400 ? "ThrottlingException" : "KMSInternalException") : null,
        };
        using CloudDouble? network = Double(cloud, Identities.Rsa, fault: number => number < 2 ? CloudDouble.Says(status, "Busy", "Later.") : null);
        using ISigningKey key = network is null ? Open(aws, Identities.Rsa) : Open(network, Identities.Rsa);
        await key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
        Assert.Equal(2, told.Lines.Count);
    }

    [Theory]
    [InlineData("aws", 400, "AccessDeniedException", "Let the role do kms:Sign"), InlineData("vault", 403, "Forbidden", "access is denied")]
    [InlineData("google", 403, "PERMISSION_DENIED", "access is denied"), InlineData("artifact", 403, "Forbidden", "the region of the address")]
    [InlineData("google", 400, "FAILED_PRECONDITION", "400 FAILED_PRECONDITION: Never"), InlineData("google", 301, "Moved", "301")]
    public async Task What_stays_wrong_is_asked_once(string cloud, int status, string code, string problem)
    {
        using var aws = new AwsKmsDouble(Identities.Rsa) { Fault = _ => (status, code) };
        using CloudDouble? network = Double(cloud, Identities.Rsa, fault: _ => CloudDouble.Says(status, code, "Never."));
        using ISigningKey key = network is null ? Open(aws, Identities.Rsa) : Open(network, Identities.Rsa);
        Assert.Contains(problem, await RefusedAsync(key), StringComparison.Ordinal);
        Assert.Equal(1, network?.Requests ?? aws.Requests);
        Assert.Empty(told.Lines);
    }

    [Theory]
    [InlineData("Disabled", "Enable it."), InlineData("PendingDeletion", "Enable it.")]
    public async Task A_key_of_AWS_that_is_off_is_told(string state, string problem)
    {
        using var aws = new AwsKmsDouble(Identities.Rsa) { State = state };
        using ISigningKey key = Open(aws, Identities.Rsa);
        Assert.Contains(problem, await RefusedAsync(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_the_certificate_does_not_confirm_reaches_nobody()
    {
        using var aws = new AwsKmsDouble(Identities.Rsa);
        using ISigningKey other = Open(aws, Identities.OtherRsa);
        Assert.Contains("that its certificate does not confirm", await RefusedAsync(other), StringComparison.Ordinal);
        using var broken = new AwsKmsDouble(Identities.Rsa) { OnTheWay = value => value[..^1] };
        using ISigningKey shorter = Open(broken, Identities.Rsa);
        Assert.Contains("that its certificate does not confirm", await RefusedAsync(shorter), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signature", "AAAA", "the signature arrived changed"), InlineData("verifiedDigestCrc32c", "false", "the digest arrived changed")]
    [InlineData("name", "projects/other", "it is of the key projects/other")]
    public async Task What_changed_on_the_way_from_Google_is_not_believed(string field, string value, string problem)
    {
        using var network = new GoogleKmsDouble(Identities.Rsa) { OnTheWay = answer => answer[field] = value == "false" ? false : value };
        using ISigningKey key = Open(network, Identities.Rsa);
        Assert.Contains(problem, await RefusedAsync(key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CertificateForm.Leaf, 1), InlineData(CertificateForm.Pkcs7, 3), InlineData(CertificateForm.Pkcs7Twice, 3)]
    public async Task Artifact_Signing_gives_another_certificate_with_the_next_signature(CertificateForm form, int certificates)
    {
        TestIdentity next = Identities.OtherRsa;
        using var network = new ArtifactSigningDouble(Identities.Rsa) { Form = form, Next = next };
        using ISigningKey key = Open(network, Identities.Rsa);
        KeySignature first = await key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
        KeySignature second = await key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop);
        Assert.Equal((Identities.Rsa.Leaf.Thumbprint, next.Leaf.Thumbprint), (first.Leaf.Thumbprint, second.Leaf.Thumbprint));
        Assert.Equal(certificates, first.Chain.Count);
    }

    [Theory]
    [InlineData("Failed"), InlineData("Canceled")]
    public async Task An_operation_of_Artifact_Signing_that_ends_badly_is_told(string end)
    {
        using var network = new ArtifactSigningDouble(Identities.Rsa) { End = end };
        using ISigningKey key = Open(network, Identities.Rsa);
        Assert.Contains($"the signing ended as '{end}': No quota is left", await RefusedAsync(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_run_side_by_side_but_not_more_than_are_let()
    {
        using var network = new GoogleKmsDouble(Identities.Ecdsa) { Latency = TimeSpan.FromMilliseconds(20) };
        using ISigningKey key = Open(network, Identities.Ecdsa, parallelism: 5);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop)));
        Assert.Equal((40, 5), (network.Requests, network.MostAtOnce));
    }

    [Fact]
    public async Task A_vault_whose_key_is_elsewhere_gets_no_token_there()
    {
        using var network = new KeyVaultDouble(Identities.Rsa) { KeyId = "https://evil.example/keys/code-signing/1" };
        using ISigningKey key = Open(network, Identities.Rsa);
        Assert.Contains("which is no key of this vault", await RefusedAsync(key), StringComparison.Ordinal);
        Assert.Equal(1, network.Requests);
    }

    [Fact]
    public async Task No_token_is_said_though_the_server_repeats_it()
    {
        using CloudDouble network = Double("google", Identities.Rsa, usesOfToken: 0)!;
        using ISigningKey key = Open(network, Identities.Rsa);
        string said = await RefusedAsync(key);
        Assert.Contains("The token … is not valid.", said, StringComparison.Ordinal);
        Assert.Equal((2, 4), (network.Requests, network.Tokens));
    }

    private static CloudDouble? Double(string cloud, TestIdentity identity, int usesOfToken = int.MaxValue,
        Func<int, HttpResponseMessage?>? fault = null) => cloud switch
        {
            "vault" => new KeyVaultDouble(identity) { UsesOfToken = usesOfToken, Fault = fault ?? (_ => null) },
            "google" or "account" => new GoogleKmsDouble(identity) { UsesOfToken = usesOfToken, Fault = fault ?? (_ => null) },
            "artifact" => new ArtifactSigningDouble(identity) { Polls = 1, UsesOfToken = usesOfToken, Fault = fault ?? (_ => null) },
            _ => null,
        };

    private ISigningKey Open(CloudDouble network, TestIdentity identity, int parallelism = 8) => SigningKeys.Open(
        KeyPlaceText.Read(network switch
        {
            KeyVaultDouble => KeyVaultDouble.Certificate,
            ArtifactSigningDouble => ArtifactSigningDouble.Profile,
            _ => GoogleKmsDouble.Version,
        }),
        Options(identity, network, parallelism) with
        {
            Entra = AzureDouble.Client,
            Google = GoogleKmsDouble.Federation with { ServiceAccount = GoogleKmsDouble.Account },
        });

    private ISigningKey Open(AwsKmsDouble aws, TestIdentity identity) => SigningKeys.Open(KeyPlaceText.Read(AwsKmsDouble.Key),
        Options(identity, null, 8) with { Aws = aws.Trusted, AwsEndpoint = aws.Url });

    private KeyOptions Options(TestIdentity identity, HttpMessageHandler? network, int parallelism) => new()
    {
        Certificates = [identity.Leaf, identity.Authority, identity.Root],
        Requests = CloudDouble.Settings with { Network = network, Progress = told, Parallelism = parallelism },
    };

    private static async Task<string> RefusedAsync(ISigningKey key) =>
        (await Assert.ThrowsAsync<ReleaseException>(() => key.SignAsync(new byte[32], HashAlgorithmName.SHA256, Stop))).Message;
}
