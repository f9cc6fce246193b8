using System.Text.RegularExpressions;
using Net.Pkcs11Interop.Common;
using UvRelease.Releases;

namespace UvRelease.Keys.Places;

/// <summary>Reads where a key is kept.</summary>
public static partial class KeyPlaceText
{
    private const string Forms = "It must be one of: pkcs11:token=LABEL;object=LABEL · arn:aws:kms:REGION:ACCOUNT:key/ID or alias/NAME · "
        + "https://VAULT.vault.azure.net/certificates/NAME · https://REGION.codesigning.azure.net/codesigningaccounts/ACCOUNT/certificateprofiles/PROFILE · "
        + "projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N (docs/keys.md)";

    /// <summary>Reads it.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, or has a secret in it.</exception>
    public static KeyPlace Read(string text)
    {
        if (text.StartsWith("pkcs11:", StringComparison.Ordinal))
            return Token(text);
        if (Kms().Match(text) is { Success: true } kms)
            return new KeyPlace.AwsKms(text, kms.Groups["region"].Value);
        if (Google().IsMatch(text))
            return new KeyPlace.GoogleKms(text);
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0
            && address.Query.Length == 0 && address.Fragment.Length == 0)
        {
            if (Vault().Match(address.Host) is { Success: true } vault && Certificate().IsMatch(address.AbsolutePath))
                return new KeyPlace.AzureVault(Bare(address), $"https://{vault.Groups["service"].Value}");
            if (SigningHost().IsMatch(address.Host) && Profile().IsMatch(address.AbsolutePath))
                return new KeyPlace.ArtifactSigning(Bare(address));
        }

        throw new ReleaseException(Fault.Input, $"'{text}' names no key. {Forms}.");
    }

    private static KeyPlace.Token Token(string text)
    {
        const string example = "Write it as pkcs11:token=LABEL;object=LABEL or pkcs11:serial=NUMBER;id=%01";
        try
        {
            var uri = new Pkcs11Uri(text);
            // The text is printed, so it is not shown here either.
            if (uri.PinValue is not null || uri.PinSource is not null)
                throw new ReleaseException(Fault.Input, "The PIN stands in the name of the token's key, where it would be printed. Give it as 'pkcs11-pin'.");
            return uri.Object is null && uri.Id is null
                ? throw new ReleaseException(Fault.Input, $"'{text}' names no key: 'object' or 'id' is missing. {example}.") : new KeyPlace.Token(text, uri);
        }
        catch (Pkcs11UriException e)
        {
            throw new ReleaseException(Fault.Input, $"The name of the token's key can't be read: {e.Message.TrimEnd('.')}. {example}.", e);
        }
    }

    private static Uri Bare(Uri address) => new(address.AbsoluteUri.TrimEnd('/'));

    [GeneratedRegex("^arn:aws(-[a-z]+)*:kms:(?<region>[a-z0-9-]+):[0-9]{12}:(key/[A-Za-z0-9-]+|alias/[A-Za-z0-9/_-]+)$", RegexOptions.ExplicitCapture
        | RegexOptions.NonBacktracking)]
    private static partial Regex Kms();

    [GeneratedRegex("^projects/[^/ ]+/locations/[^/ ]+/keyRings/[^/ ]+/cryptoKeys/[^/ ]+/cryptoKeyVersions/[1-9][0-9]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Google();

    [GeneratedRegex("^[a-z0-9-]+\\.(?<service>vault\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net))$", RegexOptions.ExplicitCapture
        | RegexOptions.NonBacktracking)]
    private static partial Regex Vault();

    [GeneratedRegex("^/certificates/[A-Za-z0-9-]+(/[0-9a-f]{32})?/?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Certificate();

    [GeneratedRegex("^[a-z0-9-]+\\.codesigning\\.azure\\.net$", RegexOptions.NonBacktracking)]
    private static partial Regex SigningHost();

    [GeneratedRegex("^/codesigningaccounts/[A-Za-z0-9-]+/certificateprofiles/[A-Za-z0-9-]+/?$", RegexOptions.NonBacktracking)]
    private static partial Regex Profile();
}
