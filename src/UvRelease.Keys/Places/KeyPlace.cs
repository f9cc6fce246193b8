using Net.Pkcs11Interop.Common;

namespace UvRelease.Keys.Places;

/// <summary>Where a private key is kept that never leaves its place. Each is named as its owner names it.</summary>
public abstract record KeyPlace
{
    private KeyPlace()
    {
    }

    /// <summary>A token behind a module of PKCS #11: pkcs11:token=LABEL;object=LABEL (RFC 7512).</summary>
    /// <param name="Text">It as it was given; no PIN is in it.</param>
    /// <param name="Uri">Which token and which key.</param>
    public sealed record Token(string Text, Pkcs11Uri Uri) : KeyPlace
    {
        /// <inheritdoc/>
        public override string ToString() => Text;
    }

    /// <summary>AWS KMS: arn:aws:kms:REGION:ACCOUNT:key/ID or …:alias/NAME.</summary>
    /// <param name="Arn">The whole name.</param>
    /// <param name="Region">Its region.</param>
    public sealed record AwsKms(string Arn, string Region) : KeyPlace
    {
        /// <inheritdoc/>
        public override string ToString() => Arn;
    }

    /// <summary>Azure Key Vault: https://VAULT.vault.azure.net/certificates/NAME, with or without a version.</summary>
    /// <param name="Certificate">The certificate's address.</param>
    /// <param name="Service">What tokens for it are for, by cloud: https://vault.azure.net.</param>
    public sealed record AzureVault(Uri Certificate, string Service) : KeyPlace
    {
        /// <inheritdoc/>
        public override string ToString() => Certificate.AbsoluteUri;
    }

    /// <summary>Azure Artifact Signing: https://REGION.codesigning.azure.net/codesigningaccounts/ACCOUNT/certificateprofiles/PROFILE.</summary>
    /// <param name="Profile">The profile's address.</param>
    public sealed record ArtifactSigning(Uri Profile) : KeyPlace
    {
        /// <inheritdoc/>
        public override string ToString() => Profile.AbsoluteUri;
    }

    /// <summary>Google Cloud KMS: projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N.</summary>
    /// <param name="Version">The whole name.</param>
    public sealed record GoogleKms(string Version) : KeyPlace
    {
        /// <inheritdoc/>
        public override string ToString() => Version;
    }
}
