using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.S3;

/// <summary>Makes the SDK's client: everything is set here, so that no variable or file of the machine changes where requests go.</summary>
internal static class S3Clients
{
    // The SDK's own 8 KiB cost more in calls than in bytes; below the size that .NET keeps on the heap of large objects.
    private const int SendBuffer = 80 * 1024;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    public static AmazonS3Client Open(StoreAddress.S3 address, StoreCredentials credentials, StoreSettings settings)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = address.Region,
            ForcePathStyle = address.PathStyle,
            // What is asked for is sent once, whole, with the checksum that we computed; the SDK's own retries would hide lost answers.
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            // A wrong clock is reported, not worked around: signatures and evidence of the same run would be wrong too.
            DisableClockSkewCorrection = true,
            MaxConnectionsPerServer = settings.Parallelism * 2,
            BufferSize = SendBuffer,
        };
        Set(config);
        if (address.Endpoint is { } endpoint)
            config.ServiceURL = endpoint.AbsoluteUri;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(address.Region);
        return new StayingClient(Credentials(address, credentials), config);
    }

    private static AWSCredentials Credentials(StoreAddress.S3 address, StoreCredentials credentials) => credentials switch
    {
        StoreCredentials.None => new AnonymousAWSCredentials(),
        StoreCredentials.S3Keys { SessionToken: { } token } keys => new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, token),
        StoreCredentials.S3Keys keys => new BasicAWSCredentials(keys.AccessKey, keys.SecretKey),
        StoreCredentials.S3WebIdentity identity => new RoleCredentials(identity.Role, address.Region, Set),
        _ => throw new ReleaseException(Fault.Input, $"{address} can't be opened with {credentials}. Give keys, or a role and an identity token."),
    };

    private static void Set(ClientConfig config)
    {
        config.IgnoreConfiguredEndpointUrls = true;
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.Timeout = RequestTimeout;
        config.ConnectTimeout = ConnectTimeout;
    }
}
