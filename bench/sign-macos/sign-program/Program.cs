using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Keys;

// usage: sign-program key FILE.p12 | sign FILE.p12 PROGRAM OUTPUT | verify FILE.p12 PROGRAM
const string password = "bench";
var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
switch (args)
{
    case ["key", var file]:
        File.WriteAllBytes(file, DeveloperTestIdentity.Create("Bench", "ABCDE12345", false, from, from.AddYears(50)).ToPkcs12(password));
        return 0;
    case ["sign", var file, var program, var output]:
        using (PrivateKey key = KeySecret.Read(File.ReadAllBytes(file), password))
        {
            CodeIdentity identity = await CodeIdentity.OpenAsync(key, false, TimeProvider.System, null, null, CancellationToken.None);
            await CodeSigner.SignFileAsync(program, output, new CodeSigningOptions { Identity = identity }, CancellationToken.None);
        }

        return 0;
    case ["verify", var file, var program]:
        using (PrivateKey key = KeySecret.Read(File.ReadAllBytes(file), password))
        {
            IReadOnlyList<System.Security.Cryptography.X509Certificates.X509Certificate2> chain = await key.GetChainAsync(CancellationToken.None);
            return AppVerifier.Verify(program, new CodeVerification { Clock = TimeProvider.System, Roots = [chain[^1]] }, CancellationToken.None).IsValid
                ? 0 : 1;
        }

    default:
        return 2;
}
