using UvRelease.Keys;
using UvRelease.Tests.Keys;
using Xunit;

namespace UvRelease.Tests.Apple.SignMacos;

/// <summary>The step signs with keys that it never sees, and verifies what was signed by roots of one's own.</summary>
public sealed class KeyPlaceStepSpecs(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task Keys_in_a_token_sign_app_disk_image_and_package()
    {
        using BuiltLeg leg = await BuiltLeg.OfAsync(app.Path);
        (string, string)[] keys =
        [
            ("identity-key", SoftHsm.Key("application")), ("installer-identity-key", SoftHsm.Key("installer")),
            ("identity-certificates", Chain(leg, "application")), ("installer-identity-certificates", Chain(leg, "installer")),
            ("pkcs11-pin", SoftHsm.Pin), ("pkcs11-module", SoftHsm.CopyModule(leg.Run.Workspace)),
        ];
        Assert.True(await leg.SignAsync([.. keys, ("formats", "zip\ndmg\npkg")]) == 0, leg.Errors);
        Assert.DoesNotContain(SoftHsm.Pin, string.Join('\n', leg.Errors.Split('\n').Where(line => !line.StartsWith("::add-mask::", StringComparison.Ordinal))),
            StringComparison.Ordinal);
        Assert.Equal(1, await leg.SignAsync(("verify-only", "true")));
        Assert.Contains("leads to no root that is trusted", leg.Errors, StringComparison.Ordinal);
        string roots = Roots(leg);
        Assert.True(await leg.SignAsync(("verify-only", "true"), ("trusted-roots", roots)) == 0, leg.Errors);

        // Another root does not help, and a file with none is told.
        File.WriteAllText(Path.Combine(leg.Run.Workspace, roots), Identities.Rsa.Root.ExportCertificatePem());
        Assert.Equal(1, await leg.SignAsync(("verify-only", "true"), ("trusted-roots", roots)));
        File.WriteAllText(Path.Combine(leg.Run.Workspace, roots), "no certificate");
        Assert.Equal(2, await leg.SignAsync(("verify-only", "true"), ("trusted-roots", roots)));
        Assert.Contains("has no certificates that can be read", leg.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity-key", "nowhere", "'identity-key': 'nowhere' names no key")]
    [InlineData("identity-key", "arn:aws:kms:eu-central-1:123456789012:alias/code", "alias/code is opened with 'aws-role'")]
    [InlineData("identity", "AAAA", "'identity' and 'identity-key' are given")]
    [InlineData("key-requests", "0", "'key-requests' is 0 and must be from 1 to 64")]
    [InlineData("pkcs11-module", "none.so", "There is no module of PKCS #11")]
    [InlineData("pkcs11-pin", "", "shows itself only with a PIN")]
    public async Task What_opens_no_key_is_told_and_the_leg_stays(string input, string value, string problem)
    {
        using BuiltLeg leg = await BuiltLeg.OfAsync(app.Path);
        string[] state = leg.State();
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["identity-key"] = SoftHsm.Key("application"),
            ["identity-certificates"] = Chain(leg, "application"),
            ["pkcs11-pin"] = SoftHsm.Pin,
            ["pkcs11-module"] = SoftHsm.CopyModule(leg.Run.Workspace),
            ["formats"] = "zip",
            [input] = value,
        };
        Assert.NotEqual(0, await leg.SignAsync([.. given.Select(pair => (pair.Key, pair.Value))]));
        Assert.Contains(problem, leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
    }

    private static string Chain(BuiltLeg leg, string token)
    {
        TestIdentity identity = SoftHsm.Identity(token);
        string name = $"{token}.pem";
        File.WriteAllText(Path.Combine(leg.Run.Workspace, name), identity.Root.ExportCertificatePem() + "\n" + identity.Leaf.ExportCertificatePem() + "\n"
            + identity.Authority.ExportCertificatePem());
        return name;
    }

    private static string Roots(BuiltLeg leg)
    {
        File.WriteAllText(Path.Combine(leg.Run.Workspace, "roots.pem"), string.Join('\n',
            new[] { "application", "installer" }.Select(token => SoftHsm.Identity(token).Root.ExportCertificatePem())));
        return "roots.pem";
    }
}
