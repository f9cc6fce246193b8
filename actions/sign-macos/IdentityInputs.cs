using UvRelease.KeyInputs;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>When code may be signed by nobody.</summary>
public enum AdhocPolicy
{
    /// <summary>Without an identity the step fails.</summary>
    Never,

    /// <summary>Where no identity is given, as in forks.</summary>
    WithoutIdentity,

    /// <summary>Whatever is given.</summary>
    Always,
}

/// <summary>Inputs that say who signs.</summary>
public sealed record IdentityInputs
{
    /// <summary>Key and certificate for code.</summary>
    [Input("identity", "Key and certificate for «Developer ID Application»: PKCS #12 in base64, or PEM. It stays in memory.")]
    public Secret? Identity { get; init; }

    /// <summary>Its password.</summary>
    [Input("identity-password", "Password of identity.")]
    public Secret? IdentityPassword { get; init; }

    /// <summary>Place of the key for code.</summary>
    [Input("identity-key", "Where the key for «Developer ID Application» is kept, in place of identity, when it never leaves a token or a cloud: "
        + "pkcs11:token=…;object=…, an ARN of AWS KMS, an address of Azure Key Vault, or a name of Google Cloud KMS.")]
    public string? IdentityKey { get; init; }

    /// <summary>Certificates of that key.</summary>
    [Input("identity-certificates",
        "PEM file with the certificate of identity-key and its issuers', relative to the workspace, where they are not kept with it.")]
    public WorkspacePath? IdentityCertificates { get; init; }

    /// <summary>Key and certificate for packages.</summary>
    [Input("installer-identity", "Key and certificate for «Developer ID Installer», which signs pkg: PKCS #12 in base64, or PEM. It stays in memory.")]
    public Secret? Installer { get; init; }

    /// <summary>Its password.</summary>
    [Input("installer-identity-password", "Password of installer-identity.")]
    public Secret? InstallerPassword { get; init; }

    /// <summary>Place of the key for packages.</summary>
    [Input("installer-identity-key", "Where the key for «Developer ID Installer» is kept, in place of installer-identity, as for identity-key.")]
    public string? InstallerKey { get; init; }

    /// <summary>Certificates of that key.</summary>
    [Input("installer-identity-certificates", "PEM file with the certificate of installer-identity-key and its issuers', as for identity-certificates.")]
    public WorkspacePath? InstallerCertificates { get; init; }

    /// <summary>What opens keys in tokens and clouds.</summary>
    [Inputs]
    public KeyLogin Login { get; init; } = new();

    /// <summary>The team.</summary>
    [Input("team-id", "Team that must sign, such as ABCDE12345: an identity or app of another one is refused. Empty takes the identity's.")]
    public string? Team { get; init; }

    /// <summary>Who says when it was signed.</summary>
    [Input("timestamp-server",
        "Address of the time-stamp authority. Empty takes Apple's for identities of Apple and none for others; none asks nobody, and then "
        + "Macs refuse the app when the certificate has expired.")]
    public string? TimestampServer { get; init; }

    /// <summary>Roots that are believed.</summary>
    [Input("trusted-roots",
        "PEM file with roots that are believed beside Apple's, relative to the workspace: of your own time-stamp authority, and for verify-only "
        + "of your own identities.")]
    public WorkspacePath? TrustedRoots { get; init; }

    /// <summary>Signing by nobody.</summary>
    [Input("ad-hoc", "When nobody signs: never, without-identity (as in forks, which have no secrets), or always. Such an app starts only where its user "
        + "allows it, "
        + "and is never notarized.", Default = "never")]
    public AdhocPolicy Adhoc { get; init; }

    /// <summary>Signing by everybody.</summary>
    [Input("test-identity", "true signs with an identity that everybody has the key of, to try the way. No Mac trusts it; never publish what it signed.",
        Default = "false")]
    public bool TestIdentity { get; init; }

    /// <summary>The key for code.</summary>
    internal KeyChoice Code => new("identity", "identity-key")
    {
        Secret = Identity,
        Password = IdentityPassword,
        Place = IdentityKey,
        Certificates = IdentityCertificates,
    };

    /// <summary>The key for packages.</summary>
    internal KeyChoice Packages => new("installer-identity", "installer-identity-key")
    {
        Secret = Installer,
        Password = InstallerPassword,
        Place = InstallerKey,
        Certificates = InstallerCertificates,
    };
}
