using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using UvRelease.Credentials;
using UvRelease.Keys.Places;
using UvRelease.Releases;

namespace UvRelease.Keys.Clouds;

/// <summary>A key of AWS KMS ("Sign", KMS API reference, with a digest), by Amazon's SDK.</summary>
internal sealed class AwsKmsKey : RemoteKey
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private readonly KeyPlace.AwsKms place;
    private readonly IReadOnlyList<X509Certificate2> certificates;
    private readonly Retries retries;
    private readonly RoleCredentials credentials;
    private readonly AmazonKeyManagementServiceClient client;

    public AwsKmsKey(KeyPlace.AwsKms place, AwsRole role, Uri? endpoint, IReadOnlyList<X509Certificate2> certificates, CloudSettings settings)
        : base($"AWS KMS, {place}", settings.Parallelism)
    {
        (this.place, this.certificates) = (place, certificates);
        retries = new Retries("AWS KMS", settings);
        var config = new AmazonKeyManagementServiceConfig { AuthenticationRegion = place.Region, MaxConnectionsPerServer = settings.Parallelism };
        Set(config);
        if (endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(place.Region);
        else
            config.ServiceURL = endpoint.AbsoluteUri;
        credentials = new RoleCredentials(role, place.Region, Set);
        client = new AmazonKeyManagementServiceClient(credentials, config);

        // No variable or file of the machine changes where requests go, and the SDK's own retries would try what stays wrong.
        void Set(ClientConfig one)
        {
            one.IgnoreConfiguredEndpointUrls = true;
            one.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
            one.MaxErrorRetry = 0;
            one.DisableClockSkewCorrection = true;
            one.Timeout = settings.RequestTimeout;
            one.ConnectTimeout = ConnectTimeout;
        }
    }

    private protected override Task<IReadOnlyList<X509Certificate2>> AskChainAsync(CancellationToken cancellation) => Task.FromResult(certificates);

    private protected override Task<KeySignature> AskAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        string name = IsRsa(certificates[0]) ? $"RSASSA_PKCS1_V1_5_SHA_{BitsOf(algorithm)}" : $"ECDSA_SHA_{BitsOf(algorithm)}";
        return retries.RunAsync($"a signature of {place}", () => OnceAsync(digest, name, cancellation), CloudException.MayPass, Explain, null, cancellation);
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            client.Dispose();
            credentials.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<KeySignature> OnceAsync(ReadOnlyMemory<byte> digest, string algorithm, CancellationToken cancellation)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            using var message = new MemoryStream(digest.ToArray(), writable: false);
            var request = new SignRequest { KeyId = place.Arn, Message = message, MessageType = MessageType.DIGEST, SigningAlgorithm = algorithm };
            try
            {
                SignResponse answer = await client.SignAsync(request, cancellation);
                if (answer.SigningAlgorithm?.Value != algorithm)
                    throw new ReleaseException(Fault.Environment, $"{Name} signed as {answer.SigningAlgorithm?.Value}, and {algorithm} was asked for.");
                return new KeySignature(answer.Signature.ToArray(), certificates);
            }
            // The role's keys can end between two files; new ones that are refused as well are refused for good.
            catch (AmazonServiceException e) when (isFirst && e.ErrorCode is "ExpiredTokenException")
            {
                credentials.ClearCredentials();
            }
            catch (AmazonServiceException e)
            {
                throw Failure(e);
            }
        }
    }

    // What AWS answers with status 400 has another meaning by its code ("Common errors", KMS API reference).
    private static Exception Failure(AmazonServiceException e) => !Enum.IsDefined(e.StatusCode) ? e.InnerException ?? e
        : new CloudException(e.ErrorCode is "ThrottlingException" or "RequestLimitExceeded" or "LimitExceededException" ? HttpStatusCode.TooManyRequests
            : e.ErrorCode is "AccessDeniedException" ? HttpStatusCode.Forbidden : e.StatusCode, e.ErrorCode ?? "", e.Message);

    private ReleaseException Explain(Exception error) => new(Fault.Environment, $"{Name}: the signature failed: " + error switch
    {
        _ when ServerCertificates.Refusal(error) is { } refusal => ServerCertificates.Sentence("AWS KMS", refusal),
        CloudException { Code: "DisabledException" or "KMSInvalidStateException" } => $"the key can't be used now ({error.Message}) Enable it.",
        CloudException { Code: "NotFoundException" } => $"there is no such key ({error.Message}) Check account, region and id.",
        CloudException { Code: "InvalidKeyUsageException" } =>
            $"the key is not for this ({error.Message}) It must be for SIGN_VERIFY, and of the kind that its certificate says.",
        CloudException { Status: HttpStatusCode.Forbidden } =>
            $"access is denied ({error.Message}) Let the role do kms:Sign with this key, in its policy and in the key's.",
        CloudException { Status: HttpStatusCode.TooManyRequests } => $"the limit of requests is used up ({error.Message}) Run this again later.",
        HttpRequestException or IOException => $"it can't be reached: {error.Message.TrimEnd('.')}. Check the network and the region.",
        OperationCanceledException => "there was no answer in time. Check the network, and run this again.",
        _ => error.Message,
    }, error);
}
