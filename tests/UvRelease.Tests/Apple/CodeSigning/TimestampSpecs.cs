using System.Net;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.CodeSigning;

public class TimestampSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const string Team = "ABCDE12345";

    [Fact]
    public async Task A_stamped_program_outlives_its_certificate_and_OpenSSL_believes_the_stamp()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        CodeIdentity identity = await OpenAsync(authority);
        await CodeSigner.SignFileAsync(sample.At("demo.arm64"), folder.At("signed"), new CodeSigningOptions { Identity = identity }, CancellationToken.None);
        var root = X509Certificate2.CreateFromPem(authority.Root);
        var verification = new CodeVerification
        {
            Clock = new Judges.FixedClock(DateTimeOffset.UnixEpoch.AddYears(90)),
            Apple = AppleCertificates.Shipped.With(Judges.Of(Team).Root),
            TimestampRoots = [root],
            NeedsTimestamp = true,
            Team = Team,
        };
        CodeReport report = AppVerifier.Verify(folder.At("signed"), verification, CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.NotNull(report.Programs[0].SignedAt);
        Assert.NotEmpty(AppVerifier.Verify(folder.At("signed"), verification with { TimestampRoots = [] }, CancellationToken.None).Findings);
        using var input = CheckedReader.Open(folder.At("signed"), "signed", MachFile.Kind);
        var cms = new SignedCms();
        cms.Decode(Judges.Signatures(input)[0].Signature!.Cms.Span);
        await File.WriteAllBytesAsync(folder.At("ts.der"), cms.SignerInfos[0].UnsignedAttributes[0].Values[0].RawData);
        await File.WriteAllBytesAsync(folder.At("value.bin"), cms.SignerInfos[0].GetSignature());
        Assert.Contains("Verification: OK", await OutsideProgram.RunAsync(folder.Path, "openssl", "ts", "-verify", "-token_in", "-in", "ts.der", "-data",
            "value.bin",
            "-CAfile", "tsa-root.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_can_not_be_believed_are_refused()
    {
        using var folder = new TemporaryFolder();
        TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        using var http = new HttpClient(authority);
        var client = new TimestampClient(http, new Uri("http://stamp.invalid/ts"));
        byte[]? first = null;
        foreach ((string reason, Func<HttpResponseMessage, byte[], HttpResponseMessage> answer) in ((string, Func<HttpResponseMessage, byte[],
            HttpResponseMessage>)[])
            [("", (response, reply) => { first = reply; return response; }),
            ("can't be believed", (_, _) => TimestampDouble.Of(first!)),
            ("can't be believed", (_, reply) => TimestampDouble.Of(reply[..^1])),
            ("behind its answer", (_, reply) => TimestampDouble.Of([.. reply, 0])),
            ("", (_, reply) => { reply[^200] ^= 1; return TimestampDouble.Of(reply); }),
            ("text/html", (_, reply) => TimestampDouble.Of(reply, "text/html")),
            ("more than", (_, _) => TimestampDouble.Of(new byte[100_000])),
            ("answered 403", (_, _) => new HttpResponseMessage(HttpStatusCode.Forbidden))])
        {
            authority.Answer = answer;
            int asked = authority.Asked;
            Task<byte[]> stamp = client.StampAsync("signature"u8.ToArray(), TimeProvider.System, CancellationToken.None);
            if (asked == 0)
                Assert.NotEmpty(await stamp);
            else
                Assert.Contains(reason, (await Assert.ThrowsAsync<ReleaseException>(() => stamp)).Message, StringComparison.Ordinal);
            Assert.Equal(asked + 1, authority.Asked);
        }

        authority.Answer = (response, _) => response;
        ReleaseException drift = await Assert.ThrowsAsync<ReleaseException>(() =>
            client.StampAsync("signature"u8.ToArray(), new Judges.FixedClock(Judges.Now.AddYears(-5)), CancellationToken.None));
        Assert.Contains("clock", drift.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_fails_for_a_moment_is_asked_again()
    {
        using var folder = new TemporaryFolder();
        TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        authority.Answer = (response, _) => authority.Asked == 1 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : response;
        using var http = new HttpClient(authority);
        Assert.NotEmpty(await new TimestampClient(http, new Uri("http://stamp.invalid/ts")).StampAsync("signature"u8.ToArray(), TimeProvider.System,
            CancellationToken.None));
        Assert.Equal(2, authority.Asked);
    }

    // The authority's time is the machine's, and so is that of the identity here.
    private static async Task<CodeIdentity> OpenAsync(TimestampDouble authority)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Assert.InRange(now, new DateTimeOffset(Judges.Of(Team).Leaf.NotBefore), new DateTimeOffset(Judges.Of(Team).Leaf.NotAfter));
        return await CodeIdentity.OpenAsync(Judges.Of(Team).ToKey(), installer: false, TimeProvider.System,
            new TimestampClient(new HttpClient(authority), new Uri("http://stamp.invalid/ts")), AppleCertificates.Shipped.With(Judges.Of(Team).Root),
                CancellationToken.None);
    }
}
