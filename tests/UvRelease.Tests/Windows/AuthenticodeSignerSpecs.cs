using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Formats.Pe;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Tests.Apple.CodeSigning;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Windows.Authenticode;
using UvRelease.Windows.Verification;
using Xunit;

namespace UvRelease.Tests.Windows;

public class AuthenticodeSignerSpecs
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(0), InlineData(1), InlineData(3), InlineData(7)]
    public async Task What_is_signed_is_sound_for_us_and_osslsigncode_and_SignedCms(int odd)
    {
        using var folder = new TemporaryFolder();
        byte[] program = [.. File.ReadAllBytes(WindowsJudges.Unsigned), .. new byte[] { 1, 2, 3, 4, 5, 6, 7 }.Take(odd)];
        File.WriteAllBytes(folder.At("a.exe"), program);
        await AuthenticodeSigner.SignAsync(folder.At("a.exe"), folder.At("b.exe"), await WindowsJudges.OpenAsync(), WindowsJudges.Description, Token);
        ProgramReport report = WindowsJudges.Verify(folder.At("b.exe"));
        Assert.Equal([], report.Findings.Select(finding => $"{finding}"));
        Assert.Equal(WindowsJudges.Identity.Leaf.RawData, Assert.Single(report.Signatures).Leaf.RawData);
        string said = await WindowsJudges.OsslsigncodeAsync(folder, "b.exe", isStamped: false);
        Assert.Contains("Signature verification: ok", said, StringComparison.Ordinal);
        Assert.DoesNotContain("MISMATCH", said, StringComparison.Ordinal);
        Assert.Contains("Sample App", said, StringComparison.Ordinal);
        Assert.Equal(program, File.ReadAllBytes(folder.At("a.exe")));
        Check(folder.At("b.exe"), program.Length);
        // Signed again: one signature, the same bytes.
        File.Copy(folder.At("b.exe"), folder.At("c.exe"));
        await AuthenticodeSigner.SignInPlaceAsync(folder.At("c.exe"), "c.exe", await WindowsJudges.OpenAsync(), WindowsJudges.Description, Token);
        Assert.Equal(File.ReadAllBytes(folder.At("b.exe")), File.ReadAllBytes(folder.At("c.exe")));
    }

    [Fact]
    public async Task A_stamped_program_outlives_its_certificate_also_for_osslsigncode()
    {
        using var folder = new TemporaryFolder();
        TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        using var http = new HttpClient(authority);
        using var timestamps = new TimestampClient(http, new Uri("http://stamp.invalid/ts"));
        TestIdentity signer = WindowsJudges.Of(new TestIdentityOptions
        {
            Subject = WindowsJudges.Subject,
            From = TimeProvider.System.GetUtcNow().AddYears(-1),
            Until = TimeProvider.System.GetUtcNow().AddYears(1),
        });
        await AuthenticodeSigner.SignAsync(WindowsJudges.Unsigned, folder.At("b.exe"),
            await WindowsJudges.OpenAsync(signer, timestamps, TimeProvider.System), WindowsJudges.Description, Token);
        var later = new WindowsJudges.FixedClock(TimeProvider.System.GetUtcNow().AddYears(5));
        var trust = new SignatureTrust { Roots = [signer.Root], TimestampRoots = [X509Certificate2.CreateFromPem(authority.Root)], Clock = later };
        Assert.Equal([], WindowsJudges.Verify(folder.At("b.exe"), trust).Findings.Select(finding => $"{finding}"));
        Assert.Contains(WindowsJudges.Verify(folder.At("b.exe"), trust with { TimestampRoots = [signer.Root] }).Findings,
            finding => finding.Problem == SignatureProblem.Timestamp);
        folder.Write("root.pem", signer.Root.ExportCertificatePem());
        string said = await OutsideProgram.RunAsync(folder.Path, "osslsigncode", "verify",
            "-CAfile", "root.pem", "-TSA-CAfile", "tsa-root.pem", "-in", "b.exe");
        Assert.Contains("Signature verification: ok", said, StringComparison.Ordinal);
        Assert.Contains("Timestamp Server Signature verification: ok", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_authority_is_asked_where_one_can_not_answer()
    {
        using var folder = new TemporaryFolder();
        TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        using var http = new HttpClient(new Switch(authority));
        using var timestamps = new TimestampClient(http, new Uri("http://down.invalid/ts"), new Uri("http://stamp.invalid/ts"));
        Assert.NotEmpty(await timestamps.StampAsync("signature"u8.ToArray(), TimeProvider.System, Token));
        using var none = new TimestampClient(http, new Uri("http://down.invalid/1"), new Uri("http://down.invalid/2"));
        ReleaseException failed = await Assert.ThrowsAsync<ReleaseException>(() => none.StampAsync("signature"u8.ToArray(), TimeProvider.System, Token));
        Assert.Contains("http://down.invalid/1", failed.Message, StringComparison.Ordinal);
        Assert.Contains("http://down.invalid/2", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_osslsigncode_signed_is_sound_too()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("key.p12"), WindowsJudges.Identity.ToPkcs12("secret"));
        await OutsideProgram.RunAsync(folder.Path, "osslsigncode", "sign", "-pkcs12", "key.p12", "-pass", "secret", "-h", "sha256", "-n", "Sample",
            "-in", WindowsJudges.Unsigned, "-out", "b.exe");
        Assert.Equal([], WindowsJudges.Verify(folder.At("b.exe")).Findings.Select(finding => $"{finding}"));
    }

    [Fact]
    public async Task Certificates_that_can_not_sign_are_refused_with_the_reason()
    {
        TestIdentityOptions usual = new() { Subject = WindowsJudges.Subject, From = WindowsJudges.Now.AddYears(-1), Until = WindowsJudges.Now.AddYears(1) };
        foreach ((TestIdentityOptions options, string reason) in ((TestIdentityOptions, string)[])
            [(usual with { ExtendedKeyUse = "1.3.6.1.5.5.7.3.1" }, "codeSigning"), (usual with { Until = WindowsJudges.Now.AddDays(-1) }, "expired on"),
            (usual with { From = WindowsJudges.Now.AddDays(1) }, "is valid from")])
        {
            ReleaseException refused = await Assert.ThrowsAsync<ReleaseException>(() => WindowsJudges.OpenAsync(WindowsJudges.Of(options)));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }

        using PrivateKey alone = PrivateKey.Of(WindowsJudges.Identity.Leaf, []);
        ReleaseException missing = await Assert.ThrowsAsync<ReleaseException>(() =>
            AuthenticodeIdentity.OpenAsync(alone, new WindowsJudges.FixedClock(WindowsJudges.Now), null, Token));
        Assert.Contains("is missing in the key's chain", missing.Message, StringComparison.Ordinal);
        TestIdentity ecdsa = WindowsJudges.Of(usual with { Ecdsa = true });
        using var folder = new TemporaryFolder();
        await AuthenticodeSigner.SignAsync(WindowsJudges.Unsigned, folder.At("b.exe"), await WindowsJudges.OpenAsync(ecdsa), WindowsJudges.Description, Token);
        Assert.Equal([], WindowsJudges.Verify(folder.At("b.exe"), WindowsJudges.Trust with { Roots = [ecdsa.Root] }).Findings.Select(finding => $"{finding}"));
    }

    private static void Check(string file, int length)
    {
        using UvRelease.Formats.CheckedReader reader = UvRelease.Formats.CheckedReader.Open(file, "file", PeFile.Kind);
        var place = PeSignaturePlace.Read(reader);
        Assert.Equal((length + 7) / 8 * 8, place.Table);
        var cms = new SignedCms();
        cms.Decode(reader.Bytes(place.Table + 8, (int)place.TableSize - 8, "the table"));
        cms.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(1, cms.Version);
    }

    private sealed class Switch(HttpMessageHandler there) : DelegatingHandler(there)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.Host == "down.invalid" ? Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden))
                : base.SendAsync(request, cancellationToken);
    }
}
