using System.Security.Cryptography.X509Certificates;
using UvRelease.Credentials;

namespace UvRelease.Keys.Opening;

/// <summary>What opens a key that is kept elsewhere; given by the caller, never read from the surroundings.</summary>
public sealed record KeyOptions
{
    /// <summary>Certificates for the key where its place has none: its own, and those of its issuers.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; init; } = [];

    /// <summary>Clock, patience, and how many requests run at once.</summary>
    public required CloudSettings Requests { get; init; }

    /// <summary>The module of PKCS #11, a whole path.</summary>
    public string? Module { get; init; }

    /// <summary>The token's PIN.</summary>
    public string? Pin { get; init; }

    /// <summary>Role of AWS.</summary>
    public AwsRole? Aws { get; init; }

    /// <summary>Address of AWS KMS; null for Amazon's of the region.</summary>
    public Uri? AwsEndpoint { get; init; }

    /// <summary>Application of Microsoft Entra.</summary>
    public EntraApplication? Entra { get; init; }

    /// <summary>Workload identity pool of Google Cloud.</summary>
    public GoogleFederation? Google { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(KeyOptions);
}
