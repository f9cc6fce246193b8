using System.Security.Cryptography.X509Certificates;
using UvRelease.Credentials;
using UvRelease.Keys;
using UvRelease.Keys.Opening;
using UvRelease.Keys.Places;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.KeyInputs;

/// <summary>Inputs of every step that signs: what opens keys that are kept in tokens and clouds.</summary>
public sealed record KeyLogin
{
    private const int LongestFile = 1 << 20, MostRequests = 64;

    /// <summary>The module.</summary>
    [Input("pkcs11-module", "Library of the token's vendor for PKCS #11 (.so), relative to the workspace, for keys that are named pkcs11:….")]
    public WorkspacePath? Module { get; init; }

    /// <summary>The PIN.</summary>
    [Input("pkcs11-pin", "PIN of the token. A wrong one is tried once.")]
    public Secret? Pin { get; init; }

    /// <summary>Role of AWS.</summary>
    [Input("aws-role", "Role that the job's identity token is exchanged for (arn:aws:iam::…:role/…), for keys in AWS KMS; the job needs id-token: write.")]
    public string? AwsRole { get; init; }

    /// <summary>Tenant of Entra.</summary>
    [Input("azure-tenant", "Tenant of Microsoft Entra, for keys in Azure; the job needs id-token: write.")]
    public string? AzureTenant { get; init; }

    /// <summary>Application of Entra.</summary>
    [Input("azure-client", "Application of Microsoft Entra that trusts the job's identity token.")]
    public string? AzureClient { get; init; }

    /// <summary>Provider of Google's pool.</summary>
    [Input("google-provider", "Provider of a workload identity pool (projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER), for "
        + "keys in Google Cloud KMS; the job needs id-token: write.")]
    public string? GoogleProvider { get; init; }

    /// <summary>Service account of Google.</summary>
    [Input("google-service-account", "Service account that the pool's identity acts as. Empty where the pool itself has the rights.")]
    public string? GoogleServiceAccount { get; init; }

    /// <summary>Requests at once.</summary>
    [Input("key-requests", "How many signatures a token or a cloud is asked for at once.", Default = "8")]
    public int Requests { get; init; } = 8;

    /// <summary>Opens the key that one pair of inputs names: a secret, or a place outside of the runner.</summary>
    /// <param name="choice">The inputs, and what was given for them.</param>
    /// <param name="context">The step.</param>
    /// <returns>The key; null where none was given.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: both are given, or what opens the key is missing; the message begins with the input.
    /// <see cref="Fault.Environment"/>: the job has no identity token, or the module can't be loaded.</exception>
    public ISigningKey? Open(KeyChoice choice, StepContext context)
    {
        if (choice.Place is not null && choice.Secret is not null)
            throw new ReleaseException(Fault.Input, $"'{choice.SecretInput}' and '{choice.PlaceInput}' are given. Give the key in one place.");
        try
        {
            return choice.Place is { } place ? SigningKeys.Open(KeyPlaceText.Read(place), Options(choice, KeyPlaceText.Read(place), context))
                : choice.Secret is { } secret ? KeySecret.Read(secret.Reveal(), choice.Password?.Reveal()) : null;
        }
        catch (ReleaseException e)
        {
            throw new ReleaseException(e.Fault, $"'{choice.Input}': {e.Message}", e);
        }
    }

    private KeyOptions Options(KeyChoice choice, KeyPlace place, StepContext context) => new()
    {
        Certificates = choice.Certificates is { } file ? CertificateChain.Ordered(Certificates(file), $"'{file}'") : [],
        Requests = new CloudSettings
        {
            Time = context.Time,
            Jitter = Random.Shared.NextDouble,
            Progress = context.Log,
            Parallelism = Requests is >= 1 and <= MostRequests ? Requests
                : throw new ReleaseException(Fault.Input, $"'key-requests' is {Requests} and must be from 1 to {MostRequests}."),
        },
        Module = Module?.FullPath,
        Pin = Pin?.Reveal(),
        Aws = place is KeyPlace.AwsKms && AwsRole is { } role ? new AwsRole(role, Token(context, Credentials.AwsRole.Audience)) : null,
        Entra = place is KeyPlace.AzureVault or KeyPlace.ArtifactSigning && AzureTenant is { } tenant && AzureClient is { } client
            ? new EntraApplication(tenant, client, Token(context, EntraApplication.Audience)) : null,
        Google = place is KeyPlace.GoogleKms && GoogleProvider is { } provider
            ? new GoogleFederation(provider, Token(context, GoogleFederation.Audience(provider))) { ServiceAccount = GoogleServiceAccount } : null,
    };

    /// <summary>Reads a file of certificates, in its order.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it can't be read, is too long, or has none.</exception>
    public static IReadOnlyList<X509Certificate2> Certificates(WorkspacePath file) => CertificateChain.ReadAll(Bytes(file), $"'{file}'");

    private static byte[] Bytes(WorkspacePath file)
    {
        try
        {
            return RegularFile.Read(file.FullPath, LongestFile)
                ?? throw new ReleaseException(Fault.Input, $"'{file}' is longer than any chain of certificates. Name the right file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"'{file}' can't be read: {e.Message}", e);
        }
    }

    private static GitHubIdentityToken Token(StepContext context, string audience) => GitHubIdentityToken.OfJob(context.GitHub.Variables, audience);
}

/// <summary>A pair of inputs that give one key, and what was given.</summary>
/// <param name="SecretInput">Name of the input for the key itself.</param>
/// <param name="PlaceInput">Name of the input for the place of one that is kept elsewhere.</param>
public sealed record KeyChoice(string SecretInput, string PlaceInput)
{
    /// <summary>The key itself.</summary>
    public Secret? Secret { get; init; }

    /// <summary>Its password.</summary>
    public Secret? Password { get; init; }

    /// <summary>The place of one that is kept elsewhere.</summary>
    public string? Place { get; init; }

    /// <summary>File with its certificates; null where its place has them.</summary>
    public WorkspacePath? Certificates { get; init; }

    /// <summary>Name of the input that was given.</summary>
    public string Input => Place is null ? SecretInput : PlaceInput;

    /// <summary>True where a key was given.</summary>
    public bool IsGiven => Secret is not null || Place is not null;
}
