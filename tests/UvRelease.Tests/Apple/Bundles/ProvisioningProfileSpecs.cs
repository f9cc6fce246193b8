using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Apple.Bundles;

/// <summary>A profile is for an app of a team until a day; one that is not for what is signed is refused with its name.</summary>
public class ProvisioningProfileSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const string Usual = "ABCDE12345.com.example.demo", Place = "Contents/embedded.provisionprofile";

    [Theory]
    [InlineData(Usual, AppSignerSpecs.Team)]
    [InlineData("ABCDE12345.*", AppSignerSpecs.Team)]
    [InlineData("ABCDE12345.com.example.*", AppSignerSpecs.Team)]
    [InlineData("SEED123456.com.example.demo", "SEED123456")]
    public async Task A_profile_of_the_app_is_put_into_it_and_sealed(string identifier, string prefix)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        byte[] profile = Make(Judges.Now.AddDays(1), AppSignerSpecs.Team, identifier, prefix);
        string app = folder.At("Demo.app");
        await AppSigner.SignAsync(sample.Path, app, await OptionsAsync(profile), null, CancellationToken.None);
        Assert.Equal(profile, await File.ReadAllBytesAsync(Path.Combine(app, Place)));
        Assert.Empty(AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team), CancellationToken.None).Findings);
        File.Delete(Path.Combine(app, Place));
        Assert.Equal((Place, CodeFindingKind.FileMissing), Assert.Single(AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team),
            CancellationToken.None).Findings) is var finding ? (finding.Path, finding.Kind) : default);
    }

    [Theory]
    [InlineData("expired", "expired on 2026-05-31")]
    [InlineData("team", "is of the team ZZZZZ12345, and the app is signed by ABCDE12345")]
    [InlineData("app", "is for the app 'com.example.other', and this one is called 'com.example.demo'")]
    [InlineData("prefix", "begins with none of its teams")]
    [InlineData("iOS", "is for iOS, not for macOS")]
    [InlineData("no CMS", "the CMS can't be believed")]
    [InlineData("changed", "the CMS can't be believed")]
    [InlineData("no list", "no XML")]
    [InlineData("no date", "has no ExpirationDate")]
    public async Task A_profile_of_something_else_is_refused_with_its_name(string what, string reason)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(async () =>
            await AppSigner.SignAsync(sample.Path, folder.At("Demo.app"), await OptionsAsync(Made(what)), null, CancellationToken.None));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("demo.provisionprofile", error.Message, StringComparison.Ordinal);
        Assert.Equal((Fault.Input, "demo.provisionprofile"), (error.Fault, error.File));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_one_that_an_app_has_already_is_looked_at_too()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = await SampleApp.CopyAsync(sample.Path, folder.At("Demo.app"));
        await File.WriteAllBytesAsync(Path.Combine(app, Place), Made("team"));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(async () =>
            await AppSigner.SignAsync(app, app, await AppSignerSpecs.OptionsAsync(), null, CancellationToken.None));
        Assert.Contains($"{Place} is of the team ZZZZZ12345", error.Message, StringComparison.Ordinal);
        // Nobody's trial keeps it: which team it is of says nothing there.
        Assert.NotEmpty(await AppSigner.SignAsync(app, app, new AppSigningOptions { Flags = CodeFlags.None }, null, CancellationToken.None));
    }

    private static byte[] Made(string what)
    {
        byte[] right = Make(Judges.Now.AddDays(1), AppSignerSpecs.Team, Usual);
        return what switch
        {
            "expired" => Make(Judges.Now.AddDays(-1), AppSignerSpecs.Team, Usual),
            "team" => Make(new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero), "ZZZZZ12345", "ZZZZZ12345.com.example.demo"),
            "app" => Make(Judges.Now.AddDays(1), AppSignerSpecs.Team, "ABCDE12345.com.example.other"),
            "prefix" => Make(Judges.Now.AddDays(1), AppSignerSpecs.Team, "ZZZZZ12345.com.example.demo"),
            "iOS" => Make(Judges.Now.AddDays(1), AppSignerSpecs.Team, Usual, system: "iOS"),
            "no CMS" => "<plist/>"u8.ToArray(),
            "changed" => Replace(right, "example.demo"u8, "example.dexo"u8),
            "no list" => Signed("no list"),
            _ => Signed("<plist><dict/></plist>"),
        };
    }

    private static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> with)
    {
        with.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(old)));
        return bytes;
    }

    private static byte[] Make(DateTimeOffset until, string team, string identifier, string? prefix = null, string system = "OSX") => Signed($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <plist version="1.0">
        <dict>
          <key>ApplicationIdentifierPrefix</key><array><string>{prefix ?? team}</string></array>
          <key>Entitlements</key><dict><key>com.apple.application-identifier</key><string>{identifier}</string></dict>
          <key>ExpirationDate</key><date>{until:yyyy-MM-ddTHH:mm:ssZ}</date>
          <key>Platform</key><array><string>{system}</string></array>
          <key>TeamIdentifier</key><array><string>{team}</string></array>
        </dict>
        </plist>
        """);

    private static byte[] Signed(string text)
    {
        var cms = new SignedCms(new ContentInfo(Encoding.UTF8.GetBytes(text)));
        cms.ComputeSignature(new CmsSigner(Judges.Of(AppSignerSpecs.Team).Leaf) { IncludeOption = X509IncludeOption.EndCertOnly });
        return cms.Encode();
    }

    private static async Task<AppSigningOptions> OptionsAsync(byte[] profile) =>
        (await AppSignerSpecs.OptionsAsync()) with { ProvisioningProfile = ProvisioningProfile.Read(profile, "demo.provisionprofile") };
}
