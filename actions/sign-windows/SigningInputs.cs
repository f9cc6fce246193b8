using UvRelease.KeyInputs;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Windows.Authenticode;

namespace UvRelease.SignWindows;

/// <summary>When programs may stay without a signature.</summary>
public enum UnsignedPolicy
{
    /// <summary>Without an identity the step fails.</summary>
    Never,

    /// <summary>Where no identity is given, as in forks: the release stays as it is.</summary>
    WithoutIdentity,
}

/// <summary>Inputs that say who signs.</summary>
public sealed record SigningInputs
{
    private const string NoTimestamps = "none";

    private static readonly string[] UsualServers = ["http://timestamp.digicert.com", "http://timestamp.acs.microsoft.com", "http://timestamp.sectigo.com"];

    /// <summary>Subject of the test identity.</summary>
    private const string TestSubject = "CN=\"uv-release test, trusted by nobody\", O=uv-release test";

    // Everybody has this key, so it needs no secret; the dates only have to hold.
    private static readonly Lazy<TestIdentity> Test = new(() => Keys.TestIdentity.Create(new TestIdentityOptions
    {
        Subject = TestSubject,
        From = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Until = new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Seed = "uv-release test identity for Windows",
    }));

    /// <summary>Key and certificate.</summary>
    [Input("identity", "Key and certificates for code signing: PKCS #12 in base64, or PEM. It stays in memory.")]
    public Secret? Identity { get; init; }

    /// <summary>Its password.</summary>
    [Input("identity-password", "Password of identity.")]
    public Secret? Password { get; init; }

    /// <summary>Place of the key.</summary>
    [Input("identity-key", "Where the key for code signing is kept, in place of identity, when it never leaves a token or a cloud: pkcs11:token=…;object=…, "
        + "an ARN of AWS KMS, an address of Azure Key Vault or of Azure Artifact Signing, or a name of Google Cloud KMS.")]
    public string? IdentityKey { get; init; }

    /// <summary>Certificates of that key.</summary>
    [Input("identity-certificates",
        "PEM file with the certificate of identity-key and its issuers', relative to the workspace, where they are not kept with it.")]
    public WorkspacePath? Certificates { get; init; }

    /// <summary>What opens keys in tokens and clouds.</summary>
    [Inputs]
    public KeyLogin Login { get; init; } = new();

    /// <summary>Who says when it was signed.</summary>
    [Input("timestamp-servers", "Addresses of time-stamp authorities (RFC 3161), one per line; the next is asked where one can't answer. Empty takes those of "
        + "DigiCert, Microsoft and Sectigo. none asks nobody, and then Windows refuses the programs when the certificate has expired.")]
    public IReadOnlyList<string> TimestampServers { get; init; } = [];

    /// <summary>What users see.</summary>
    [Input("description", "What Windows calls the program when it asks for an administrator. Empty takes the name of the file.")]
    public string? Description { get; init; }

    /// <summary>Where more is told.</summary>
    [Input("url", "Address that the signature names for more about the program.")]
    public string? Url { get; init; }

    /// <summary>What is not signed.</summary>
    [Input("unsigned", "When nothing is signed: never, or without-identity (as in forks, which have no secrets).", Default = "never")]
    public UnsignedPolicy WithoutSignature { get; init; }

    /// <summary>Signing by everybody.</summary>
    [Input("test-identity", "true signs with an identity that everybody has the key of, to try the way. No Windows trusts it; never publish what it signed.",
        Default = "false")]
    public bool TestIdentity { get; init; }

    /// <summary>What signatures tell.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the address is none.</exception>
    internal SignedDescription Told => new(Description, Url is null ? null
        : Uri.TryCreate(Url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address
        : throw new ReleaseException(Fault.Input, $"'url' is '{Url}' and must be an address that begins with https."));

    /// <summary>Opens who signs; null where nobody does.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: an identity is missing, can't be read, has expired, or is for something else.</exception>
    internal async Task<SigningIdentity?> OpenAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (TestIdentity)
        {
            context.Log.Warning(
                "The test identity signs, whose key everybody has: no Windows trusts it, and anybody can sign in its name. Never publish this to users.");
            return await SigningIdentity.OpenAsync(Test.Value.ToKey(), Servers(none: TimestampServers.Count == 0), context.Time, cancellationToken);
        }

        var choice = new KeyChoice("identity", "identity-key") { Secret = Identity, Password = Password, Place = IdentityKey, Certificates = Certificates };
        if (!choice.IsGiven && WithoutSignature == UnsignedPolicy.WithoutIdentity)
        {
            context.Log.Warning("Nobody signs: Windows warns of the programs, and installed apps that know a publisher refuse this as an update.");
            return null;
        }

        ISigningKey key = Login.Open(choice, context) ?? throw new ReleaseException(Fault.Input,
            "No 'identity' is given (secret WINDOWS_IDENTITY), and no 'identity-key'. Give key and certificates for code signing as PKCS #12 in base64, or the "
            + "place of the key; where the secret is set but empty here, pass it on to the called workflow by its name. Forks sign nothing: "
            + "unsigned: without-identity.");
        if (TimestampServers is [NoTimestamps])
            context.Log.Warning("No time-stamp authority is asked: Windows refuses these programs as soon as the certificate has expired.");
        try
        {
            return await SigningIdentity.OpenAsync(key, Servers(none: false), context.Time, cancellationToken);
        }
        catch (ReleaseException e)
        {
            throw new ReleaseException(e.Fault, $"'{choice.Input}': {e.Message}", e);
        }
    }

    private Uri[] Servers(bool none)
    {
        if (none || TimestampServers is [NoTimestamps])
            return [];
        return [.. (TimestampServers.Count > 0 ? TimestampServers : UsualServers).Select(server =>
            Uri.TryCreate(server, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address
                : throw new ReleaseException(Fault.Input, $"'timestamp-servers' has '{server}' and wants addresses such as {UsualServers[0]}, or none."))];
    }
}

/// <summary>Who signs, with what is held for it.</summary>
internal sealed class SigningIdentity : IDisposable
{
    private readonly List<IDisposable> held;

    private SigningIdentity(AuthenticodeIdentity who, List<IDisposable> held) => (Who, this.held) = (who, held);

    /// <summary>Who it is.</summary>
    public AuthenticodeIdentity Who { get; }

    /// <summary>Opens one; the key is its own from then on.</summary>
    public static async Task<SigningIdentity> OpenAsync(ISigningKey key, Uri[] servers, TimeProvider clock, CancellationToken cancellationToken)
    {
        var opened = new List<IDisposable> { key };
        TimestampClient? timestamps = null;
        if (servers.Length > 0)
        {
            var http = new HttpClient();
            timestamps = new TimestampClient(http, servers);
            opened.AddRange([timestamps, http]);
        }

        try
        {
            return new SigningIdentity(await AuthenticodeIdentity.OpenAsync(key, clock, timestamps, cancellationToken), opened);
        }
        catch
        {
            opened.ForEach(one => one.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.ForEach(one => one.Dispose());
}
