using Azure.Core.Pipeline;
using UvRelease.Credentials;
using UvRelease.Keys.Clouds;
using UvRelease.Keys.Places;
using UvRelease.Keys.Tokens;
using UvRelease.Releases;

namespace UvRelease.Keys.Opening;

/// <summary>Opens keys that are kept elsewhere.</summary>
public static class SigningKeys
{
    /// <summary>Opens one. Nothing is asked yet, but a module of PKCS #11 is loaded.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="options">What opens it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: what opens it is missing.</exception>
    public static ISigningKey Open(KeyPlace place, KeyOptions options) => place switch
    {
        KeyPlace.Token token => new Pkcs11Key(token, options.Module ?? throw Missing(place, "'pkcs11-module'"), options.Pin, options.Certificates,
            options.Requests.Parallelism),
        KeyPlace.AwsKms kms => new AwsKmsKey(kms, options.Aws ?? throw Missing(place, "'aws-role'"), options.AwsEndpoint, Given(place, options),
            options.Requests),
        KeyPlace.AzureVault vault => new AzureVaultKey(vault, Bearer(place, options, vault.Service), options.Certificates, options.Requests),
        KeyPlace.ArtifactSigning signing => new ArtifactSigningKey(signing, Bearer(place, options, "https://codesigning.azure.net"), options.Requests),
        KeyPlace.GoogleKms kms => new GoogleKmsKey(kms, new GoogleToken(options.Google ?? throw Missing(place, "'google-provider'"), options.Requests)
            .ToBearer(), Given(place, options), options.Requests),
        _ => throw new ArgumentException($"{place} is of no kind that is known.", nameof(place)),
    };

    private static BearerToken Bearer(KeyPlace place, KeyOptions options, string service)
    {
        EntraApplication application = options.Entra ?? throw Missing(place, "'azure-tenant' and 'azure-client'");
        HttpMessageHandler network = options.Requests.Network ?? CloudService.Direct(options.Requests.Parallelism);
#pragma warning disable CA2000 // The transport lives as long as the key, and the process ends with it.
        var client = new HttpClient(network, disposeHandler: false);
#pragma warning restore CA2000
        return new EntraToken(application, service, new HttpClientTransport(client)).ToBearer(options.Requests.Time);
    }

    // These services keep keys alone.
    private static IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> Given(KeyPlace place, KeyOptions options) =>
        options.Certificates.Count > 0 ? options.Certificates : throw Missing(place, "the file of its certificate, which is not kept there");

    private static ReleaseException Missing(KeyPlace place, string what) => new(Fault.Input, $"The key {place} is opened with {what}. Give it (docs/keys.md).");
}
